// The site's configuration as the decisions use it: read whole, replaced whole when something is edited.

import type { DidConfig, FlowDefinition } from '#protocol/flow-config'
import type { Forwarding } from '#protocol/forwarding'
import type { OpeningHours } from '#protocol/hours-config'
import type { AgentId, Ms } from '#protocol/ids'
import type { LineConfig } from '#protocol/line-config'
import type { MessageBoxConfig } from '#protocol/messages'
import type { AgentConfig, SkillConfig, TeamConfig } from '#protocol/people-config'
import type { MusicList } from '#protocol/prompt-library'
import type { QueueConfig } from '#protocol/queue-config'
import type { SeatCodec } from '#protocol/reasons'
import type { ConsoleSettings } from '../console/console-store.ts'
import type { InboundSetting } from '../inbound/inbound-rules.ts'
import type { SiteLimits } from '../line/line-limits.ts'

export type Person = AgentConfig

export type SiteConfiguration = {
  people: Map<AgentId, Person>
  queues: QueueConfig[]
  teams: TeamConfig[]
  skills: SkillConfig[]
  flows: FlowDefinition[]
  dids: DidConfig[]
  /** Missing: each number goes by its own flow. */
  inbound?: InboundSetting
  hours: OpeningHours[]
  lines: LineConfig[]
  /** Names that stand for several prompts. */
  music?: MusicList[]
  /** Message boxes that have settings. */
  boxes?: MessageBoxConfig[]
  seatCodec: SeatCodec
  /** Agents see that their call is supervised. */
  superviseTold: boolean
  /** Where people's calls go on to; missing: nobody has set anything. */
  forwarding?: ReadonlyMap<AgentId, Forwarding>
  /** F052; missing: yes. */
  transferToAway?: boolean
  /** F028, F029, of lines without limits of their own; missing: none. */
  limits?: SiteLimits
  /** F087 */
  pickUpLockMs: Ms
  /** Missing: nobody has set anything at the console. */
  console?: ConsoleSettings
}

/** What the administrator says of this seat: the person's own setting, else the site's. */
export const seatCodecOf = ({ people, seatCodec }: Pick<SiteConfiguration, 'people' | 'seatCodec'>, agentId: AgentId) =>
  people.get(agentId)?.seatCodec ?? seatCodec
