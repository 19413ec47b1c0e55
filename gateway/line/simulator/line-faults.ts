// What real copper does to sound, for tests: noise, hybrid echo, loss. Seeded, so that a run can be had again.
import { A_LAW_SILENCE, A_TO_LINEAR, FRAME_SAMPLES, LINEAR_TO_A } from '../../codec/g711.ts'
import { meanSquareOf } from '../../tone/level.ts'

export type LineFaults = {
  /** White noise on the line. */
  noiseDbm0?: number
  /** How far below what we say our own voice comes back. */
  echoLossDb?: number
  /** Loss between exchange and card. */
  lossDb?: number
  seed?: number
}

export class FaultyLine {
  readonly #gain: number
  readonly #echo: number
  readonly #noise: number
  #random: number
  readonly #out = new Uint8Array(FRAME_SAMPLES)

  constructor({ noiseDbm0, echoLossDb, lossDb = 0, seed = 1 }: LineFaults) {
    this.#gain = 10 ** (-lossDb / 20)
    this.#echo = echoLossDb === undefined ? 0 : 10 ** (-echoLossDb / 20)
    this.#noise = noiseDbm0 === undefined ? 0 : Math.sqrt(meanSquareOf(noiseDbm0))
    this.#random = seed
  }

  /** `said` is what the card's side says at the same time, null for nothing. */
  carry(aLaw: Uint8Array, said: Uint8Array | null): Uint8Array {
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const own = A_TO_LINEAR[said?.[i] ?? A_LAW_SILENCE]!
      const sample = A_TO_LINEAR[aLaw[i]!]! * this.#gain + own * this.#echo + this.#noise * this.#gaussian()
      this.#out[i] = LINEAR_TO_A[Math.max(-32_768, Math.min(32_767, Math.round(sample))) & 0xffff]!
    }
    return this.#out
  }

  #gaussian(): number {
    let sum = 0
    for (let i = 0; i < 12; i++) {
      this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0
      sum += this.#random / 2 ** 32 - 0.5
    }
    return sum
  }
}
