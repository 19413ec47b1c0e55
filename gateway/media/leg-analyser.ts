// What is listened for in a leg's sound on demand: who answered, and fax machines. Packets of any length are cut into frames
// of 20 ms; what is lost is not made up for. ../tone/SPEC.md A, X.

import type { G711 } from '../codec/g711.ts'
import { FRAME_SAMPLES, linearOf } from '../codec/g711.ts'
import { ANSWER_RULES, AnswerDetector, type AnsweredBy, type AnswerRules } from '../tone/answer-detector.ts'
import { FaxDetector, type FaxTone } from '../tone/fax-detector.ts'

/** `answer` holds the rules that are not as usual. */
export type AnalysisOrder = { answer: Partial<AnswerRules> | null; fax: boolean }
export type AnalysisEvents = {
  answeredBy(answer: AnsweredBy): void
  fax(tone: FaxTone): void
  /** Nothing is listened for any more. */
  over(): void
}

/** Fax machines call and answer in the first seconds. */
const FAX_FRAMES = 50 * 30

export class LegAnalyser {
  readonly #frame = new Int16Array(FRAME_SAMPLES)
  #filled = 0
  #answer: AnswerDetector | null
  #fax: FaxDetector | null
  #frames = 0

  constructor(
    order: AnalysisOrder,
    private readonly events: AnalysisEvents,
  ) {
    this.#answer = order.answer === null ? null : new AnswerDetector({ ...ANSWER_RULES, ...order.answer })
    this.#fax = order.fax ? new FaxDetector() : null
  }

  feed(law: G711, bytes: Uint8Array, start: number, end: number): void {
    const table = linearOf(law)
    for (let i = start; i < end; i++) {
      this.#frame[this.#filled++] = table[bytes[i]!]!
      if (this.#filled < FRAME_SAMPLES) continue
      this.#filled = 0
      this.#analyse()
    }
  }

  #analyse(): void {
    this.#answer?.feed(this.#frame, this.#onAnswer)
    this.#fax?.feed(this.#frame, this.#onFax)
    if (++this.#frames >= FAX_FRAMES) this.#fax = null
    if (this.#answer === null && this.#fax === null) this.events.over()
  }

  readonly #onAnswer = (answer: AnsweredBy): void => {
    this.#answer = null
    this.events.answeredBy(answer)
  }
  readonly #onFax = (tone: FaxTone): void => this.events.fax(tone)
}
