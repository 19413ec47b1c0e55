// From samples to how much more mark than space there is: two correlators a bit long, without need of the carrier's phase.
import type { FskStandard } from './fsk-generator.ts'
import { SAMPLE_RATE } from './level.ts'

/** The whole samples of a bit (6.67). */
const WINDOW = 7

class Correlator {
  readonly #cos: Float64Array
  readonly #sin: Float64Array
  readonly #re = new Float64Array(WINDOW)
  readonly #im = new Float64Array(WINDOW)
  #sumRe = 0
  #sumIm = 0

  constructor(hz: number) {
    // Every frequency in use is a multiple of 100 Hz, so 80 samples are whole periods.
    const period = SAMPLE_RATE / 100
    this.#cos = Float64Array.from({ length: period }, (_, i) => Math.cos((2 * Math.PI * hz * i) / SAMPLE_RATE))
    this.#sin = Float64Array.from({ length: period }, (_, i) => Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE))
  }

  power(sample: number, position: number): number {
    const at = position % WINDOW
    const phase = position % this.#cos.length
    this.#sumRe -= this.#re[at]!
    this.#sumIm -= this.#im[at]!
    this.#re[at] = sample * this.#cos[phase]!
    this.#im[at] = sample * this.#sin[phase]!
    this.#sumRe += this.#re[at]!
    this.#sumIm += this.#im[at]!
    return this.#sumRe * this.#sumRe + this.#sumIm * this.#sumIm
  }
}

export class FskDemodulator {
  readonly #mark: Correlator
  readonly #space: Correlator
  #position = 0

  constructor(standard: FskStandard) {
    this.#mark = new Correlator(standard.markHz)
    this.#space = new Correlator(standard.spaceHz)
  }

  /** Above 0 is mark, below 0 is space, for the bit that ends with this sample. */
  next(sample: number): number {
    const position = this.#position++
    return this.#mark.power(sample, position) - this.#space.power(sample, position)
  }
}
