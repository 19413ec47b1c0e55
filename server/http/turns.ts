// Work that takes much memory or time: one at a time, a few waiting, the rest refused.
import { HttpError } from './http-error.ts'

export class Turns {
  #last: Promise<unknown> = Promise.resolve()
  #open = 0

  /** `most`: at work or waiting. */
  constructor(private readonly most: number) {}

  /** Rejects with an HttpError 503 when there are too many. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#open >= this.most) {
      throw new HttpError(503, 'unavailable', 'Too many sounds are being made; try again soon', {
        reason: 'sound-busy',
      })
    }
    this.#open += 1
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      this.#open -= 1
    }
  }
}
