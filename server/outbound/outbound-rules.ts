// Which rule a call out goes by, and what the line is told. Pure. Rules O1-O6 in SPEC.md.
import type { AgentId } from '#protocol/ids'
import type { DestinationClass, OutboundRule, OutboundSetting } from '#protocol/outbound-rules'
import type { TeamConfig } from '#protocol/people-config'
import type { RefusalReason } from '#protocol/reasons'
import { dialableNumber } from '../number/outbound-number.ts'
import { displayNumber } from '../number/phone-number.ts'
import { destinationOf, isEmergency } from './destination.ts'
import { isDear } from './toll-price.ts'

export const NO_OUTBOUND: OutboundSetting = { rules: [], accessDigit: '', homeArea: '', agentCap: 3, siteCap: 20 }

/** `rule` null: any line. `kind` null: an emergency number. */
export type Allowed = {
  ok: true
  customer: string
  dial: string
  rule: OutboundRule | null
  kind: DestinationClass | null
}
export type Permission = Allowed | { ok: false; reason: RefusalReason }

/** `agentId`: who keyed it, null = nobody keyed it; `by`: for whom it is. */
export type Wish = { typed: string; agentId: AgentId | null; by: AgentId | null }

export function permission(setting: OutboundSetting, teams: readonly TeamConfig[], wish: Wish): Permission {
  const keyed = wish.typed.trim()
  if (isEmergency(keyed)) return { ok: true, customer: keyed, dial: keyed, rule: null, kind: null }
  const typed = withoutAccess(setting.accessDigit, wish)
  if (typed === null) return { ok: false, reason: 'access-digit' }
  if (isEmergency(typed)) return { ok: true, customer: typed, dial: typed, rule: null, kind: null }
  const number = dialableNumber(typed)
  if (!number.ok) return number
  const kind = destinationOf(number.customer, setting.homeArea)
  const rule = setting.rules.find((one) => holds(one, teams, { by: wish.by, number: number.customer, kind })) ?? null
  if (rule ? !rule.allow : isDear(kind)) return { ok: false, reason: 'number-not-allowed' }
  return { ...number, dial: rule ? changed(rule, number.dial) : number.dial, rule, kind }
}

/** O2; null where it is missing. */
function withoutAccess(digit: string, { typed, agentId }: Wish): string | null {
  const keyed = typed.trim()
  if (digit === '' || agentId === null || keyed.startsWith('+')) return keyed
  return keyed.startsWith(digit) ? keyed.slice(1) : null
}

function holds(
  { enabled, teams: named, agents, classes, prefixes }: OutboundRule,
  teams: readonly TeamConfig[],
  { by, number, kind }: { by: AgentId | null; number: string; kind: DestinationClass },
): boolean {
  if (!enabled || (classes.length > 0 && !classes.includes(kind))) return false
  const isOfThem =
    by !== null && (agents.includes(by) || teams.some(({ id, members }) => named.includes(id) && members.includes(by)))
  if (named.length + agents.length > 0 && !isOfThem) return false
  const written = displayNumber(number)
  return prefixes.length === 0 || prefixes.some((one) => (one.startsWith('+') ? number : written).startsWith(one))
}

/** O6: the + of a number abroad is no digit that is stripped. */
function changed({ strip, prepend }: OutboundRule, dial: string): string {
  if (strip === 0 && prepend === '') return dial
  return prepend + dial.replace(/^\+/, '').slice(strip)
}
