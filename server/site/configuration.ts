// The site's configuration as the decisions use it: read whole, replaced whole when something is edited.
import type {
  DidConfig,
  FlowDefinition,
  LineConfig,
  OpeningHours,
  QueueConfig,
  SkillConfig,
  TeamConfig,
} from '#protocol/config'
import type { AgentId } from '#protocol/ids'
import type { Language, Role } from '#protocol/reasons'

export type Person = { id: AgentId; number: string; name: string; role: Role; language: Language }

export type SiteConfiguration = {
  people: Map<AgentId, Person>
  queues: QueueConfig[]
  teams: TeamConfig[]
  skills: SkillConfig[]
  flows: FlowDefinition[]
  dids: DidConfig[]
  hours: OpeningHours[]
  lines: LineConfig[]
}

/** The flow that answers a number as dialled; leading + and country code of the configured number are optional. */
export function flowFor(
  configuration: SiteConfiguration,
  dialed: string,
): { did: string; flow: FlowDefinition | null } {
  const digits = dialed.replace(/^\+/, '')
  const did = configuration.dids.find((candidate) => {
    const number = candidate.number.replace(/^\+/, '')
    return number === digits || (candidate.number.startsWith('+86') && number.slice(2) === digits.replace(/^0/, ''))
  })
  if (!did) return { did: digits, flow: null }
  return { did: did.number, flow: configuration.flows.find((flow) => flow.id === did.flow) ?? null }
}
