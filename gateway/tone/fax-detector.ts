// Hears a fax machine: its call (CNG, ITU-T T.30 §4.3.3.3.1) and its answer (CED, §4.3.3.1; ANSam of V.8 with its phase
// reversals counts as that). 20 ms frames. SPEC.md X1-X4.
import { energyOf, goertzel, goertzelCoefficient } from './goertzel.ts'
import { meanSquareOf } from './level.ts'

export type FaxTone = 'cng' | 'ced'

const FRAME_MS = 20
const MIN_MEAN_SQUARE = meanSquareOf(-43)
const MIN_SHARE = 0.7
/** X1: 1100 Hz ± 38 Hz for 0.5 s ± 15 %, then silence. */
const CNG = [1080, 1100, 1120].map(goertzelCoefficient)
const CNG_MS = { min: 425, max: 595 }
/** X2: 2100 Hz ± 15 Hz for 2.6 to 4 s; one second of it is nothing else. */
const CED = [2090, 2110].map(goertzelCoefficient)
const CED_MS = 1000
/** X2: a phase reversal spoils the two frames around it at most. */
const CED_GAP_FRAMES = 2

export class FaxDetector {
  #cngMs = 0
  #cedMs = 0
  #cedGap = 0
  #isEnding = false

  feed(frame: Int16Array, tell: (tone: FaxTone) => void): void {
    const energy = energyOf(frame)
    const isLoud = energy > MIN_MEAN_SQUARE * frame.length
    this.#listenForCng(isLoud && shareOf(frame, CNG, energy) > MIN_SHARE, isLoud, tell)
    this.#listenForCed(isLoud && shareOf(frame, CED, energy) > MIN_SHARE, tell)
  }

  /** Told when the tone ends in time and in silence: speech does neither. */
  #listenForCng(isTone: boolean, isLoud: boolean, tell: (tone: FaxTone) => void): void {
    if (isTone) {
      this.#cngMs += FRAME_MS
      this.#isEnding = false
    } else if (isLoud && !this.#isEnding) this.#isEnding = true
    else {
      // One frame each at the beginning and the end holds only a part of the tone.
      if (!isLoud && this.#cngMs >= CNG_MS.min - 2 * FRAME_MS && this.#cngMs <= CNG_MS.max) tell('cng')
      this.#cngMs = 0
      this.#isEnding = false
    }
  }

  #listenForCed(isTone: boolean, tell: (tone: FaxTone) => void): void {
    if (isTone) {
      this.#cedGap = 0
      this.#cedMs += FRAME_MS
      if (this.#cedMs === CED_MS) tell('ced')
    } else if (++this.#cedGap > CED_GAP_FRAMES) this.#cedMs = 0
  }
}

function shareOf(frame: Int16Array, filters: readonly number[], energy: number): number {
  let best = 0
  for (const filter of filters) best = Math.max(best, goertzel(frame, filter))
  return (best * 2) / (frame.length * energy)
}
