// Whom a call rings that is aimed at a person, or where it goes on to instead. Pure. Rules FW1-FW7, FW12 in SPEC.md.
import type { Forwarding, ForwardTarget, ForwardWhy } from '#protocol/forwarding'
import type { AgentId, Ms } from '#protocol/ids'

/** What stands at the person's seat now. */
export type Seat = 'free' | 'busy' | 'away'
export type Hop = { by: AgentId; why: ForwardWhy; to: ForwardTarget }
/** Why nobody can be rung. */
export type ForwardFault = 'loop' | 'limit' | 'away' | 'unanswered'

/** What came of ringing somebody. */
export type ReachFailure = Exclude<ForwardWhy, 'always'>

export type Aim = {
  agentId: AgentId
  /** The person was rung, and this came of it; null: not rung yet. */
  failed: ReachFailure | null
  /** Who has forwarded the call so far. */
  via: readonly AgentId[]
  /** Who is in it. */
  present: readonly AgentId[]
  /** The number that forwarded it to us; '' for none. */
  diverted: string
  camp: boolean
  /** Is there a caller from outside? */
  isOutside: boolean
  /** In the box of one who is away, where nothing else is set (FW12). */
  boxWhenAway: boolean
}
export type Around = {
  forwardingOf(agentId: AgentId): Forwarding | null
  seat(agentId: AgentId): Seat
  /** F052 */
  toAway: boolean
}

export type Reached = { hops: Hop[]; via: AgentId[] } & (
  | { end: 'ring'; agentId: AgentId; ringMs: Ms | null }
  | { end: 'elsewhere'; by: AgentId; why: ForwardWhy; to: Exclude<ForwardTarget, { kind: 'agent' }> }
  | { end: 'nobody'; agentId: AgentId; fault: ForwardFault }
)

const WHYS: readonly ForwardWhy[] = ['always', 'away', 'busy', 'noAnswer']
/** When calls of this person go on. */
export const whysSet = (settings: Forwarding | undefined): ForwardWhy[] =>
  settings?.on ? WHYS.filter((why) => settings[why] !== null) : []

/** FW5 */
export const MAX_FORWARDS = 3

export function reach(around: Around, aim: Aim): Reached {
  const hops: Hop[] = []
  const via = [...aim.via]
  let { agentId, failed } = aim
  for (;;) {
    const seat = around.seat(agentId)
    const isKept = aim.isOutside && !around.toAway && seat === 'away'
    const settings = isKept ? null : around.forwardingOf(agentId)
    const next = nextFor(settings, { seat, failed, camp: aim.camp && hops.length === 0 })
    if (next === null) return { ...stays(around, aim, { agentId, failed, seat, isKept }), hops, via }
    if (via.length >= MAX_FORWARDS) return { end: 'nobody', agentId, fault: 'limit', hops, via }
    const { why, to } = next
    via.push(agentId)
    if (isLoop(to, via, aim)) return { end: 'nobody', agentId, fault: 'loop', hops, via }
    hops.push({ by: agentId, why, to })
    if (to.kind !== 'agent') return { end: 'elsewhere', by: agentId, why, to, hops, via }
    agentId = to.agent
    failed = null
  }
}

type At = { seat: Seat; failed: Aim['failed']; camp: boolean }

/** FW2, FW3: null: this person is rung, or has not come. */
function nextFor(settings: Forwarding | null, at: At): { why: ForwardWhy; to: ForwardTarget } | null {
  if (!settings?.on) return null
  const why = whyOf(settings, at)
  const to = why && settings[why]
  return why && to ? { why, to } : null
}

function whyOf(settings: Forwarding, { seat, failed, camp }: At): ForwardWhy | null {
  if (failed !== null) return failed
  if (settings.always !== null) return 'always'
  if (seat === 'away') return 'away'
  return seat === 'busy' && !camp ? 'busy' : null
}

/** FW6, FW7 */
const isLoop = (to: ForwardTarget, via: readonly AgentId[], { present, diverted }: Aim): boolean =>
  to.kind === 'agent'
    ? via.includes(to.agent) || present.includes(to.agent)
    : to.kind === 'number' && diverted !== '' && to.number === diverted

type Here = { agentId: AgentId; failed: Aim['failed']; seat: Seat; isKept: boolean }
type Stays =
  | { end: 'ring'; agentId: AgentId; ringMs: Ms | null }
  | { end: 'elsewhere'; by: AgentId; why: 'away'; to: ForwardTarget & { kind: 'message' } }
  | { end: 'nobody'; agentId: AgentId; fault: ForwardFault }

/** Nothing forwards the call from here. */
function stays(around: Around, aim: Aim, { agentId, failed, seat, isKept }: Here): Stays {
  if (failed !== null) return { end: 'nobody', agentId, fault: 'unanswered' }
  if (isKept) return { end: 'nobody', agentId, fault: 'away' }
  if (seat === 'away' && aim.boxWhenAway)
    return { end: 'elsewhere', by: agentId, why: 'away', to: { kind: 'message', box: agentId } }
  const settings = around.forwardingOf(agentId)
  return { end: 'ring', agentId, ringMs: settings?.on && settings.noAnswer ? settings.afterMs : null }
}
