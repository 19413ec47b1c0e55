// Fills what is lost by repeating the last pitch periods, after ITU-T G.711 appendix I: seams are overlapped, from 10 ms on
// two periods are repeated, from 20 ms three, and all is faded out by 60 ms. SPEC.md of gateway/media, J3.
import { FRAME_SAMPLES } from '../codec/g711.ts'

/** Three of the longest periods and the overlap before them. */
const HISTORY = 400
const MIN_PITCH = 40
const MAX_PITCH = 120
const SAMPLES_OF_10_MS = 80
/** I.2.7: the first 10 ms are not attenuated, then a fifth goes every 10 ms. */
const FADE_FROM = SAMPLES_OF_10_MS
const FADE_TO = 6 * SAMPLES_OF_10_MS
const MAX_PERIODS = 3
/** I.2.8: the first sound after a loss is overlapped for 4 ms, and longer after a longer one. */
const MIN_REENTRY = 32
const MAX_REENTRY = 80

export class LossConcealment {
  /** What was given out last, and its copy at the moment a loss began. */
  readonly #history = new Int16Array(HISTORY)
  readonly #before = new Int16Array(HISTORY)
  #pitch = MIN_PITCH
  #overlap = MIN_PITCH >> 2
  #step = 0
  /** Samples made since the loss began; 0 while nothing is lost. */
  #made = 0
  /** What is left of the overlap into sound that arrived, and its length. */
  #reentry = 0
  #reentryLength = MIN_REENTRY

  /** A frame of which the samples marked lost are filled; sound after a loss is faded in over the repetition. */
  patch(frame: Int16Array, isLost: Uint8Array): void {
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      if (isLost[i] === 1) frame[i] = this.#next()
      else if (this.#made > 0 || this.#reentry > 0) frame[i] = this.#enter(frame[i]!)
    }
    this.#remember(frame)
  }

  /** A frame that arrived whole. */
  remember(frame: Int16Array): void {
    for (let i = 0; i < FRAME_SAMPLES && (this.#made > 0 || this.#reentry > 0); i++) frame[i] = this.#enter(frame[i]!)
    this.#remember(frame)
  }

  /** A frame that is lost whole, or put in to win time. */
  conceal(frame: Int16Array): void {
    for (let i = 0; i < FRAME_SAMPLES; i++) frame[i] = this.#next()
    this.#remember(frame)
  }

  /** The next frame does not follow the last one: its beginning is overlapped with what would have. */
  jump(): void {
    if (this.#made === 0) this.#begin()
  }

  reset(): void {
    this.#made = 0
    this.#reentry = 0
    this.#history.fill(0)
  }

  #remember(frame: Int16Array): void {
    this.#history.copyWithin(0, FRAME_SAMPLES)
    this.#history.set(
      frame.length === FRAME_SAMPLES ? frame : frame.subarray(0, FRAME_SAMPLES),
      HISTORY - FRAME_SAMPLES,
    )
  }

  #begin(): void {
    this.#before.set(this.#history)
    this.#pitch = pitchOf(this.#before)
    this.#overlap = this.#pitch >> 2
    this.#step = this.#before[HISTORY - 1]! - this.#before[HISTORY - 1 - this.#pitch]!
    this.#made = 0
    this.#reentry = 0
  }

  #next(): number {
    if (this.#made === 0 || this.#reentry > 0) this.#begin()
    return this.#repeated(this.#made++)
  }

  #enter(sample: number): number {
    if (this.#reentry === 0) {
      this.#reentryLength = Math.min(MAX_REENTRY, MIN_REENTRY + (this.#made >> 2))
      this.#reentry = this.#reentryLength
    }
    const weight = (this.#reentry - 0.5) / this.#reentryLength
    const mixed = sample * (1 - weight) + this.#repeated(this.#made++) * weight
    if (--this.#reentry === 0) this.#made = 0
    return Math.round(mixed)
  }

  #repeated(at: number): number {
    const gain = at < FADE_FROM ? 1 : Math.max(0, (FADE_TO - at) / (FADE_TO - FADE_FROM))
    if (gain === 0) return 0
    const periods = Math.min(MAX_PERIODS, 1 + Math.floor(at / SAMPLES_OF_10_MS))
    let value = this.#cycle(at, periods)
    const sinceChange = at - (periods - 1) * SAMPLES_OF_10_MS
    if (periods > 1 && sinceChange < this.#overlap) {
      const weight = sinceChange / this.#overlap
      value = value * weight + this.#cycle(at, periods - 1) * (1 - weight)
    }
    // The step from the last sample to its repetition is worn off over a quarter of a period.
    if (at < this.#overlap) value += this.#step * (1 - (at + 1) / this.#overlap)
    return Math.round(value * gain)
  }

  /** The last `periods` periods over and over; the end of each round is overlapped with what came before its start. */
  #cycle(at: number, periods: number): number {
    const length = periods * this.#pitch
    const position = at % length
    const start = HISTORY - length
    const value = this.#before[start + position]!
    const left = length - position
    if (left > this.#overlap) return value
    const weight = left / (this.#overlap + 1)
    return value * weight + this.#before[start - left]! * (1 - weight)
  }
}

/** The lag at which the last 20 ms are most like what came before them. */
function pitchOf(history: Int16Array): number {
  let best = MIN_PITCH
  let bestScore = Number.NEGATIVE_INFINITY
  for (let lag = MIN_PITCH; lag <= MAX_PITCH; lag++) {
    let product = 0
    let energy = 1
    for (let i = HISTORY - FRAME_SAMPLES; i < HISTORY; i++) {
      product += history[i]! * history[i - lag]!
      energy += history[i - lag]! * history[i - lag]!
    }
    const score = product / Math.sqrt(energy)
    if (score > bestScore) {
      bestScore = score
      best = lag
    }
  }
  return best
}
