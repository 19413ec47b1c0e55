// One RTP session with one far end: what is received and what is sent, over whatever transport (RFC 3550).
import { randomInt } from 'node:crypto'
import { readU16, readU32 } from '../datagram/octets.ts'
import { copyOctets, Packet } from '../datagram/packet.ts'
import { OutgoingStream } from '../rtp/outgoing-stream.ts'
import { Reception } from '../rtp/reception.ts'
import { buildReport, readReports } from '../rtp/rtcp.ts'
import { RTP_HEADER, rtpHeaderLength, rtpPayloadEnd, writeRtpHeader } from '../rtp/rtp-packet.ts'
import { AUTH_TAG_LENGTH } from '../rtp/srtp-keys.ts'
import { EVENT_PAYLOAD, TelephoneEventReceiver, writeEvent } from '../rtp/telephone-event.ts'
import type { DropReason } from './media-counters.ts'
import type { AudioCodec, RtpFormat } from './media-engine.ts'
import type { LinkSecond } from './seat-codec.ts'
import { type LinkQuality, nextSource, type PacketCodec, type PacketHead, type SoundSink } from './sound-port.ts'

export const MAX_PAYLOAD = 1400
/** RFC 7587 §4.1; all others tick 8 times a millisecond, G.722 too (RFC 3551 §4.5.2). */
export const clockOf = (codec: PacketCodec): number => (codec === 'opus' ? 48 : 8)

/** What was negotiated with the far end. */
export type Negotiated = {
  formats: readonly RtpFormat[]
  telephoneEvent: number | null
  comfortNoise: number | null
}

export class RtpSession {
  /** The packet built last, with room for an SRTP tag. */
  readonly packet = Packet.allocate(RTP_HEADER + MAX_PAYLOAD + AUTH_TAG_LENGTH)
  readonly #reception = new Reception()
  readonly #out = new OutgoingStream(randomInt(1, 2 ** 32 - 1), randomInt(0, 65_536), randomInt(0, 2 ** 32 - 1))
  readonly #events = new TelephoneEventReceiver()
  readonly #head: PacketHead = { codec: 'PCMA', source: 0, sequence: 0, timestamp: 0, marker: false, jitterMs: 0 }
  /** By payload type. */
  readonly #codecs: (PacketCodec | undefined)[] = Array<PacketCodec | undefined>(128).fill(undefined)
  readonly #types: Record<PacketCodec, number> = { PCMA: -1, PCMU: -1, G722: -1, opus: -1, CN: -1 }
  #telephoneEvent: number | null = null
  #eventTimestamp = 0
  #peerReport = 0
  #peerReportAt = 0
  #roundTripMs: number | null = null
  #heardCodec: AudioCodec = 'PCMA'
  #sentCodec: AudioCodec = 'PCMA'
  #reports = 0
  #reportedLoss = 0
  #reportedJitterMs = 0
  #secondReceived = 0
  #secondLost = 0

  constructor(
    private readonly sink: SoundSink,
    private readonly now: () => number,
  ) {}

  get ssrc(): number {
    return this.#out.ssrc
  }

  get takesEvents(): boolean {
    return this.#telephoneEvent !== null
  }

  /** Is a payload type negotiated for packets of this codec? */
  takes(codec: PacketCodec): boolean {
    return this.#types[codec] >= 0
  }

  negotiated({ formats, telephoneEvent, comfortNoise }: Negotiated): void {
    this.#codecs.fill(undefined)
    for (const codec of ['PCMA', 'PCMU', 'G722', 'opus', 'CN'] as const) this.#types[codec] = -1
    for (const { codec, payloadType } of formats) this.#know(codec, payloadType)
    if (comfortNoise !== null) this.#know('CN', comfortNoise)
    this.#telephoneEvent = telephoneEvent
  }

  #know(codec: AudioCodec | 'CN', payloadType: number): void {
    this.#codecs[payloadType] = codec
    if (this.#types[codec] < 0) this.#types[codec] = payloadType
  }

  /** A plain RTP packet. Nothing is dropped, or a duplicate, only when it is of this session. */
  receive(bytes: Uint8Array, length: number): DropReason | null {
    const start = rtpHeaderLength(bytes, length)
    if (start < 0) return 'malformed'
    const end = rtpPayloadEnd(bytes, length, start)
    if (end < start) return 'malformed'
    const type = bytes[1]! & 0x7f
    const codec = this.#codecs[type]
    if (codec === undefined && type !== this.#telephoneEvent) return 'payload-type'
    const ssrc = readU32(bytes, 8)
    const head = this.#head
    if (ssrc !== this.#reception.ssrc) head.source = nextSource()
    head.sequence = readU16(bytes, 2)
    head.timestamp = readU32(bytes, 4)
    head.marker = (bytes[1]! & 0x80) !== 0
    const now = this.now()
    const clock = codec === undefined ? 0 : clockOf(codec)
    if (!this.#reception.accept(ssrc, head.sequence, head.timestamp, clock, now)) return 'duplicate'
    head.jitterMs = this.#reception.jitterMs
    if (codec !== undefined) {
      head.codec = codec
      if (codec !== 'CN') this.#heardCodec = codec
      if (end > start && end - start <= MAX_PAYLOAD) this.sink.receive(bytes, start, end, head)
      return null
    }
    const digit = this.#events.receive(bytes, start, end, head, now)
    this.sink.keyHeld?.()
    if (digit !== null) this.sink.digit(digit)
    return null
  }

  /** Builds the next sound packet in `packet`; 0 when it must not be sent. */
  build(codec: PacketCodec, bytes: Uint8Array, start: number, end: number, head: PacketHead | null): number {
    const size = end - start
    const type = this.#types[codec]
    if (size > MAX_PAYLOAD || type < 0) return 0
    this.#out.clockPerMs = clockOf(codec)
    if (codec !== 'CN') this.#sentCodec = codec
    const now = this.now()
    if (head === null) this.#out.frame(now)
    else if (!this.#out.relay(head.source, head.sequence, head.timestamp, head.marker, now)) return 0
    const packet = this.packet.bytes
    writeRtpHeader(packet, type | (this.#out.marker ? 0x80 : 0), this.#out)
    copyOctets(bytes, start, end, packet, RTP_HEADER)
    this.#out.count(size)
    return RTP_HEADER + size
  }

  /** Builds a telephone-event packet; 0 when the far end did not negotiate any. */
  buildEvent(event: { code: number; end: boolean; duration: number; step: number }): number {
    if (this.#telephoneEvent === null) return 0
    const now = this.now()
    if (event.step === 0) this.#eventTimestamp = this.#out.eventTimestamp(now)
    this.#out.event(this.#eventTimestamp, event.step === 0, now)
    writeRtpHeader(this.packet.bytes, this.#telephoneEvent | (this.#out.marker ? 0x80 : 0), this.#out)
    writeEvent(this.packet.bytes, RTP_HEADER, event)
    this.#out.count(EVENT_PAYLOAD)
    return RTP_HEADER + EVENT_PAYLOAD
  }

  /** The compound RTCP packet that is due (once a second). */
  report(wallMs: number): Buffer {
    const now = this.now()
    const sender = {
      ssrc: this.#out.ssrc,
      timestamp: this.#out.newestTimestamp + Math.round((now - this.#out.newestAt) * this.#out.clockPerMs),
      packets: this.#out.packets,
      octets: this.#out.octets,
    }
    const echo = { senderReport: this.#peerReport, agoMs: now - this.#peerReportAt }
    return buildReport(sender, this.#reception.received > 0 ? this.#reception.report() : null, echo, wallMs)
  }

  receiveReport(packet: Buffer, wallMs: number): boolean {
    const news = readReports(packet, this.#out.ssrc, wallMs)
    if (news === null) return false
    if (news.senderReport !== 0) {
      this.#peerReport = news.senderReport
      this.#peerReportAt = this.now()
    }
    if (news.roundTripMs !== null) this.#roundTripMs = news.roundTripMs
    if (news.fractionLost !== null && news.jitter !== null) {
      this.#reports++
      this.#reportedLoss += news.fractionLost
      this.#reportedJitterMs = news.jitter / this.#out.clockPerMs
    }
    return true
  }

  takeQuality(): LinkQuality {
    const { received, lost } = this.#reception.takeInterval()
    const lostShare = this.#reportedLoss / this.#reports
    const there = this.#reports === 0 ? null : { codec: this.#sentCodec, lostShare, jitterMs: this.#reportedJitterMs }
    this.#reports = 0
    this.#reportedLoss = 0
    const { jitterMs } = this.#reception
    return { codec: this.#heardCodec, received, lost, jitterMs, roundTripMs: this.#roundTripMs, there }
  }

  /** What came and what did not since the last call; to be called once a second. */
  takeSecond(): LinkSecond {
    const { received, lost } = this.#reception
    const second = {
      expected: received - this.#secondReceived + lost - this.#secondLost,
      lost: lost - this.#secondLost,
    }
    this.#secondReceived = received
    this.#secondLost = lost
    return second
  }
}
