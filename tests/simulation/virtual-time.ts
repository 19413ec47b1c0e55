// Time that passes only when the simulation says so. What happens at one instant happens in the order it was asked for.
import type { Clock } from '../../server/clock.ts'

type Entry = { at: number; order: number; fire: () => void; cancelled: boolean }

export class VirtualTime {
  time: number
  private order = 0
  private readonly heap: Entry[] = []

  constructor(start: number) {
    this.time = start
  }

  at(at: number, fire: () => void): () => void {
    const entry = { at: Math.max(at, this.time), order: this.order++, fire, cancelled: false }
    this.push(entry)
    return () => {
      entry.cancelled = true
    }
  }

  after(ms: number, fire: () => void): () => void {
    return this.at(this.time + ms, fire)
  }

  /** A clock over this time that can be cut off (its process dies) and stands apart from it by `offset`. */
  clock(offset = 0): Clock & { stop(): void } {
    let isRunning = true
    const guard = (fire: () => void) => () => {
      if (isRunning) fire()
    }
    return {
      now: () => this.time + offset,
      at: (at, fire) => this.at(at - offset, guard(fire)),
      soon: (fire) => void this.at(this.time, guard(fire)),
      stop() {
        isRunning = false
      },
    }
  }

  /** Runs until nothing is left or `until` is reached. */
  run(until: number): void {
    for (let next = this.pop(until); next; next = this.pop(until)) {
      this.time = next.at
      if (!next.cancelled) next.fire()
    }
    this.time = until
  }

  private push(entry: Entry): void {
    const { heap } = this
    heap.push(entry)
    let i = heap.length - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!isBefore(heap[i] as Entry, heap[parent] as Entry)) break
      this.swap(i, parent)
      i = parent
    }
  }

  private pop(until: number): Entry | null {
    const { heap } = this
    const first = heap[0]
    if (!first || first.at > until) return null
    const last = heap.pop() as Entry
    if (heap.length > 0) {
      heap[0] = last
      this.sink()
    }
    return first
  }

  private sink(): void {
    const { heap } = this
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2]
      let least = i
      if (left < heap.length && isBefore(heap[left] as Entry, heap[least] as Entry)) least = left
      if (right < heap.length && isBefore(heap[right] as Entry, heap[least] as Entry)) least = right
      if (least === i) return
      this.swap(i, least)
      i = least
    }
  }

  private swap(a: number, b: number): void {
    const held = this.heap[a] as Entry
    this.heap[a] = this.heap[b] as Entry
    this.heap[b] = held
  }
}

const isBefore = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order)
