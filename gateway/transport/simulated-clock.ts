// A clock that moves only when told, for tests of everything that has timers.
import type { Schedule } from '../transaction/timer-map.ts'

type Due = { at: number; order: number; fire: () => void }

export class SimulatedClock {
  #now = 1_700_000_000_000
  #order = 0
  #due: Due[] = []

  readonly now = (): number => this.#now

  readonly schedule: Schedule = (fire, afterMs) => {
    const entry = { at: this.#now + afterMs, order: this.#order++, fire }
    this.#due.push(entry)
    return () => {
      this.#due = this.#due.filter((other) => other !== entry)
    }
  }

  get pending(): number {
    return this.#due.length
  }

  /** Runs what falls due, in order, letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    await settle()
    for (;;) {
      const next = this.#due.reduce<Due | null>((best, due) => (best && !isBefore(due, best) ? best : due), null)
      if (!next || next.at > until) break
      this.#due = this.#due.filter((other) => other !== next)
      this.#now = next.at
      next.fire()
      await settle()
    }
    this.#now = until
  }
}

const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

async function settle(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve()
}
