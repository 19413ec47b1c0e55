// Who gets which caller: one global order over all queues, and the reason for every choice. Rules D1-D7 in SPEC.md.
import type { Decision, DecisionRule } from '#protocol/api'
import type { QueueConfig } from '#protocol/config'
import type { AgentId, CallId, Ms } from '#protocol/ids'
import type { Agent } from '../agent/agent.ts'
import type { QueueEntry } from './queue-entry.ts'

export type WaitingEntry = QueueEntry & { state: 'waiting' }
export type Candidate = { agent: Agent; name: string; callsToday: number }
export type Offer = { entryId: string; callId: CallId; agentId: AgentId; decision: Decision }

/** D1: callers put back first, then priority, then who waits longest; ties by id so that the order is total. */
export function rankEntries(entries: readonly WaitingEntry[]): WaitingEntry[] {
  return [...entries].sort(
    (a, b) =>
      Number(b.head) - Number(a.head) ||
      b.queue.priority - a.queue.priority ||
      a.enteredAt - b.enteredAt ||
      (a.id < b.id ? -1 : 1),
  )
}

/** What the strategy orders by; the smallest is asked first. */
function strategyValue(queue: QueueConfig, candidate: Candidate): number {
  switch (queue.strategy) {
    case 'longest-idle':
      return candidate.agent.lastCallEndedAt
    case 'fewest-calls':
      return candidate.callsToday
    case 'fixed-order':
      return queue.members.indexOf(candidate.agent.id)
  }
}

/** D3: why this agent may not take this caller now, or null. */
function refusal(entry: WaitingEntry, agent: Agent, claimed: ReadonlySet<AgentId>, now: Ms): DecisionRule | null {
  if (agent.presence === 'signed-out') return 'signed-out'
  if (agent.presence === 'not-ready') return 'not-ready'
  if (agent.activity.name === 'wrap-up') return 'wrap-up'
  if (agent.activity.name !== 'idle') return 'busy'
  if (agent.connectionId === null) return 'not-reachable'
  if ((entry.passed[agent.id] ?? 0) > now) return 'declined-recently'
  return claimed.has(agent.id) ? 'claimed-by-older-call' : null
}

/** The decision for one entry, all members ranked: who may come first by the strategy, then the refused with their rule. */
export function explain(
  entry: WaitingEntry,
  position: number,
  agents: ReadonlyMap<AgentId, Candidate>,
  claimed: ReadonlySet<AgentId>,
  now: Ms,
): Decision {
  const { queue } = entry
  const rows = queue.members.flatMap((id) => {
    const candidate = agents.get(id)
    if (!candidate) return []
    return [{ candidate, rule: refusal(entry, candidate.agent, claimed, now), value: strategyValue(queue, candidate) }]
  })
  rows.sort((a, b) => Number(a.rule !== null) - Number(b.rule !== null) || a.value - b.value)
  const first = rows[0]
  const chosen = first && first.rule === null ? first.candidate.agent.id : null
  const candidates = rows.map(({ candidate, rule, value }) => ({
    agentId: candidate.agent.id,
    name: candidate.name,
    rule: rule ?? (candidate.agent.id === chosen ? ('chosen' as const) : ('ranked-lower' as const)),
    value,
  }))
  const { callId } = entry
  return { at: now, queueId: queue.id, callId, chosen, waitedMs: now - entry.enteredAt, position, candidates }
}

/** D2: all offers that can be made now. B is never served before A when A ranks higher and shares a free agent. */
export function decide(entries: readonly WaitingEntry[], agents: ReadonlyMap<AgentId, Candidate>, now: Ms): Offer[] {
  const free = new Set<AgentId>()
  for (const [id, { agent }] of agents)
    if (agent.presence === 'available' && agent.activity.name === 'idle' && agent.connectionId !== null) free.add(id)
  const offers: Offer[] = []
  if (free.size === 0 || entries.length === 0) return offers
  const claimed = new Set<AgentId>()
  const positions = new Map<string, number>()
  for (const entry of rankEntries(entries)) {
    if (claimed.size === free.size) break
    const position = (positions.get(entry.queue.id) ?? 0) + 1
    positions.set(entry.queue.id, position)
    if (!entry.queue.members.some((id) => free.has(id) && !claimed.has(id))) continue
    const decision = explain(entry, position, agents, claimed, now)
    if (decision.chosen === null) continue
    claimed.add(decision.chosen)
    offers.push({ entryId: entry.id, callId: entry.callId, agentId: decision.chosen, decision })
  }
  return offers
}
