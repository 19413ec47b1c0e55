/** Runs `fire` after so many milliseconds; the returned function calls it off. */
export type Schedule = (fire: () => void, afterMs: number) => () => void

export const scheduleReal: Schedule = (fire, afterMs) => {
  const handle = setTimeout(fire, afterMs)
  return () => clearTimeout(handle)
}

/** Schedules by the clock and knows how many are still to fire: what is left when no call is was forgotten. */
export class CountedTimers {
  #running = 0

  get running(): number {
    return this.#running
  }

  readonly schedule: Schedule = (fire, afterMs) => {
    let isRunning = true
    const end = (): void => {
      if (isRunning) this.#running--
      isRunning = false
    }
    this.#running++
    const cancel = scheduleReal(() => {
      end()
      fire()
    }, afterMs)
    return () => {
      end()
      cancel()
    }
  }
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
