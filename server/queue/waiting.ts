// Everyone who waits, in one order over all queues. Rules R1-R4 in SPEC.md.
import type { AgentId, Ms, QueueId } from '#protocol/ids'
import type { QueueEntry } from './entry-place.ts'
import { Sorted } from './sorted.ts'

/** An entry that may be offered to somebody: waiting, or ringing at some of several. */
export type AskableEntry = QueueEntry & { state: 'waiting' | 'offered' }

/** What a caller's place is made of. */
type Placed = Pick<AskableEntry, 'id' | 'queue' | 'marks' | 'head' | 'enteredAt'>

/** R2: what the queue, the line, the flow and the customer say, together. */
export function priorityOf({ queue, marks }: Placed): number {
  const known = (marks.vip ? queue.vipPriority : 0) + (marks.red ? queue.redPriority : 0)
  return queue.priority + marks.line + marks.flow + known
}

/** R1: the one order. Negative when `a` is served before `b`. */
export function compareEntries(a: AskableEntry, b: AskableEntry, now: Ms): number {
  return (
    Number(b.head) - Number(a.head) ||
    priorityOf(b) - priorityOf(a) ||
    (now - b.enteredAt) * b.queue.weight - (now - a.enteredAt) * a.queue.weight ||
    byArrival(a, b)
  )
}

function byArrival(a: Placed, b: Placed): number {
  return a.enteredAt - b.enteredAt || (a.id < b.id ? -1 : Number(a.id !== b.id))
}

/** The callers of one queue that only their waiting time tells apart. */
type Rank = { head: boolean; priority: number; entries: Sorted<AskableEntry> }

export class Waiting {
  private readonly entries = new Map<string, AskableEntry>()
  private readonly calls = new Map<string, string>()
  private readonly queues = new Map<QueueId, Rank[]>()
  private readonly kept = new Map<AgentId, Set<string>>()
  /** Places of a queue without anybody on the phone (Q32). */
  private readonly silent = new Map<QueueId, Set<string>>()

  get(id: string): AskableEntry | undefined {
    return this.entries.get(id)
  }

  ofCall(callId: string): AskableEntry | undefined {
    return this.entries.get(this.calls.get(callId) ?? '')
  }

  all(): IterableIterator<AskableEntry> {
    return this.entries.values()
  }

  set(entry: AskableEntry): void {
    this.delete(entry.id)
    this.entries.set(entry.id, entry)
    this.calls.set(entry.callId, entry.id)
    this.rankOf(entry).entries.add(entry)
    if (entry.silent) this.silentIn(entry.queue.id).add(entry.id)
    if (entry.preferred === null) return
    const kept = this.kept.get(entry.preferred) ?? new Set()
    this.kept.set(entry.preferred, kept.add(entry.id))
  }

  delete(id: string): void {
    const entry = this.entries.get(id)
    if (!entry) return
    this.entries.delete(id)
    this.calls.delete(entry.callId)
    this.removeFromRank(entry)
    this.silent.get(entry.queue.id)?.delete(id)
    if (entry.preferred !== null) this.kept.get(entry.preferred)?.delete(id)
  }

  clear(): void {
    for (const map of [this.entries, this.calls, this.queues, this.kept, this.silent]) map.clear()
  }

  countOf(queueId: QueueId): number {
    return this.ranks(queueId).reduce((count, { entries }) => count + entries.items.length, 0)
  }

  /** Callers who wait on the phone. */
  callersOf(queueId: QueueId): number {
    return this.countOf(queueId) - (this.silent.get(queueId)?.size ?? 0)
  }

  /** The queue's callers, first served first. */
  *ranked(queueId: QueueId): Generator<AskableEntry> {
    for (const { entries } of this.ranks(queueId)) yield* entries.items
  }

  /** Lists of callers, each in the order of waiting, the lists in the order of service. */
  ranks(queueId: QueueId): readonly Rank[] {
    return this.queues.get(queueId) ?? []
  }

  /** The rank in its queue, from 1, of a caller who waits there or would wait there like this. */
  positionOf(entry: Placed): number {
    let before = 0
    for (const rank of this.ranks(entry.queue.id)) {
      if (isOfRank(entry, rank)) return before + rank.entries.firstAt((other) => byArrival(other, entry) >= 0) + 1
      if (compareRanks(rank, { head: entry.head, priority: priorityOf(entry) }) > 0) break
      before += rank.entries.items.length
    }
    return before + 1
  }

  /** Since when the queue's longest waiting caller waits on the phone; null when nobody does. */
  oldest(queueId: QueueId): Ms | null {
    const heads = this.ranks(queueId).flatMap(({ entries }) => entries.items.find(({ silent }) => !silent) ?? [])
    return heads.length === 0 ? null : Math.min(...heads.map(({ enteredAt }) => enteredAt))
  }

  /** Callers who are kept for this agent while others may not have them. */
  keptFor(agentId: AgentId): Iterable<string> {
    return this.kept.get(agentId) ?? []
  }

  private silentIn(queueId: QueueId): Set<string> {
    const silent = this.silent.get(queueId) ?? new Set()
    this.silent.set(queueId, silent)
    return silent
  }

  private rankOf(entry: AskableEntry): Rank {
    const ranks = this.queues.get(entry.queue.id) ?? []
    this.queues.set(entry.queue.id, ranks)
    const known = ranks.find((rank) => isOfRank(entry, rank))
    if (known) return known
    const rank = { head: entry.head, priority: priorityOf(entry), entries: new Sorted<AskableEntry>(byArrival) }
    ranks.push(rank)
    ranks.sort(compareRanks)
    return rank
  }

  private removeFromRank(entry: AskableEntry): void {
    const ranks = this.queues.get(entry.queue.id) ?? []
    const at = ranks.findIndex((rank) => isOfRank(entry, rank))
    const rank = ranks[at]
    if (!rank) return
    rank.entries.remove(entry)
    if (rank.entries.items.length === 0) ranks.splice(at, 1)
  }
}

type RankKey = Pick<Rank, 'head' | 'priority'>
const compareRanks = (a: RankKey, b: RankKey): number => Number(b.head) - Number(a.head) || b.priority - a.priority

const isOfRank = (entry: Placed, rank: Rank): boolean => rank.head === entry.head && rank.priority === priorityOf(entry)
