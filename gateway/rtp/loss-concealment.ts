// Fills a lost 20 ms with the last pitch period, faded out over 60 ms (the idea of G.711 appendix I).
import { FRAME_SAMPLES } from '../codec/g711.ts'

const HISTORY = 400
const MIN_PITCH = 40
const MAX_PITCH = 120
const FADE_SAMPLES = 480
const OVERLAP = 20

export class LossConcealment {
  readonly #history = new Int16Array(HISTORY)
  #lostSamples = 0
  #pitch = MIN_PITCH

  /** A frame that arrived whole. The first after a loss is faded in over the end of the repetition. */
  remember(frame: Int16Array): void {
    if (this.#lostSamples > 0) {
      for (let i = 0; i < OVERLAP; i++) {
        const weight = i / OVERLAP
        frame[i] = Math.round(frame[i]! * weight + this.#repeated(i) * (1 - weight))
      }
      this.#lostSamples = 0
    }
    this.#history.copyWithin(0, FRAME_SAMPLES)
    this.#history.set(frame.subarray(0, FRAME_SAMPLES), HISTORY - FRAME_SAMPLES)
  }

  /** A frame that is lost whole. */
  conceal(frame: Int16Array): void {
    if (this.#lostSamples === 0) this.#pitch = this.#findPitch()
    for (let i = 0; i < FRAME_SAMPLES; i++) frame[i] = this.#repeated(i)
    this.#lostSamples += FRAME_SAMPLES
  }

  /** A frame of which parts are lost: only those are filled. */
  patch(frame: Int16Array, isLost: Uint8Array): void {
    if (this.#lostSamples === 0) this.#pitch = this.#findPitch()
    for (let i = 0; i < FRAME_SAMPLES; i++) if (isLost[i] === 1) frame[i] = this.#repeated(i)
    this.#lostSamples = 0
    this.remember(frame)
  }

  reset(): void {
    this.#lostSamples = 0
    this.#history.fill(0)
  }

  #repeated(offset: number): number {
    const at = this.#lostSamples + offset
    const gain = Math.max(0, 1 - at / FADE_SAMPLES)
    return Math.round(this.#history[HISTORY - this.#pitch + (at % this.#pitch)]! * gain)
  }

  #findPitch(): number {
    let best = MIN_PITCH
    let bestScore = Number.NEGATIVE_INFINITY
    for (let lag = MIN_PITCH; lag <= MAX_PITCH; lag++) {
      let product = 0
      let energy = 1
      for (let i = HISTORY - FRAME_SAMPLES; i < HISTORY; i += 2) {
        product += this.#history[i]! * this.#history[i - lag]!
        energy += this.#history[i - lag]! ** 2
      }
      const score = product / Math.sqrt(energy)
      if (score > bestScore) {
        bestScore = score
        best = lag
      }
    }
    return best
  }
}
