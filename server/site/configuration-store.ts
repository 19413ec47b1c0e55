import { consoleSettings } from '../console/console-store.ts'
import { listFlows } from '../flow/flow-store.ts'
import { allForwarding } from '../forward/forwarding-store.ts'
import { hoursInForce } from '../hours/holiday-store.ts'
import { forcedInbound, listInbound } from '../inbound/inbound-store.ts'
import { listLines } from '../line/line-store.ts'
import { withBoxes } from '../message/box-flow.ts'
import { listBoxes } from '../message/box-store.ts'
import { listMusic } from '../music/music-store.ts'
import { listDids } from '../number/did-store.ts'
import { listQueues } from '../queue/queue-store.ts'
import type { Database } from '../store/database.ts'
import { listSkills } from '../team/skill-store.ts'
import { listTeams } from '../team/team-store.ts'
import { listAgents } from '../user/user-store.ts'
import type { SiteConfiguration } from './configuration.ts'
import { siteSettings } from './site-settings.ts'

export function loadConfiguration(core: Database): SiteConfiguration {
  const boxes = listBoxes(core)
  const { seatCodec, superviseTold, pickUpLockMs, transferToAway, maxTalkMs, answerTimeoutMs } = siteSettings(core)
  return {
    people: new Map(listAgents(core).map((person) => [person.id, person])),
    queues: listQueues(core),
    teams: listTeams(core),
    skills: listSkills(core),
    flows: listFlows(core).map((flow) => withBoxes(flow, boxes)),
    boxes,
    dids: listDids(core),
    inbound: { rules: listInbound(core), forced: forcedInbound(core) },
    hours: hoursInForce(core),
    lines: listLines(core),
    music: listMusic(core),
    seatCodec,
    superviseTold,
    pickUpLockMs,
    transferToAway,
    limits: { maxTalkMs, answerTimeoutMs },
    forwarding: new Map([...allForwarding(core)].map(([id, { forwarding }]) => [id, forwarding])),
    console: consoleSettings(core),
  }
}
