// Packets of G.722 and Opus to A-law, for all inside that must hear them: recordings, mixers, detectors, and far ends that
// negotiated something else. SPEC.md X1-X4.
import { LINEAR_TO_A } from '../codec/g711.ts'
import { G722Decoder } from '../codec/g722.ts'
import { OPUS_MAX_SAMPLES, OpusDecoder } from '../codec/opus.ts'
import { MAX_PAYLOAD } from './rtp-session.ts'
import { nextSource, type PacketHead } from './sound-port.ts'

/** Of Opus' 48 kHz clock to ours. */
const OPUS_TICKS = 6
/** Packets; nobody needed the sound for a while, or the sender has started over. */
const LONG_PAUSE = 3000
const linear = new Int16Array(Math.max(MAX_PAYLOAD, OPUS_MAX_SAMPLES))
const aLaw = new Uint8Array(linear.length)

export class SoundInlet {
  readonly #head: PacketHead = { codec: 'PCMA', source: 0, sequence: 0, timestamp: 0, marker: false, jitterMs: 0 }
  #opus: OpusDecoder | null = null
  #g722: G722Decoder | null = null
  #from = -1
  #codec: PacketHead['codec'] = 'CN'
  #sequence = 0
  #timestamp = 0
  #length = 0

  constructor(private readonly give: (aLaw: Uint8Array, start: number, end: number, head: PacketHead) => void) {}

  receive(bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    let ahead = ((head.sequence - this.#sequence) << 16) >> 16
    if (head.source !== this.#from || head.codec !== this.#codec || Math.abs(ahead) > LONG_PAUSE) {
      this.#restart(head)
      ahead = 1
    }
    // X3: these decoders hear in order or not at all.
    if (ahead <= 0) return
    const ticks = head.codec === 'opus' ? OPUS_TICKS : 1
    const out = this.#head
    out.timestamp = (out.timestamp + Math.round(((head.timestamp - this.#timestamp) | 0) / ticks)) >>> 0
    out.marker = head.marker
    out.jitterMs = head.jitterMs
    this.#sequence = head.sequence
    this.#timestamp = head.timestamp
    if (ahead === 2 && this.#opus !== null && this.#length > 0) this.#recover(bytes, start, end, head.sequence)
    this.#tell(this.#decode(bytes, start, end), head.sequence)
  }

  close(): void {
    this.#opus?.close()
    this.#opus = null
    this.#from = -1
  }

  #restart(head: PacketHead): void {
    this.close()
    this.#from = head.source
    this.#codec = head.codec
    this.#sequence = (head.sequence - 1) & 0xffff
    this.#timestamp = head.timestamp
    this.#length = 0
    this.#head.source = nextSource()
    this.#head.timestamp = head.timestamp
    if (head.codec === 'opus') this.#opus = new OpusDecoder()
    this.#g722 = head.codec === 'G722' ? new G722Decoder() : null
  }

  #decode(bytes: Uint8Array, start: number, end: number): number {
    if (this.#opus !== null) return this.#opus.decode(bytes, start, end, linear)
    this.#g722?.decode(bytes, start, end, linear)
    return this.#g722 === null ? 0 : end - start
  }

  /** X2: the one packet before this was lost; this one carries it in small. */
  #recover(bytes: Uint8Array, start: number, end: number, sequence: number): void {
    const length = this.#length
    const own = this.#head.timestamp
    const count = this.#opus?.recover(bytes, start, end, length, linear) ?? 0
    this.#head.timestamp = (own - length) >>> 0
    this.#tell(count, (sequence - 1) & 0xffff)
    this.#head.timestamp = own
  }

  #tell(count: number, sequence: number): void {
    if (count === 0) return
    this.#length = count
    this.#head.sequence = sequence
    for (let i = 0; i < count; i++) aLaw[i] = LINEAR_TO_A[linear[i]! & 0xffff]!
    this.give(aLaw, 0, count, this.#head)
  }
}
