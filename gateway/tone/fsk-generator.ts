// Caller id as sound: 1200 bd of phase-continuous FSK, 8N1, least significant bit first. SPEC.md F1, F2.
import { peakOf, SAMPLE_RATE } from './level.ts'

export type FskStandard = { name: 'bell-202' | 'v23'; markHz: number; spaceHz: number }

export const BELL_202: FskStandard = { name: 'bell-202', markHz: 1200, spaceHz: 2200 }
export const V23: FskStandard = { name: 'v23', markHz: 1300, spaceHz: 2100 }
export const BAUD = 1200

const SEIZURE_BITS = 300
const MARK_BITS = 180
const TRAILING_MARK_BITS = 10
const FSK_DBM0 = -14

export class FskGenerator {
  readonly #bits: number[]
  readonly #markStep: number
  readonly #spaceStep: number
  readonly #peak: number
  #position = 0
  #phase = 0

  constructor(message: Uint8Array, standard: FskStandard = BELL_202, dBm0 = FSK_DBM0) {
    this.#bits = [
      ...Array.from({ length: SEIZURE_BITS }, (_, i) => i % 2),
      ...Array<number>(MARK_BITS).fill(1),
      ...[...message].flatMap(characterBits),
      ...Array<number>(TRAILING_MARK_BITS).fill(1),
    ]
    this.#markStep = (2 * Math.PI * standard.markHz) / SAMPLE_RATE
    this.#spaceStep = (2 * Math.PI * standard.spaceHz) / SAMPLE_RATE
    this.#peak = peakOf(dBm0)
  }

  /** Fills `out`, with silence after the end; false once all is said. */
  read(out: Int16Array): boolean {
    for (let i = 0; i < out.length; i++) {
      const bit = this.#bits[Math.floor((this.#position++ * BAUD) / SAMPLE_RATE)]
      if (bit === undefined) {
        out.fill(0, i)
        return false
      }
      out[i] = Math.round(this.#peak * Math.sin(this.#phase))
      this.#phase += bit === 1 ? this.#markStep : this.#spaceStep
    }
    return true
  }
}

const characterBits = (byte: number): number[] => [0, ...Array.from({ length: 8 }, (_, i) => (byte >> i) & 1), 1]
