// Which limits a call out stands under, and whether one is reached. Pure. Rules O9, O12, O13 in SPEC.md.
import type { AgentId, LineId, Ms } from '#protocol/ids'
import type { DestinationClass, OutboundSetting } from '#protocol/outbound-rules'
import type { TeamConfig } from '#protocol/people-config'
import type { TollCap, TollGuardSetting, TollScope } from '#protocol/toll-guard'
import { dayStart } from '../site/day-counters.ts'
import { type Bill, DEAR, isDear } from './toll-price.ts'

export const HOUR_MS: Ms = 3_600_000
const MINUTE_MS: Ms = 60_000
export const SITE = 'site'

/** `lineId` null: it is not chosen yet. */
export type TollCaller = { kind: DestinationClass; agentId: AgentId | null; lineId: LineId | null }

type Amounts = { calls: number | null; minutes: number | null; money: number | null }
/** Who is counted together: all, or those of `agents`, or what goes by the line. */
export type Counted = { classes: readonly DestinationClass[]; agents: readonly AgentId[] | null; lineId: LineId | null }
export type TollLimit = {
  guard: string
  scope: TollScope
  subject: string
  per: 'hour' | 'day' | 'month'
  since: Ms
} & Amounts &
  Counted

export type Spent = { calls: number } & Bill
/** What has been reached, and how much that is. */
export type Reached = { reason: 'calls' | 'minutes' | 'money'; limit: number }

type Setting = Pick<OutboundSetting, 'agentCap' | 'siteCap'> & Pick<TollGuardSetting, 'caps'>

export function limitsOn(setting: Setting, teams: readonly TeamConfig[], call: TollCaller, now: Ms): TollLimit[] {
  const caps = setting.caps.flatMap((cap) => limitsOf(cap, teams, call, now))
  return isDear(call.kind) ? [...callsAnHour(setting, call.agentId, now), ...caps] : caps
}

/** O9 */
function callsAnHour({ agentCap, siteCap }: Setting, agentId: AgentId | null, now: Ms): TollLimit[] {
  const hour = { guard: 'calls', per: 'hour', since: now - HOUR_MS, minutes: null, money: null } as const
  const dear = { ...hour, classes: DEAR, lineId: null }
  const site: TollLimit = { ...dear, scope: 'site', subject: SITE, agents: null, calls: siteCap }
  if (agentId === null) return [site]
  return [{ ...dear, scope: 'person', subject: agentId, agents: [agentId], calls: agentCap }, site]
}

function limitsOf(cap: TollCap, teams: readonly TeamConfig[], call: TollCaller, now: Ms): TollLimit[] {
  if (cap.classes.length > 0 && !cap.classes.includes(call.kind)) return []
  const { id, scope, of, classes, per, minutes, money } = cap
  const since = per === 'day' ? dayStart(now) : monthStart(now)
  const limit = { guard: `cap:${id}`, scope, per, since, calls: null, minutes, money, classes }
  const named = (subject: string) => of.length === 0 || of.includes(subject)
  const { agentId, lineId } = call
  switch (scope) {
    case 'site':
      return [{ ...limit, subject: SITE, agents: null, lineId: null }]
    case 'line':
      return lineId !== null && named(lineId) ? [{ ...limit, subject: lineId, agents: null, lineId }] : []
    case 'person':
      return agentId !== null && named(agentId) ? [{ ...limit, subject: agentId, agents: [agentId], lineId: null }] : []
    case 'team':
      return teams.flatMap(({ id: subject, members }) =>
        agentId !== null && members.includes(agentId) && named(subject)
          ? [{ ...limit, subject, agents: members, lineId: null }]
          : [],
      )
  }
}

/** Null: what is spent and this bill more stay within the limit. */
export function reached({ calls, minutes, money }: Amounts, spent: Spent, more: Bill): Reached | null {
  if (calls !== null && spent.calls >= calls) return { reason: 'calls', limit: calls }
  if (minutes !== null && spent.paidMs + more.paidMs > minutes * MINUTE_MS) return { reason: 'minutes', limit: minutes }
  if (money !== null && spent.cost + more.cost > money) return { reason: 'money', limit: money }
  return null
}

/** Midnight of the first of the month, in the server's zone. */
function monthStart(at: Ms): Ms {
  const date = new Date(dayStart(at))
  date.setDate(1)
  return date.getTime()
}

/** When what was counted since then counts no more. */
export function periodEnd(per: 'hour' | 'day' | 'month', since: Ms): Ms {
  if (per === 'hour') return since + HOUR_MS
  const date = new Date(per === 'day' ? dayStart(since) : monthStart(since))
  if (per === 'day') date.setDate(date.getDate() + 1)
  else date.setMonth(date.getMonth() + 1)
  return date.getTime()
}
