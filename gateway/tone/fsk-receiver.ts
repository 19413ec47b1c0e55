// Hears FSK caller id of both standards at once. SPEC.md F3-F9.
import type { CallerId } from './caller-id.ts'
import { MDMF, readCallerId, SDMF } from './caller-id-message.ts'
import { type CharacterListener, CharacterReceiver } from './character-receiver.ts'
import { FskDemodulator } from './fsk-demodulator.ts'
import { BELL_202, type FskStandard, V23 } from './fsk-generator.ts'

/** F3: Chinese exchanges send 180 bits of mark, and 80 are to be taken; the edges and our filters cost some. */
const MIN_MARK_BITS = 60
/** F5: more mark between two characters is the end of a message, not a pause of its sender. */
const MAX_GAP_BITS = 30
const TYPE_LENGTH_CHECKSUM = 3

class MessageReceiver implements CharacterListener {
  readonly #demodulator: FskDemodulator
  readonly #characters = new CharacterReceiver()
  #bytes: number[] = []
  #said: CallerId | null = null

  constructor(standard: FskStandard) {
    this.#demodulator = new FskDemodulator(standard)
  }

  next(sample: number): CallerId | null {
    this.#said = null
    this.#characters.next(this.#demodulator.next(sample), this)
    return this.#said
  }

  character(byte: number, markBits: number): void {
    if (this.#bytes.length === 0 || markBits > MAX_GAP_BITS) {
      const isBeginning = markBits >= MIN_MARK_BITS && (byte === SDMF || byte === MDMF)
      this.#bytes = isBeginning ? [byte] : []
      return
    }
    this.#bytes.push(byte)
    if (this.#bytes.length < this.#bytes[1]! + TYPE_LENGTH_CHECKSUM) return
    this.#said = readCallerId(Uint8Array.from(this.#bytes))
    this.#bytes = []
  }

  broken(): void {
    this.#bytes = []
  }
}

export class FskCallerIdReceiver {
  readonly #receivers = [new MessageReceiver(BELL_202), new MessageReceiver(V23)]
  #isDone = false

  /** Linear samples; tells at most one caller id in the receiver's life (F9). */
  feed(samples: Int16Array, tell: (callerId: CallerId) => void): void {
    for (let i = 0; i < samples.length && !this.#isDone; i++) {
      for (const receiver of this.#receivers) {
        const said = receiver.next(samples[i]!)
        if (said === null || this.#isDone) continue
        this.#isDone = true
        tell(said)
      }
    }
  }
}
