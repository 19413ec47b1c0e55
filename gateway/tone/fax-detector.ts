// Hears a fax machine: its call (CNG, ITU-T T.30 §4.3.3.3.1) and its answer (CED, §4.3.3.1; ANSam of V.8 with its phase
// reversals counts as that). 20 ms frames. SPEC.md X1-X3.
import { energyOf, goertzel, goertzelCoefficient } from './goertzel.ts'
import { meanSquareOf } from './level.ts'

export type FaxTone = 'cng' | 'ced'

const FRAME_MS = 20
const MIN_MEAN_SQUARE = meanSquareOf(-43)
const MIN_SHARE = 0.7
/** X1: 1100 Hz ± 38 Hz for 0.5 s ± 15 %, then silence. */
const CNG = [1070, 1100, 1130].map(goertzelCoefficient)
/** Silence is 9 dB under the tone: lines are not still. */
const QUIETER = 10 ** (-9 / 10)
const CNG_MS = { min: 425, max: 595 }
/** X2: 2100 Hz ± 15 Hz for 2.6 to 4 s; one second of it is nothing else. */
const CED = [2090, 2110].map(goertzelCoefficient)
const CED_MS = 1000
/** X2: a phase reversal spoils the two frames around it at most. */
const CED_GAP_FRAMES = 2

export class FaxDetector {
  #cngMs = 0
  #cngEnergy = 0
  #cedMs = 0
  #cedGap = 0
  #isEnding = false
  #toldCng = false
  #toldCed = false

  /** Tells each tone once. */
  feed(frame: Int16Array, tell: (tone: FaxTone) => void): void {
    const energy = energyOf(frame)
    const isLoud = energy > MIN_MEAN_SQUARE * frame.length
    this.#listenForCng(isLoud && shareOf(frame, CNG, energy) > MIN_SHARE, energy, tell)
    this.#listenForCed(isLoud && shareOf(frame, CED, energy) > MIN_SHARE, tell)
  }

  /** Told when the tone ends in time and in silence: speech does neither. */
  #listenForCng(isTone: boolean, energy: number, tell: (tone: FaxTone) => void): void {
    const isQuiet = energy < this.#cngEnergy * QUIETER
    if (isTone) {
      this.#cngMs += FRAME_MS
      this.#cngEnergy = energy
      this.#isEnding = false
    } else if (!isQuiet && !this.#isEnding) this.#isEnding = true
    else {
      // One frame each at the beginning and the end holds only a part of the tone.
      const isCng = isQuiet && this.#cngMs >= CNG_MS.min - 2 * FRAME_MS && this.#cngMs <= CNG_MS.max
      if (isCng && !this.#toldCng) tell('cng')
      this.#toldCng ||= isCng
      this.#cngMs = 0
      this.#cngEnergy = 0
      this.#isEnding = false
    }
  }

  #listenForCed(isTone: boolean, tell: (tone: FaxTone) => void): void {
    if (isTone) {
      this.#cedGap = 0
      this.#cedMs += FRAME_MS
      if (this.#cedMs < CED_MS || this.#toldCed) return
      this.#toldCed = true
      tell('ced')
    } else if (++this.#cedGap > CED_GAP_FRAMES) this.#cedMs = 0
  }
}

function shareOf(frame: Int16Array, filters: readonly number[], energy: number): number {
  let best = 0
  for (const filter of filters) best = Math.max(best, goertzel(frame, filter))
  return (best * 2) / (frame.length * energy)
}
