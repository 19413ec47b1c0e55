import type { Ms } from '#protocol/ids'

/** Named timers that fall due on ticks. */
export class TickTimers<Name extends string> {
  readonly #due = new Map<Name, Ms>()

  set(name: Name, at: Ms): void {
    this.#due.set(name, at)
  }

  clear(name: Name): void {
    this.#due.delete(name)
  }

  tick(now: Ms, fire: (name: Name) => void): void {
    if (this.#due.size === 0) return
    for (const [name, at] of [...this.#due]) {
      // One that fires may clear another.
      if (at > now || this.#due.get(name) !== at) continue
      this.#due.delete(name)
      fire(name)
    }
  }
}
