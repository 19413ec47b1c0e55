// Hears the exchange on a line that is off hook: 450 Hz in 20 ms frames, its cadence, and voices. SPEC.md C1-C10.
import { CadenceClassifier, type CadenceSign } from './cadence-classifier.ts'
import { TONE_HZ } from './call-tones.ts'
import { energyOf, goertzel, goertzelCoefficient } from './goertzel.ts'
import { meanSquareOf } from './level.ts'

export type ProgressSign = CadenceSign | { sign: 'voice' }

const FRAME_MS = 20
/** C1: the tone may be 25 Hz off, which is half the width of the filter. */
const FILTERS = [TONE_HZ - 15, TONE_HZ, TONE_HZ + 15].map(goertzelCoefficient)
const MIN_MEAN_SQUARE = meanSquareOf(-43)
const SHARE_TO_BEGIN = 0.65
const SHARE_TO_STAY = 0.45
/** C2: a click or a drop-out of one frame is not an edge. */
const FRAMES_OF_AN_EDGE = 2
const VOICE_MEAN_SQUARE = meanSquareOf(-38)
const VOICE_SHARE = 0.3
const VOICE_OVER_NOISE = 8
/** C10: so many frames of the last half second. */
const VOICE_FRAMES = 12
const VOICE_MEMORY = 25

export class CallProgressDetector {
  readonly #classifier = new CadenceClassifier()
  #isTone = false
  #frames = 0
  #edge = 0
  #floor = Number.POSITIVE_INFINITY
  #voiced: boolean[] = []

  /** 20 ms of linear samples. */
  feed(samples: Int16Array, tell: (sign: ProgressSign) => void): void {
    const energy = energyOf(samples)
    const meanSquare = energy / samples.length
    const share = meanSquare < MIN_MEAN_SQUARE ? 0 : shareOfTone(samples, energy)
    this.#listenForVoice(meanSquare, share, tell)
    this.#step(share > (this.#isTone ? SHARE_TO_STAY : SHARE_TO_BEGIN), tell)
  }

  #step(isTone: boolean, tell: (sign: ProgressSign) => void): void {
    if (isTone === this.#isTone) {
      // An edge that came to nothing belonged to the stretch.
      this.#count(this.#edge + 1, tell)
      this.#edge = 0
    } else if (++this.#edge === FRAMES_OF_AN_EDGE) {
      this.#classifier.ended(this.#isTone, this.#frames * FRAME_MS, tell)
      this.#isTone = isTone
      this.#frames = 0
      this.#count(this.#edge, tell)
      this.#edge = 0
    }
  }

  #count(frames: number, tell: (sign: ProgressSign) => void): void {
    for (let i = 0; i < frames; i++) this.#classifier.lasts(this.#isTone, ++this.#frames * FRAME_MS, FRAME_MS, tell)
  }

  #listenForVoice(meanSquare: number, share: number, tell: (sign: ProgressSign) => void): void {
    const isLoud = meanSquare > VOICE_MEAN_SQUARE && meanSquare > this.#floor * VOICE_OVER_NOISE
    if (share < VOICE_SHARE) this.#floor = Math.min(this.#floor * 1.002, meanSquare)
    this.#voiced.push(isLoud && share < VOICE_SHARE)
    if (this.#voiced.length > VOICE_MEMORY) this.#voiced.shift()
    if (this.#voiced.filter(Boolean).length < VOICE_FRAMES) return
    this.#voiced = []
    tell({ sign: 'voice' })
  }
}

function shareOfTone(samples: Int16Array, energy: number): number {
  let best = 0
  for (const filter of FILTERS) best = Math.max(best, goertzel(samples, filter))
  return (best * 2) / (samples.length * energy)
}
