// Tells call-progress tones by the lengths of sound and silence. SPEC.md C3-C9.

/** `periods` counts how often in a row the cadence has been heard. */
export type CadenceSign =
  | { sign: 'dial' | 'ring-back' | 'ring-back-ended' }
  | { sign: 'busy' | 'congestion' | 'unknown-number'; periods: number }

type Span = readonly [from: number, to: number]
const within = (ms: number, [from, to]: Span): boolean => ms >= from && ms <= to

const DIAL_AFTER_MS = 1300
const BUSY: Span = [270, 430]
const CONGESTION: Span = [600, 800]
const RING_BACK_ON: Span = [800, 1240]
const RING_BACK_PAUSE_MS = 800
/** The longest pause of a ring-back that goes on: 4 s and a quarter. */
const RING_BACK_ENDED_MS = 5000
const SHORT: Span = [50, 160]
const LONG: Span = [320, 480]
/** Of each second beep its length; three short ones and a long one are a period. */
const UNKNOWN_NUMBER_PERIOD = 4

export class CadenceClassifier {
  #onMs = 0
  #busy = 0
  #congestion = 0
  /** How far into the pattern of short and long beeps we are. */
  #beeps = 0
  #isRingingBack = false

  /** A stretch of tone or silence ended after so long. */
  ended(isTone: boolean, ms: number, tell: (sign: CadenceSign) => void): void {
    if (isTone) {
      this.#onMs = ms
      this.#countBeep(ms, tell)
      return
    }
    this.#busy = within(this.#onMs, BUSY) && within(ms, BUSY) ? this.#busy + 1 : 0
    this.#congestion = within(this.#onMs, CONGESTION) && within(ms, CONGESTION) ? this.#congestion + 1 : 0
    if (this.#busy > 0) tell({ sign: 'busy', periods: this.#busy })
    if (this.#congestion > 0) tell({ sign: 'congestion', periods: this.#congestion })
    const isPauseOfBeeps = within(ms, SHORT) || (this.#beeps % UNKNOWN_NUMBER_PERIOD === 0 && within(ms, LONG))
    if (!isPauseOfBeeps) this.#beeps = 0
  }

  /** A stretch goes on and has this length now; called for every length once. */
  lasts(isTone: boolean, ms: number, frameMs: number, tell: (sign: CadenceSign) => void): void {
    const reaches = (limit: number): boolean => ms >= limit && ms - frameMs < limit
    if (isTone) {
      if (reaches(DIAL_AFTER_MS)) tell({ sign: 'dial' })
      return
    }
    if (reaches(RING_BACK_PAUSE_MS) && within(this.#onMs, RING_BACK_ON)) {
      this.#isRingingBack = true
      tell({ sign: 'ring-back' })
    }
    if (reaches(RING_BACK_ENDED_MS) && this.#isRingingBack) {
      this.#isRingingBack = false
      tell({ sign: 'ring-back-ended' })
    }
  }

  #countBeep(ms: number, tell: (sign: CadenceSign) => void): void {
    const isLongDue = this.#beeps % UNKNOWN_NUMBER_PERIOD === UNKNOWN_NUMBER_PERIOD - 1
    if (within(ms, isLongDue ? LONG : SHORT)) this.#beeps++
    else this.#beeps = within(ms, SHORT) ? 1 : 0
    if (this.#beeps > 0 && this.#beeps % UNKNOWN_NUMBER_PERIOD === 0)
      tell({ sign: 'unknown-number', periods: this.#beeps / UNKNOWN_NUMBER_PERIOD })
  }
}
