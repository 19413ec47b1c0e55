// When which entry must be looked at again: a heap of times, one valid time per entry.
import type { Ms } from '#protocol/ids'

type Wake = { at: Ms; id: string }

export class Wakes {
  private readonly heap: Wake[] = []
  private readonly current = new Map<string, Ms>()

  /** Replaces what was set for this entry; null = never. */
  set(id: string, at: Ms | null): void {
    if (at === null) {
      this.current.delete(id)
      return
    }
    if (this.current.get(id) === at) return
    this.current.set(id, at)
    this.push({ at, id })
  }

  next(): Ms | null {
    this.dropStale()
    return this.heap[0]?.at ?? null
  }

  /** Takes the next entry whose time has come. */
  due(now: Ms): string | null {
    this.dropStale()
    const first = this.heap[0]
    if (!first || first.at > now) return null
    this.current.delete(first.id)
    this.pop()
    return first.id
  }

  clear(): void {
    this.heap.length = 0
    this.current.clear()
  }

  private dropStale(): void {
    for (let first = this.heap[0]; first && this.current.get(first.id) !== first.at; first = this.heap[0]) this.pop()
  }

  private push(wake: Wake): void {
    const { heap } = this
    let i = heap.push(wake) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      const above = heap[parent] as Wake
      if (above.at <= wake.at) break
      heap[i] = above
      i = parent
    }
    heap[i] = wake
  }

  private pop(): void {
    const { heap } = this
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if ((heap[child + 1]?.at ?? Number.POSITIVE_INFINITY) < (heap[child] as Wake).at) child += 1
      const below = heap[child] as Wake
      if (below.at >= last.at) break
      heap[i] = below
      i = child
    }
    heap[i] = last
  }
}
