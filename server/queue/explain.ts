// The reason of a decision: the members in the order in which they were or would be asked, each refused one with its rule.
import type { Decision, DecisionInputs, DecisionRule } from '#protocol/api'
import type { AgentId, Ms } from '#protocol/ids'
import type { Agents } from './agents.ts'
import { keptUntil, type Others, pairRule, requiredLevel, waitRule } from './eligibility.ts'
import type { Member, QueueMembers } from './membership.ts'
import { drawn, type FreeAgent, idleSince } from './strategy.ts'
import { type AskableEntry, priorityOf } from './waiting.ts'

/** D7: so many members are listed, and the chosen one; the others are counted. */
export const MEMBERS_LISTED = 50

export type Case = {
  entry: AskableEntry
  members: QueueMembers
  others: Others
  agents: Agents
  chosen: AgentId | null
  position: number
  /** After whom the strategy's circle goes on. */
  after: AgentId | null
  now: Ms
  seed: number
}
type Row = { member: Member; rule: DecisionRule | null; value: number }

export function explain(given: Case): Decision {
  const { entry, chosen, position, others, now } = given
  const free = freeRows(given)
  const listed = [...free.filter(({ rule }) => rule === null), ...free.filter(({ rule }) => rule !== null)]
  const rows = [...listed, ...engagedRows(given, MEMBERS_LISTED - listed.length)]
  const { callId, queue, enteredAt } = entry
  return {
    at: now,
    queueId: queue.id,
    callId,
    chosen,
    waitedMs: now - enteredAt,
    position,
    candidates: rows.map(({ member, rule, value }) => ({
      agentId: member.agentId,
      name: others.membership.nameOf(member.agentId),
      rule: rule ?? (member.agentId === chosen ? 'chosen' : 'ranked-lower'),
      value,
      tier: member.tier,
    })),
    others: notListed(given, rows),
    inputs: inputsOf(given),
  }
}

/** Free members in the strategy's order, the preferred one first; with the rule that refuses them this caller. */
function freeRows(given: Case): Row[] {
  const { entry, members, others, chosen, now } = given
  const rows: Row[] = []
  let hasChosen = chosen === null
  let turn = 0
  for (const free of inOrder(given)) {
    turn += 1
    const { member } = free
    const isChosen = member.agentId === chosen
    if (isChosen) hasChosen = true
    if (rows.length < MEMBERS_LISTED || isChosen) {
      const rule =
        waitRule(entry, member, members, others, now) ?? pairRule(entry, member.agentId, members, others, now)
      rows.push({ member, rule, value: orderedBy(free, given, turn) })
    }
    if (hasChosen && rows.length >= MEMBERS_LISTED) break
  }
  return rows
}

function* inOrder({ entry, members, agents, after, seed }: Case): Generator<FreeAgent> {
  const isPreferred = ({ member }: FreeAgent) => member.agentId === entry.preferred
  for (const tier of members.tiers) yield* agents.freeOf(members.queue.id, tier).filter(isPreferred)
  const from = members.byAgent.get(after ?? '')?.place ?? -1
  for (const tier of members.tiers) {
    const free = agents.freeOf(members.queue.id, tier).filter((agent) => !isPreferred(agent))
    if (entry.queue.strategy === 'random')
      free.sort((a, b) => drawn(seed, a.member.place) - drawn(seed, b.member.place) || a.member.place - b.member.place)
    const start =
      from < 0
        ? 0
        : Math.max(
            0,
            free.findIndex(({ member }) => member.place > from),
          )
    yield* free.slice(start)
    yield* free.slice(0, start)
  }
}

/** What the page shows beside the name: what the strategy ordered by. */
function orderedBy({ agent, work }: FreeAgent, { entry, now }: Case, turn: number): number {
  switch (entry.queue.strategy) {
    case 'fewest-calls':
      return work.calls
    case 'fewest-rings':
      return work.rings
    case 'least-talk-time':
      return work.talkMs
    case 'balanced-load':
    case 'round-robin':
    case 'fixed-order':
    case 'hunting':
    case 'random':
      return turn
    case 'longest-idle':
    case 'last-agent':
    case 'preferred-agent':
    case 'ring-all':
    case 'progressive-ring':
      return now - idleSince(agent)
  }
}

/** Members who could take nobody's call, in the order of the queue's list. */
function engagedRows({ members, agents }: Case, most: number): Row[] {
  const rows: Row[] = []
  for (const member of members.members) {
    if (rows.length >= most) break
    const rule = agents.ruleOf(member.agentId)
    if (rule !== null) rows.push({ member, rule, value: 0 })
  }
  return rows
}

const STANDINGS = ['signed-out', 'not-ready', 'busy', 'ringing', 'wrap-up', 'not-reachable'] as const

function notListed({ members, agents }: Case, rows: readonly Row[]): Partial<Record<DecisionRule, number>> {
  const others: Partial<Record<DecisionRule, number>> = {}
  const { id } = members.queue
  for (const standing of STANDINGS) {
    const count = agents.count(id, standing) - rows.filter(({ rule }) => rule === standing).length
    if (count > 0) others[standing] = count
  }
  const free = agents.freeCount(id) - rows.filter(({ member }) => agents.isFree(member.agentId)).length
  if (free > 0) others['ranked-lower'] = free
  return others
}

function inputsOf({ entry, members, others, now, seed }: Case): DecisionInputs {
  const { queue, head, marks, preferred } = entry
  const until = keptUntil(entry, members, others, now)
  return {
    strategy: queue.strategy,
    priority: priorityOf(entry),
    weight: queue.weight,
    head,
    marks,
    skills: queue.skills.map((need) => ({ id: need.id, level: requiredLevel(need, now - entry.enteredAt) })),
    keptFor: until === null ? null : preferred,
    keptUntil: until,
    seed,
  }
}
