import { CALL_TONES, type CallTone, TONE_DBM0, TONE_HZ } from './call-tones.ts'
import { peakOf, SAMPLE_RATE } from './level.ts'

const SAMPLES_PER_MS = SAMPLE_RATE / 1000
const STEP = (2 * Math.PI * TONE_HZ) / SAMPLE_RATE

/** One tone from its beginning, as many samples as are asked for. */
export class CallToneGenerator {
  readonly #peak: number
  readonly #ends: number[] = []
  readonly #period: number
  #position = 0

  constructor(
    readonly tone: CallTone,
    dBm0 = TONE_DBM0,
  ) {
    this.#peak = peakOf(dBm0)
    let end = 0
    for (const ms of CALL_TONES[tone]) {
      end += ms * SAMPLES_PER_MS
      this.#ends.push(end)
    }
    this.#period = end
  }

  read(out: Int16Array): void {
    for (let i = 0; i < out.length; i++) {
      const within = this.#position % this.#period
      const isOn = this.#ends.findIndex((end) => within < end) % 2 === 0
      out[i] = isOn ? Math.round(this.#peak * Math.sin(STEP * this.#position)) : 0
      this.#position++
    }
  }
}
