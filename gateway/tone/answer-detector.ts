// Who has answered, a person or a machine: a person says a word or two and waits, a machine talks on (the idea of Asterisk's
// AMD). Pure, by 20 ms frames. SPEC.md A1-A6.
import type { AnswerReason } from '#protocol/reasons'
import { VoiceActivity } from './voice-activity.ts'

export type AnsweredBy = { kind: 'human' | 'machine' | 'unknown'; reason: AnswerReason; ms: number }

/** All in milliseconds but `maxWords`. */
export type AnswerRules = {
  initialSilenceMs: number
  greetingMs: number
  silenceAfterMs: number
  totalMs: number
  minWordMs: number
  maxWordMs: number
  betweenWordsMs: number
  maxWords: number
}

/** As usual for AMD but for the words: the syllables of 喂，您好 stand apart like words. */
export const ANSWER_RULES: AnswerRules = {
  initialSilenceMs: 2500,
  greetingMs: 1500,
  silenceAfterMs: 800,
  totalMs: 5000,
  minWordMs: 100,
  maxWordMs: 5000,
  betweenWordsMs: 100,
  maxWords: 5,
}

const FRAME_MS = 20
/** Shorter than the pause between two words. */
const HANGOVER_FRAMES = 1

export class AnswerDetector {
  readonly #voice = new VoiceActivity(HANGOVER_FRAMES)
  #ms = 0
  #voicedMs = 0
  #silentMs = 0
  #greetingMs = 0
  #words = 0
  #isWord = false
  #isOver = false

  constructor(private readonly rules: AnswerRules = ANSWER_RULES) {}

  /** 20 ms of linear samples; tells once. */
  feed(frame: Int16Array, tell: (answer: AnsweredBy) => void): void {
    if (this.#isOver) return
    this.#ms += FRAME_MS
    if (this.#voice.feed(frame)) this.#voiced()
    else this.#silent()
    const verdict = this.#verdict()
    if (verdict === null) return
    this.#isOver = true
    tell({ ...verdict, ms: this.#ms })
  }

  #voiced(): void {
    const { minWordMs } = this.rules
    this.#silentMs = 0
    this.#voicedMs += FRAME_MS
    if (!this.#isWord && this.#voicedMs >= minWordMs) {
      this.#isWord = true
      this.#words++
      this.#greetingMs += this.#voicedMs
    } else if (this.#isWord) this.#greetingMs += FRAME_MS
  }

  #silent(): void {
    this.#silentMs += FRAME_MS
    if (this.#words > 0) this.#greetingMs += FRAME_MS
    if (this.#silentMs < this.rules.betweenWordsMs) return
    this.#isWord = false
    this.#voicedMs = 0
  }

  #verdict(): Omit<AnsweredBy, 'ms'> | null {
    const { initialSilenceMs, greetingMs, silenceAfterMs, totalMs, maxWordMs, maxWords } = this.rules
    if (this.#words === 0 && this.#ms >= initialSilenceMs) return { kind: 'machine', reason: 'initial-silence' }
    if (this.#words >= maxWords) return { kind: 'machine', reason: 'many-words' }
    if (this.#isWord && this.#voicedMs >= maxWordMs) return { kind: 'machine', reason: 'long-word' }
    if (this.#words > 0 && this.#silentMs >= silenceAfterMs) return { kind: 'human', reason: 'greeting-ended' }
    if (this.#greetingMs - this.#silentMs >= greetingMs) return { kind: 'machine', reason: 'long-greeting' }
    return this.#ms >= totalMs ? { kind: 'unknown', reason: 'too-long' } : null
  }
}
