// The agents as decisions see them: who is free, per queue and tier in the strategy's order; how many stand where and why.
import type { DecisionRule } from '#protocol/api'
import type { AgentId, QueueId } from '#protocol/ids'
import type { Agent } from '../agent/agent.ts'
import { isStaffed, standing } from './eligibility.ts'
import type { Member, Membership, QueueMembers } from './membership.ts'
import { Sorted } from './sorted.ts'
import { type DayWork, type FreeAgent, standingValue } from './strategy.ts'

type Known = { agent: Agent; rule: DecisionRule | null; staffed: boolean; free: [Board, FreeAgent][] }
/** One queue's members, counted and sorted. */
type Board = {
  members: QueueMembers
  tiers: Map<number, Sorted<FreeAgent>>
  staffed: Map<number, number>
  /** Members by the rule that keeps them from any call; those never seen are signed out. */
  counts: Map<DecisionRule, number>
}

export class Agents {
  private readonly known = new Map<AgentId, Known>()
  private readonly boards = new Map<QueueId, Board>()

  constructor(
    private readonly membership: Membership,
    private readonly workOf: (id: AgentId) => DayWork,
  ) {
    for (const [id, members] of membership.queues) this.boards.set(id, boardOf(members))
  }

  /** Takes the agent as it is now. Says whether it is free, and which queues' tiers open or close by it. */
  set(agent: Agent): { isFree: boolean; moved: QueueMembers[] } {
    const before = this.known.get(agent.id)
    const now: Known = { agent, rule: standing(agent), staffed: isStaffed(agent), free: [] }
    this.known.set(agent.id, now)
    for (const [board, free] of before?.free ?? []) board.tiers.get(free.member.tier)?.remove(free)
    const moved: QueueMembers[] = []
    for (const { queue } of this.membership.queuesOf(agent.id)) {
      const board = this.boards.get(queue.id)
      const member = board?.members.byAgent.get(agent.id)
      if (!board || !member) continue
      if (this.recount(board, member, before, now)) moved.push(board.members)
      if (now.rule === null) this.addFree(board, member, now)
    }
    return { isFree: now.rule === null, moved }
  }

  get(id: AgentId): Agent | null {
    return this.known.get(id)?.agent ?? null
  }

  ruleOf(id: AgentId): DecisionRule | null {
    const known = this.known.get(id)
    return known ? known.rule : 'signed-out'
  }

  work(id: AgentId): DayWork {
    return this.workOf(id)
  }

  isStaffed(id: AgentId): boolean {
    return this.known.get(id)?.staffed ?? false
  }

  isFree(id: AgentId): boolean {
    return this.known.get(id)?.rule === null
  }

  /** Free agents of a queue's tier, in the strategy's standing order. */
  freeOf(queueId: QueueId, tier: number): readonly FreeAgent[] {
    return this.boards.get(queueId)?.tiers.get(tier)?.items ?? []
  }

  freeCount(queueId: QueueId): number {
    let count = 0
    for (const { items } of this.boards.get(queueId)?.tiers.values() ?? []) count += items.length
    return count
  }

  /** How many members a rule keeps from any call. */
  count(queueId: QueueId, rule: DecisionRule): number {
    return this.boards.get(queueId)?.counts.get(rule) ?? 0
  }

  lowestStaffed(members: QueueMembers): number {
    const staffed = this.boards.get(members.queue.id)?.staffed
    return members.tiers.find((tier) => (staffed?.get(tier) ?? 0) > 0) ?? Number.POSITIVE_INFINITY
  }

  private addFree(board: Board, member: Member, known: Known): void {
    const free = { member, agent: known.agent, work: this.workOf(known.agent.id) }
    board.tiers.get(member.tier)?.add(free)
    known.free.push([board, free])
  }

  /** True when the lowest tier with somebody at work is another now. */
  private recount(board: Board, member: Member, before: Known | undefined, now: Known): boolean {
    const rule = before ? before.rule : 'signed-out'
    if (rule !== null) board.counts.set(rule, (board.counts.get(rule) ?? 0) - 1)
    if (now.rule !== null) board.counts.set(now.rule, (board.counts.get(now.rule) ?? 0) + 1)
    const change = Number(now.staffed) - Number(before?.staffed ?? false)
    if (change === 0) return false
    const lowest = this.lowestStaffed(board.members)
    board.staffed.set(member.tier, (board.staffed.get(member.tier) ?? 0) + change)
    return this.lowestStaffed(board.members) !== lowest
  }
}

function boardOf(members: QueueMembers): Board {
  const { strategy } = members.queue
  const inOrder = (a: FreeAgent, b: FreeAgent) =>
    standingValue(strategy, a) - standingValue(strategy, b) || a.member.place - b.member.place
  return {
    members,
    tiers: new Map(members.tiers.map((tier) => [tier, new Sorted(inOrder)])),
    staffed: new Map(),
    counts: new Map([['signed-out', members.members.length]]),
  }
}
