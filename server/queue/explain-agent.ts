// Why an agent gets no call now: what stands in the way of any, and per queue the first callers with the rule of each.
import type { AgentCaller, AgentQueueReasons, DecisionRule } from '#protocol/api'
import type { AgentId, Ms } from '#protocol/ids'
import type { Strategy } from '#protocol/queue-config'
import { pairRule, waitRule } from './eligibility.ts'
import type { Member, QueueMembers } from './membership.ts'
import type { Routing } from './routing.ts'

/** D9: so many callers of a queue are listed; the others are counted. */
export const CALLERS_LISTED = 5
/** Whom they ask next depends on the caller, or on who was asked last. */
const WITHOUT_ORDER: ReadonlySet<Strategy> = new Set(['random', 'round-robin', 'hunting'])

type Reasons = { at: Ms; rule: DecisionRule | null; queues: AgentQueueReasons[] }

export function explainAgent(routing: Routing, agentId: AgentId, now: Ms): Reasons {
  const queues = routing.membership.queuesOf(agentId).flatMap((members) => {
    const member = members.byAgent.get(agentId)
    return member ? [inQueue(routing, members, member, now)] : []
  })
  return { at: now, rule: routing.agents.ruleOf(agentId), queues }
}

function inQueue(routing: Routing, members: QueueMembers, member: Member, now: Ms): AgentQueueReasons {
  const { id, name, strategy } = members.queue
  return {
    queueId: id,
    name,
    strategy,
    tier: member.tier,
    waiting: routing.waiting.countOf(id),
    free: routing.agents.freeCount(id),
    before: freeBefore(routing, members, member),
    callers: callersFor(routing, members, member, now),
  }
}

function callersFor(routing: Routing, members: QueueMembers, member: Member, now: Ms): AgentCaller[] {
  const callers: AgentCaller[] = []
  for (const entry of routing.waiting.ranked(members.queue.id)) {
    if (callers.length === CALLERS_LISTED) break
    const rule =
      waitRule(entry, member, members, routing, now) ?? pairRule(entry, member.agentId, members, routing, now)
    callers.push({ callId: entry.callId, waitedMs: now - entry.enteredAt, rule })
  }
  return callers
}

function freeBefore({ agents }: Routing, { queue, tiers }: QueueMembers, { agentId, tier }: Member): number | null {
  if (!agents.isFree(agentId) || WITHOUT_ORDER.has(queue.strategy)) return null
  let before = 0
  for (const lower of tiers) {
    const free = agents.freeOf(queue.id, lower)
    if (lower === tier) return before + free.findIndex(({ member }) => member.agentId === agentId)
    before += free.length
  }
  return before
}
