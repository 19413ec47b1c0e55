// One numbered stream of changes: the site or what some teams show of it, the status, or one user's seat. Keeps the last deltas for pages that come
// back after a gap, and knows what is in its scope, so that what leaves it is sent as null.
import type { Topic } from '#protocol/web-messages'
import type { RawChange } from './core-port.ts'
import { entityKey, type LiveState } from './live-state.ts'
import { isLed, isOnTopic, type SeatView } from './shape.ts'

/** A page that comes back later than that is as well off with a snapshot. */
const RING_SIZE = 500

export type RawDelta = { seq: number; changes: RawChange[] }
type Listener = (delta: RawDelta) => void
/** Whose seat a channel is, or whose teams it shows. */
export type Viewer = { agentId: string | null; leads: readonly string[] | null }

export class Channel {
  private readonly ring: RawDelta[] = []
  private readonly visible = new Map<string, RawChange>()
  private readonly listeners = new Set<Listener>()
  private seat: SeatView
  private lastSeq = 0

  constructor(
    private readonly topic: Topic,
    private readonly viewer: Viewer,
    private readonly state: LiveState,
    private readonly ringSize = RING_SIZE,
  ) {
    this.seat = this.seatNow()
    for (const change of state.changes()) if (this.shows(change)) this.visible.set(entityKey(change), change)
  }

  get seq(): number {
    return this.lastSeq
  }

  /** The state has taken these changes already. */
  publish(changes: readonly RawChange[]): void {
    const mine = this.withQueuesGainedOrLost(changes).flatMap((change) => this.step(change))
    if (mine.length === 0) return
    this.lastSeq += 1
    const delta = { seq: this.lastSeq, changes: mine }
    this.ring.push(delta)
    if (this.ring.length > this.ringSize) this.ring.shift()
    for (const listener of this.listeners) listener(delta)
  }

  snapshot(): RawChange[] {
    return [...this.visible.values()]
  }

  /** The deltas after `seq`; null when the ring no longer holds them all. */
  since(seq: number): RawDelta[] | null {
    if (seq > this.lastSeq || seq < this.lastSeq - this.ring.length) return null
    return seq === this.lastSeq ? [] : this.ring.slice(seq - this.lastSeq)
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private step(change: RawChange): RawChange[] {
    const key = entityKey(change)
    if (this.shows(change)) {
      this.visible.set(key, change)
      return [change]
    }
    return this.visible.delete(key) ? [{ kind: change.kind, id: change.id, value: null }] : []
  }

  private shows(change: RawChange): boolean {
    if (change.value === null || !isOnTopic(this.topic, this.seat, change)) return false
    return this.topic === 'seat' || isLed(change, this.viewer.leads, this.state)
  }

  private withQueuesGainedOrLost(changes: readonly RawChange[]): readonly RawChange[] {
    if (this.topic !== 'seat') return changes
    const before = this.seat.queues
    this.seat = this.seatNow()
    if (!changes.some((change) => change.kind === 'agent' && change.id === this.viewer.agentId)) return changes
    const told = new Set(changes.map(entityKey))
    const moved = [...before.symmetricDifference(this.seat.queues)].map(
      (id): RawChange => ({ kind: 'queue', id, value: this.state.find('queue', id) }),
    )
    return [...changes, ...moved.filter((change) => !told.has(entityKey(change)))]
  }

  private seatNow(): SeatView {
    const { agentId } = this.viewer
    const agent = agentId === null ? null : this.state.find('agent', agentId)
    return { agentId, queues: new Set(agent?.queues ?? []) }
  }
}
