// The sound of a seat without a browser: it says a tone, and knows what it heard in the last second.

import { linearOf, shareOf, toneALaw } from '../tone.ts'

const RATE = 8000
const FRAME = 160
/** Frames of 20 ms. */
const KEPT = 50

export class ToneEnd {
  readonly #tone: Uint8Array
  #sent = 0
  readonly #frames: { at: number; bytes: Uint8Array }[] = []

  /** Whole hertz, so that a second of it joins without a click. */
  constructor(hz: number) {
    this.#tone = toneALaw(hz, 0, RATE)
  }

  readonly up = {
    write: (bytes: Uint8Array, at: number): void => {
      bytes.set(this.#tone.subarray(this.#sent, this.#sent + FRAME), at)
      this.#sent = (this.#sent + FRAME) % RATE
    },
  }

  readonly down = {
    read: (bytes: Uint8Array, at: number, length: number): void => {
      this.#frames.push({ at: performance.now(), bytes: Uint8Array.from(bytes.subarray(at, at + length)) })
      if (this.#frames.length > KEPT) this.#frames.shift()
    },
  }

  /** How much of what came in the last so many milliseconds is each of these frequencies, 0-1. */
  shares(hz: readonly number[], ms: number): number[] {
    const since = performance.now() - ms
    const frames = this.#frames.filter(({ at }) => at >= since).map(({ bytes }) => bytes)
    const samples = linearOf(Buffer.concat(frames))
    return hz.map((each) => (frames.length === 0 ? 0 : shareOf(samples, each)))
  }
}
