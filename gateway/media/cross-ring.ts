// Packets on their way from one media worker to another: a ring in shared memory with one writer and one reader, so that
// neither ever waits and no object is made. SPEC.md F1-F3.
import { MAX_PAYLOAD } from './rtp-session.ts'
import type { PacketCodec, PacketHead } from './sound-port.ts'

const SLOTS = 64
const SLOT_WORDS = 8
const SLOT_OCTETS = 1408
const CONTROL_WORDS = 4
const [WRITTEN, READ, IS_UP] = [0, 1, 2]
const WORDS = CONTROL_WORDS + SLOTS * SLOT_WORDS

const CODECS: readonly PacketCodec[] = ['PCMA', 'PCMU', 'G722', 'opus', 'CN']
/** In the place of a codec: the code of an RFC 4733 event. */
const EVENT = CODECS.length

export const CROSS_RING_OCTETS = WORDS * 4 + SLOTS * SLOT_OCTETS

export interface CrossReader {
  packet(bytes: Uint8Array, start: number, end: number, head: PacketHead): void
  event(code: number): void
}

export class CrossRing {
  readonly #words: Int32Array
  readonly #octets: Uint8Array
  readonly #head: PacketHead = { codec: 'PCMA', source: 0, sequence: 0, timestamp: 0, marker: false, jitterMs: 0 }

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory, 0, WORDS)
    this.#octets = new Uint8Array(memory, WORDS * 4, SLOTS * SLOT_OCTETS)
  }

  /** Is the leg that writes here reachable? */
  get isUp(): boolean {
    return Atomics.load(this.#words, IS_UP) === 1
  }

  set isUp(isUp: boolean) {
    Atomics.store(this.#words, IS_UP, isUp ? 1 : 0)
  }

  /** F2: a reader that does not keep up loses what is newest; the writer does not wait. */
  write(bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    const size = end - start
    const at = this.#claim()
    if (at < 0 || size > MAX_PAYLOAD) return
    const words = this.#words
    words[at] = CODECS.indexOf(head.codec)
    words[at + 1] = size
    words[at + 2] = head.source
    words[at + 3] = head.sequence
    words[at + 4] = head.timestamp
    words[at + 5] = head.marker ? 1 : 0
    words[at + 6] = Math.round(head.jitterMs * 1000)
    const octets = ((at - CONTROL_WORDS) / SLOT_WORDS) * SLOT_OCTETS
    for (let i = 0; i < size; i++) this.#octets[octets + i] = bytes[start + i]!
    this.#commit()
  }

  writeEvent(code: number): void {
    const at = this.#claim()
    if (at < 0) return
    this.#words[at] = EVENT
    this.#words[at + 1] = code
    this.#commit()
  }

  /** Gives everything that was written to the reader; returns how much there was. */
  drain(reader: CrossReader): number {
    const written = Atomics.load(this.#words, WRITTEN)
    let read = this.#words[READ]!
    const count = (written - read) | 0
    for (; read !== written; read = (read + 1) | 0)
      this.#give((read & (SLOTS - 1)) * SLOT_WORDS + CONTROL_WORDS, reader)
    if (count > 0) Atomics.store(this.#words, READ, read)
    return count
  }

  #give(at: number, reader: CrossReader): void {
    const words = this.#words
    const kind = words[at]!
    if (kind === EVENT) {
      reader.event(words[at + 1]!)
      return
    }
    const head = this.#head
    head.codec = CODECS[kind]!
    head.source = words[at + 2]!
    head.sequence = words[at + 3]!
    head.timestamp = words[at + 4]! >>> 0
    head.marker = words[at + 5] === 1
    head.jitterMs = words[at + 6]! / 1000
    const start = ((at - CONTROL_WORDS) / SLOT_WORDS) * SLOT_OCTETS
    reader.packet(this.#octets, start, start + words[at + 1]!, head)
  }

  /** Where the next slot begins, or -1 while the ring is full. */
  #claim(): number {
    const written = this.#words[WRITTEN]!
    if (((written - Atomics.load(this.#words, READ)) | 0) >= SLOTS) return -1
    return (written & (SLOTS - 1)) * SLOT_WORDS + CONTROL_WORDS
  }

  #commit(): void {
    Atomics.store(this.#words, WRITTEN, (this.#words[WRITTEN]! + 1) | 0)
  }
}
