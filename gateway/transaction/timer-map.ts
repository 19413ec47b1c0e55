/** Runs `fire` after so many milliseconds; the returned function calls it off. */
export type Schedule = (fire: () => void, afterMs: number) => () => void

export const scheduleReal: Schedule = (fire, afterMs) => {
  const handle = setTimeout(fire, afterMs)
  return () => clearTimeout(handle)
}

/** Named timers of one owner; setting a name again restarts it. */
export class TimerMap<Name extends string> {
  readonly #schedule: Schedule
  readonly #cancels = new Map<Name, () => void>()

  constructor(schedule: Schedule) {
    this.#schedule = schedule
  }

  set(name: Name, afterMs: number, fire: () => void): void {
    this.clear(name)
    const cancel = this.#schedule(() => {
      this.#cancels.delete(name)
      fire()
    }, afterMs)
    this.#cancels.set(name, cancel)
  }

  has(name: Name): boolean {
    return this.#cancels.has(name)
  }

  clear(name: Name): void {
    this.#cancels.get(name)?.()
    this.#cancels.delete(name)
  }

  clearAll(): void {
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
  }
}
