// Server time for every timer on the page: one tick a quarter of a second, shared.
import { live } from '#lib/live/live.svelte.ts'

class Clock {
  #tick = $state(Date.now())

  constructor() {
    setInterval(() => {
      this.#tick = Date.now()
    }, 250)
  }

  /** Server time; markup that reads it is drawn again with each tick. */
  get now(): number {
    return this.#tick + live.offset
  }
}

export const clock = new Clock()
