// G.711 from inside to what a far end negotiated: the other law, G.722, Opus, and packets of another length. SPEC.md X1, X5-X7.

import type { G711 } from '../codec/g711.ts'
import { convertLaw, linearOf } from '../codec/g711.ts'
import { G722Encoder } from '../codec/g722.ts'
import { OpusEncoder } from '../codec/opus.ts'
import type { AudioCodec } from './media-engine.ts'
import { MAX_PAYLOAD } from './rtp-session.ts'
import { nextSource, type PacketHead, type SoundPort } from './sound-port.ts'

const SAMPLES_PER_MS = 8
const FRAME_MS = 20
/** 40 ms, the longest packet we send. */
const MAX_CHUNK = 320
const OPUS_TICKS = 6
const CLOCK = -1

const linear = new Int16Array(MAX_CHUNK)
const converted = new Uint8Array(MAX_PAYLOAD)
const packet = new Uint8Array(MAX_PAYLOAD)

const SILENCE: Record<G711, number> = { PCMA: 0xd5, PCMU: 0xff }
const insideOf = (codec: AudioCodec): G711 => (codec === 'PCMU' ? 'PCMU' : 'PCMA')

export class SoundOutlet {
  readonly #head: PacketHead = { codec: 'PCMA', source: 0, sequence: 0, timestamp: 0, marker: false, jitterMs: 0 }
  /** G.711 that waits until it fills a packet; µ-law only for a far end of µ-law, so that no byte is changed. */
  readonly #chunk = new Uint8Array(MAX_CHUNK)
  #filled = 0
  #from = 0
  #next = 0
  #opus: OpusEncoder | null = null
  #g722: G722Encoder | null = null

  constructor(private readonly port: SoundPort) {}

  give(law: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    const { codec, ptimeMs } = this.port
    if ((codec === 'PCMA' || codec === 'PCMU') && ptimeMs === FRAME_MS)
      this.#convert(law, codec, bytes, start, end, head)
    else this.#cut(law, bytes, start, end, head)
  }

  close(): void {
    this.#opus?.close()
    this.#opus = null
  }

  /** X5: the other law, packet by packet. */
  #convert(law: G711, to: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    convertLaw(law, to, bytes, start, end, converted)
    if (head === null) {
      this.port.send(converted, 0, end - start, null)
      return
    }
    const own = this.#head
    own.codec = to
    own.source = head.source
    own.sequence = head.sequence
    own.timestamp = head.timestamp
    own.marker = head.marker
    own.jitterMs = head.jitterMs
    this.port.send(converted, 0, end - start, own)
  }

  #cut(law: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    const { codec, ptimeMs } = this.port
    const size = codec === 'opus' ? FRAME_MS * SAMPLES_PER_MS : Math.min(MAX_CHUNK, ptimeMs * SAMPLES_PER_MS)
    const timestamp = head === null ? this.#next : head.timestamp
    if (!this.#follows(head, timestamp, codec, size)) return
    convertLaw(law, insideOf(codec), bytes, start, end, converted)
    for (let i = 0; i < end - start; i++) {
      this.#chunk[this.#filled++] = converted[i]!
      if (this.#filled >= size) this.#send(codec, size)
    }
    this.#next = (timestamp + end - start) >>> 0
  }

  /** X6: a gap stays a gap; what was begun before it is filled up with silence. False for what is older. */
  #follows(head: PacketHead | null, timestamp: number, codec: AudioCodec, size: number): boolean {
    const from = head === null ? CLOCK : head.source
    if (from !== this.#from || codec !== this.#head.codec) {
      this.#from = from
      this.#head.source = nextSource()
      this.#head.codec = codec
      this.#filled = 0
      this.#moveTo(timestamp)
      return true
    }
    const gap = (timestamp - this.#next) | 0
    if (gap < 0) return false
    if (gap === 0) return true
    if (this.#filled > 0) {
      this.#chunk.fill(SILENCE[insideOf(codec)], this.#filled, size)
      this.#send(codec, size)
    }
    this.#head.sequence = (this.#head.sequence + Math.floor(gap / size)) & 0xffff
    this.#moveTo(timestamp)
    return true
  }

  #moveTo(timestamp: number): void {
    this.#head.timestamp = (this.#head.codec === 'opus' ? timestamp * OPUS_TICKS : timestamp) >>> 0
  }

  #send(codec: AudioCodec, size: number): void {
    this.#filled = 0
    const head = this.#head
    head.sequence = (head.sequence + 1) & 0xffff
    const length = this.#encode(codec, size)
    if (length > 0) this.port.send(packet, 0, length, head)
    head.timestamp = (head.timestamp + size * (codec === 'opus' ? OPUS_TICKS : 1)) >>> 0
  }

  #encode(codec: AudioCodec, size: number): number {
    if (codec === 'PCMA' || codec === 'PCMU') {
      for (let i = 0; i < size; i++) packet[i] = this.#chunk[i]!
      return size
    }
    const table = linearOf('PCMA')
    for (let i = 0; i < size; i++) linear[i] = table[this.#chunk[i]!]!
    if (codec === 'opus') {
      this.#opus ??= new OpusEncoder()
      return this.#opus.encode(linear, size, packet)
    }
    this.#g722 ??= new G722Encoder()
    this.#g722.encode(linear, size, packet)
    return size
  }
}
