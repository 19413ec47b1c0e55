// Who gets which caller. Everybody who waits and everybody who is free, indexed, so that an event costs what it changes:
// after each decision no waiting caller has a free agent who may have it, and only what changed since can make one.
// Rules D1-D8 in SPEC.md.
import type { Decision } from '#protocol/api'
import type { AgentId, CallId, Ms, QueueId } from '#protocol/ids'
import type { Agent } from '../agent/agent.ts'
import { Agents } from './agents.ts'
import { isAskable, nextOpening, type Others, pairRule, waitRule } from './eligibility.ts'
import { explain } from './explain.ts'
import type { Member, Membership, QueueMembers } from './membership.ts'
import type { Staffing } from './queue-inputs.ts'
import { circleAfter, type DayWork, drawn, type FreeAgent } from './strategy.ts'
import { type AskableEntry, compareEntries, Waiting } from './waiting.ts'
import { Wakes } from './wakes.ts'

export type Offer = { entryId: string; callId: CallId; agentId: AgentId; decision: Decision }
/** What strategies ask of the day so far. */
export type Day = { workOf(id: AgentId): DayWork; lastAsked(queueId: QueueId): AgentId | null }

export class Routing implements Others {
  readonly waiting = new Waiting()
  readonly agents: Agents
  private readonly wakes = new Wakes()
  /** Entries that came, or for which time opened something, since they were last looked at. */
  private readonly fresh = new Set<string>()
  /** Agents who became free, or for whom a tier opened; with the caller found for them, while that is known. */
  private readonly freed = new Map<AgentId, AskableEntry | null>()

  constructor(
    readonly membership: Membership,
    private readonly day: Day,
  ) {
    this.agents = new Agents(membership, (id) => day.workOf(id))
  }

  /** Q20: by what the members chose, not by whether their seats are there: a link that fails sends nobody away. */
  staffing(queueId: QueueId): Staffing {
    const members = this.membership.queues.get(queueId)?.members.length ?? 0
    const away = this.agents.count(queueId, 'signed-out')
    if (away === members) return 'nobody'
    return away + this.agents.count(queueId, 'not-ready') === members ? 'on-break' : 'at-work'
  }

  lowestStaffed(members: QueueMembers): number {
    return this.agents.lowestStaffed(members)
  }

  isStaffed(agentId: AgentId): boolean {
    return this.agents.isStaffed(agentId)
  }

  setAgent(agent: Agent): void {
    const wasStaffed = this.agents.isStaffed(agent.id)
    const { isFree, moved } = this.agents.set(agent)
    if (isFree) this.freed.set(agent.id, null)
    else this.freed.delete(agent.id)
    if (wasStaffed && !this.agents.isStaffed(agent.id))
      for (const id of this.waiting.keptFor(agent.id)) this.fresh.add(id)
    for (const members of moved) this.reopen(members)
  }

  /** The entry as it is now; null when it may be offered to nobody any more. */
  setEntry(id: string, entry: AskableEntry | null, now: Ms): void {
    this.forgetFound(id)
    if (!entry) {
      this.waiting.delete(id)
      this.wakes.set(id, null)
      this.fresh.delete(id)
      return
    }
    this.waiting.set(entry)
    this.fresh.add(id)
    this.sleep(entry, now)
  }

  /** The next offer to be made, or null. The seed decides where the strategy draws. */
  next(now: Ms, seed: number): Offer | null {
    for (let id = this.wakes.due(now); id !== null; id = this.wakes.due(now)) {
      const entry = this.waiting.get(id)
      if (entry) this.sleep(entry, now)
      this.fresh.add(id)
    }
    for (let entry = this.highest(now); entry; entry = this.highest(now)) {
      const members = this.membership.queues.get(entry.queue.id)
      const agentId = members && isAskable(entry, now) ? this.best(entry, members, now, seed) : null
      if (!members || agentId === null) {
        this.settled(entry)
        continue
      }
      const { id: entryId, callId } = entry
      return { entryId, callId, agentId, decision: this.explain(entry, members, agentId, now, seed) }
    }
    return null
  }

  /** When time alone may make an offer possible; null = never. */
  wakeAt(): Ms | null {
    return this.wakes.next()
  }

  /** Why a call waits now. */
  why(callId: CallId, now: Ms, seed: number): Decision | null {
    const entry = this.waiting.ofCall(callId)
    const members = entry && this.membership.queues.get(entry.queue.id)
    return entry && members ? this.explain(entry, members, null, now, seed) : null
  }

  private explain(entry: AskableEntry, members: QueueMembers, chosen: AgentId | null, now: Ms, seed: number): Decision {
    const { waiting, agents } = this
    const position = waiting.positionOf(entry)
    const after = circleAfter(entry.queue.strategy, entry, this.day.lastAsked(entry.queue.id))
    return explain({ entry, members, others: this, agents, chosen, position, after, now, seed })
  }

  private sleep(entry: AskableEntry, now: Ms): void {
    const members = this.membership.queues.get(entry.queue.id)
    if (members) this.wakes.set(entry.id, nextOpening(entry, members, now))
  }

  /** E2: tiers are asked earlier now; who is free in this queue may have callers it could not have. */
  private reopen(members: QueueMembers): void {
    for (const tier of members.tiers)
      for (const { agent } of this.agents.freeOf(members.queue.id, tier)) this.freed.set(agent.id, null)
  }

  /** Nobody who is free may have this caller now. */
  private settled(entry: AskableEntry): void {
    this.fresh.delete(entry.id)
    for (const [agentId, found] of this.freed) if (found === entry) this.freed.delete(agentId)
  }

  private forgetFound(id: string): void {
    for (const [agentId, found] of this.freed) if (found?.id === id) this.freed.set(agentId, null)
  }

  /** D2: of all callers who may have somebody now, the one who is served first. */
  private highest(now: Ms): AskableEntry | null {
    let first: AskableEntry | null = null
    for (const id of this.fresh) {
      const entry = this.waiting.get(id)
      if (!entry || this.agents.freeCount(entry.queue.id) === 0) this.fresh.delete(id)
      else if (!first || compareEntries(entry, first, now) < 0) first = entry
    }
    for (const [agentId, found] of this.freed) {
      const entry = found ?? this.findFor(agentId, now)
      if (!entry) this.freed.delete(agentId)
      else {
        if (!found) this.freed.set(agentId, entry)
        if (!first || compareEntries(entry, first, now) < 0) first = entry
      }
    }
    return first
  }

  private findFor(agentId: AgentId, now: Ms): AskableEntry | null {
    let first: AskableEntry | null = null
    for (const members of this.membership.queuesOf(agentId)) {
      const entry = this.findIn(members, agentId, now)
      if (entry && (!first || compareEntries(entry, first, now) < 0)) first = entry
    }
    return first
  }

  /** D4: who waits behind one that time has not opened for this agent has waited less: the rank is not searched on. */
  private findIn(members: QueueMembers, agentId: AgentId, now: Ms): AskableEntry | null {
    const member = members.byAgent.get(agentId)
    if (!member) return null
    for (const { entries } of this.waiting.ranks(members.queue.id))
      for (const entry of entries.items) {
        if (waitRule(entry, member, members, this, now) !== null) break
        if (isAskable(entry, now) && pairRule(entry, agentId, members, this, now) === null) return entry
      }
    return null
  }

  /** D3: the free member whom the queue's strategy asks first. */
  private best(entry: AskableEntry, members: QueueMembers, now: Ms, seed: number): AgentId | null {
    const may = ({ member }: { member: Member }) =>
      waitRule(entry, member, members, this, now) === null &&
      pairRule(entry, member.agentId, members, this, now) === null
    const { id, strategy } = entry.queue
    const preferred = entry.preferred === null ? undefined : members.byAgent.get(entry.preferred)
    if (preferred && this.agents.isFree(preferred.agentId) && may({ member: preferred })) return preferred.agentId
    const after = members.byAgent.get(circleAfter(strategy, entry, this.day.lastAsked(id)) ?? '')?.place ?? -1
    for (const tier of members.tiers) {
      const free = this.agents.freeOf(id, tier)
      const first = strategy === 'random' ? leastDrawn(free, may, seed) : inCircle(free, may, after)
      if (first) return first.member.agentId
    }
    return null
  }
}

function inCircle(free: readonly FreeAgent[], may: (free: FreeAgent) => boolean, after: number): FreeAgent | null {
  const behind = after < 0 ? 0 : free.findIndex(({ member }) => member.place > after)
  const start = Math.max(0, behind)
  for (let i = 0; i < free.length; i++) {
    const next = free[(start + i) % free.length] as FreeAgent
    if (may(next)) return next
  }
  return null
}

function leastDrawn(free: readonly FreeAgent[], may: (free: FreeAgent) => boolean, seed: number): FreeAgent | null {
  let first: FreeAgent | null = null
  let least = Number.POSITIVE_INFINITY
  for (const next of free) {
    const value = drawn(seed, next.member.place)
    if (value < least && may(next)) [first, least] = [next, value]
  }
  return first
}
