// The port of a leg whose far end is a leg in another media worker. SPEC.md F1-F5.
import { EVENT_DIGITS } from '../rtp/telephone-event.ts'
import type { CrossReader, CrossRing } from './cross-ring.ts'
import { nextSource, type PacketHead, type SoundPort, type SoundSink } from './sound-port.ts'

const FRAME_SAMPLES = 160

export class CrossPort implements SoundPort, CrossReader {
  readonly pace = 'packet'
  readonly ptimeMs = 20
  /** What is sent goes through as it is; the leg over there makes of it what its far end negotiated. */
  readonly codec = 'PCMA'
  readonly detectsTones = false
  readonly takesEvents = true
  readonly #clockHead: PacketHead
  readonly #head: PacketHead
  #theirSource = Number.NaN

  constructor(
    private readonly sink: SoundSink,
    private readonly incoming: CrossRing,
    private readonly outgoing: CrossRing,
  ) {
    const head = { codec: 'PCMA', source: nextSource(), sequence: 0, timestamp: 0, marker: false, jitterMs: 0 } as const
    this.#clockHead = { ...head }
    this.#head = { ...head }
  }

  get isUp(): boolean {
    return this.incoming.isUp
  }

  takes(): boolean {
    return true
  }

  send(bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    if (head !== null) {
      this.outgoing.write(bytes, start, end, head)
      return
    }
    const own = this.#clockHead
    own.sequence = (own.sequence + 1) & 0xffff
    own.timestamp = (own.timestamp + FRAME_SAMPLES) >>> 0
    this.outgoing.write(bytes, start, end, own)
  }

  sendEvent({ code, step }: { code: number; end: boolean; duration: number; step: number }): void {
    if (step === 0) this.outgoing.writeEvent(code)
  }

  /** What came since the last call goes to the leg. */
  drain(): number {
    return this.incoming.drain(this)
  }

  packet(bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    const own = this.#head
    // F3: a source is numbered by its worker; here it must not be another's number.
    if (head.source !== this.#theirSource) {
      this.#theirSource = head.source
      own.source = nextSource()
    }
    own.codec = head.codec
    own.sequence = head.sequence
    own.timestamp = head.timestamp
    own.marker = head.marker
    own.jitterMs = head.jitterMs
    this.sink.receive(bytes, start, end, own)
  }

  event(code: number): void {
    const digit = EVENT_DIGITS[code]
    if (digit !== undefined) this.sink.digit(digit)
  }

  /** The network was measured where the packets came in. */
  takeQuality(): null {
    return null
  }

  close(): void {}
}
