// A list kept in order: found by halving, changed by one block move, which is cheap for thousands of entries.

export class Sorted<T> {
  readonly items: T[] = []

  /** `compare` must never say 0 of two different items. */
  constructor(private readonly compare: (a: T, b: T) => number) {}

  add(item: T): void {
    this.items.splice(this.indexOf(item), 0, item)
  }

  /** The item must be in the list, and compare as it did when it was added. */
  remove(item: T): void {
    const at = this.indexOf(item)
    if (this.items[at] !== item) throw new Error('not in the sorted list where its key says')
    this.items.splice(at, 1)
  }

  /** Where the item is, or would be. */
  indexOf(item: T): number {
    return this.firstAt((other) => this.compare(other, item) >= 0)
  }

  /** The first index at which this holds; it must hold for everything behind it too. */
  firstAt(holds: (item: T) => boolean): number {
    let [from, to] = [0, this.items.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (holds(this.items[middle] as T)) to = middle
      else from = middle + 1
    }
    return from
  }
}
