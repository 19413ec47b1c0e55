// The digits of one leg, as events and as tones, each told once. SPEC.md T7, D4.

import type { G711 } from '../codec/g711.ts'
import { linearOf } from '../codec/g711.ts'
import { DtmfDetector } from '../tone/dtmf-detector.ts'
import { MAX_PAYLOAD } from './rtp-session.ts'

export type DigitSource = 'rfc4733' | 'in-band'

/** D4: tone and event of one key press come within this time of each other. */
const SAME_PRESS_MS = 500
/** Event packets come every 20 to 50 ms while a key is held. */
const HELD_MS = 80

const linear = new Int16Array(MAX_PAYLOAD)

export class DigitEar {
  readonly #detector = new DtmfDetector()
  /** D4: who has sent one event sends all its digits so. */
  isOpen = true
  #tone = ''
  #toneAt = Number.NEGATIVE_INFINITY
  #heldUntil = 0

  constructor(
    private readonly now: () => number,
    private readonly tell: (digit: string, source: DigitSource) => void,
  ) {}

  listen(law: G711, bytes: Uint8Array, start: number, end: number): void {
    if (!this.isOpen) return
    const table = linearOf(law)
    for (let i = start, o = 0; i < end; i++) linear[o++] = table[bytes[i]!]!
    this.#detector.feed(linear, end - start, this.#onTone)
  }

  event(digit: string): void {
    this.isOpen = false
    const isTold = digit === this.#tone && this.now() - this.#toneAt < SAME_PRESS_MS
    this.#tone = ''
    if (!isTold) this.tell(digit, 'rfc4733')
  }

  keyHeld(): void {
    this.#heldUntil = this.now() + HELD_MS
  }

  /** Is a key held down that is told by events? Then the sound holds the same digit at most. */
  get isKeyHeld(): boolean {
    if (this.#heldUntil === 0) return false
    if (this.now() < this.#heldUntil) return true
    this.#heldUntil = 0
    return false
  }

  readonly #onTone = (digit: string): void => {
    this.#tone = digit
    this.#toneAt = this.now()
    this.tell(digit, 'in-band')
  }
}
