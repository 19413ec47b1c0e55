// From mark and space to characters: start bit, eight bits, stop bit, timed from each start edge between two samples.
import { BAUD } from './fsk-generator.ts'
import { SAMPLE_RATE } from './level.ts'

const BIT = SAMPLE_RATE / BAUD
const BITS = 10

export type CharacterListener = {
  /** `markBits` is how long the line was at mark before the start bit. */
  character(byte: number, markBits: number): void
  /** No stop bit where one belongs. */
  broken(): void
}

export class CharacterReceiver {
  #last = 0
  #now = 0
  #markSince = 0
  #edge = 0
  /** The bit to be looked at next, or -1 between characters. */
  #bit = -1
  #byte = 0

  next(value: number, listener: CharacterListener): void {
    const before = this.#last
    const now = ++this.#now
    this.#last = value
    if (this.#bit < 0) {
      if (before > 0 && value <= 0) {
        this.#edge = now - 1 + before / (before - value)
        this.#bit = 0
        this.#byte = 0
      } else if (before <= 0 && value > 0) this.#markSince = now
      return
    }
    const at = this.#edge + (this.#bit + 0.5) * BIT
    if (now < at) return
    const fraction = at - (now - 1)
    this.#take(before + (value - before) * fraction > 0, listener)
  }

  #take(isMark: boolean, listener: CharacterListener): void {
    const bit = this.#bit++
    if (bit === 0) {
      // Not a start bit but a spike: the line was at mark all along.
      if (isMark) this.#bit = -1
      return
    }
    if (bit < BITS - 1) {
      if (isMark) this.#byte |= 1 << (bit - 1)
      return
    }
    this.#bit = -1
    if (isMark) listener.character(this.#byte, (this.#edge - this.#markSince) / BIT)
    else listener.broken()
    this.#markSince = this.#now
  }
}
