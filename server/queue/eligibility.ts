// May this agent have this caller now, and if not, by which rule. Rules E1-E8 in SPEC.md.
import type { DecisionRule } from '#protocol/api'
import type { AgentId, Ms } from '#protocol/ids'
import type { SkillNeed } from '#protocol/queue-config'
import type { Agent } from '../agent/agent.ts'
import type { Member, Membership, QueueMembers } from './membership.ts'
import type { AskableEntry } from './waiting.ts'

/** E8: so many phones at most ring for one caller. */
export const RING_ALL_LIMIT = 50

/** E1: why this agent could take nobody's call now; null = free. */
export function standing(agent: Agent): DecisionRule | null {
  if (agent.presence !== 'available') return agent.presence
  const { name } = agent.activity
  if (name === 'wrap-up') return 'wrap-up'
  if (name === 'ringing') return 'ringing'
  if (name !== 'idle') return 'busy'
  return agent.connectionId === null ? 'not-reachable' : null
}

/** At work: free, or will be when the present call is done. */
export const isStaffed = (agent: Agent): boolean => agent.presence === 'available' && agent.connectionId !== null

/** E3: the level that a caller who has waited so long still asks for; it never rises again. */
export function requiredLevel({ level, relax }: SkillNeed, waitedMs: Ms): number {
  return relax.reduce((least, step) => (step.afterMs <= waitedMs ? Math.min(least, step.level) : least), level)
}

/** E2: is the tier asked for a caller who has waited so long? A tier below which nobody is at work is not waited for. */
export function isTierOpen(members: QueueMembers, tier: number, lowestStaffed: number, waitedMs: Ms): boolean {
  return tier <= lowestStaffed || (tier - 1) * members.queue.tierAfterMs <= waitedMs
}

/** What eligibility asks of those who are not the candidate. */
export type Others = {
  membership: Membership
  /** The lowest tier of the queue with somebody at work; infinite when nobody is. */
  lowestStaffed(members: QueueMembers): number
  isStaffed(agentId: AgentId): boolean
}

/** E4: until when the caller is kept for one agent, or null when nobody is waited for. */
export function keptUntil(entry: AskableEntry, members: QueueMembers, others: Others, now: Ms): Ms | null {
  const { preferred, queue } = entry
  if (preferred === null || !members.byAgent.has(preferred) || !others.isStaffed(preferred)) return null
  if ((entry.passed[preferred] ?? 0) > now) return null
  const until = entry.enteredAt + queue.keepMs
  return until > now ? until : null
}

/** E7, E8: may the entry ring at one more phone now? */
export function isAskable(entry: AskableEntry, now: Ms): boolean {
  if (entry.state === 'waiting') return true
  if (entry.offers.length >= RING_ALL_LIMIT) return false
  return entry.queue.strategy === 'ring-all' || nextPhoneAt(entry) <= now
}

/** E7: when one more phone rings for a caller who rings already. */
export const nextPhoneAt = (entry: AskableEntry & { state: 'offered' }): Ms =>
  Math.max(...entry.offers.map((offer) => offer.at)) + entry.queue.progressiveMs

/** Rules that no longer hold, if they do, for those of the same rank who have waited longer. */
export type WaitRule = 'tier-not-open' | 'skill-too-low'

/** E2, E3: what only time opens. */
export function waitRule(
  entry: AskableEntry,
  member: Member,
  members: QueueMembers,
  others: Others,
  now: Ms,
): WaitRule | null {
  const waitedMs = now - entry.enteredAt
  if (!isTierOpen(members, member.tier, others.lowestStaffed(members), waitedMs)) return 'tier-not-open'
  const { membership } = others
  const lacks = entry.queue.skills.some(
    (need) => membership.levelOf(member.agentId, need.id) < requiredLevel(need, waitedMs),
  )
  return lacks ? 'skill-too-low' : null
}

/** E4-E6: what stands between just these two. */
export function pairRule(
  entry: AskableEntry,
  agentId: AgentId,
  members: QueueMembers,
  others: Others,
  now: Ms,
): DecisionRule | null {
  if ((entry.passed[agentId] ?? 0) > now) return 'declined-recently'
  if (entry.preferred === null || entry.preferred === agentId) return null
  return keptUntil(entry, members, others, now) === null ? null : 'kept-for-another'
}

/** The next moment at which somebody more may have this caller, with nothing else changing; null = never. */
export function nextOpening(entry: AskableEntry, members: QueueMembers, now: Ms): Ms | null {
  const { queue, enteredAt } = entry
  const times = [
    ...Object.values(entry.passed),
    ...queue.skills.flatMap((need) => need.relax.map((step) => enteredAt + step.afterMs)),
    ...members.tiers.map((tier) => enteredAt + (tier - 1) * queue.tierAfterMs),
    // Also while the preferred agent is not at work: who comes back is waited for again.
    entry.preferred === null ? 0 : enteredAt + queue.keepMs,
    entry.state === 'offered' && queue.strategy === 'progressive-ring' ? nextPhoneAt(entry) : 0,
  ]
  const next = Math.min(...times.filter((at) => at > now))
  return Number.isFinite(next) ? next : null
}
