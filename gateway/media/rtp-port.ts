// A leg's RTP and RTCP sockets towards a trunk, plain or by SDES keys. SPEC.md L1-L7.
import type { DatagramIo, DatagramSocket } from '../datagram/datagram-io.ts'
import { Packet } from '../datagram/packet.ts'
import { atPort, isSameAddress, type PeerKey, portOf, UNKNOWN_PEER } from '../datagram/peer-keys.ts'
import { REPORT_EVERY_SECONDS } from '../rtp/rtcp.ts'
import { isRtcp } from '../rtp/rtp-packet.ts'
import { SourceLatch } from '../rtp/source-latch.ts'
import { SrtpSession } from '../rtp/srtp-session.ts'
import { openPortPair, type PortRange } from '../rtp/udp-ports.ts'
import { type MediaCounters, srtpDropReason } from './media-counters.ts'
import type { AudioCodec, RtpRemote } from './media-engine.ts'
import { RtpSession } from './rtp-session.ts'
import type { LinkQuality, PacketCodec, PacketHead, SoundPort, SoundSink } from './sound-port.ts'

export type RtpPortHost = { io: DatagramIo; counters: MediaCounters; now: () => number }

export class RtpPort implements SoundPort {
  readonly pace = 'packet'
  readonly isUp = true
  codec: AudioCodec = 'PCMA'
  ptimeMs = 20
  /** Who can send events has no need to be listened to. */
  detectsTones = true
  #maySend = false
  #rtp: DatagramSocket | null = null
  #rtcp: DatagramSocket | null = null
  #remote: RtpRemote | null = null
  #srtp: SrtpSession | null = null
  readonly #latch = new SourceLatch()
  readonly #session: RtpSession
  #heardAt = 0
  #seconds = 0
  #isClosed = false

  constructor(
    sink: SoundSink,
    private readonly host: RtpPortHost,
  ) {
    this.#session = new RtpSession(sink, host.now)
  }

  async open(range: PortRange): Promise<{ address: string; port: number }> {
    const pair = await openPortPair(
      this.host.io,
      range,
      (packet, length, source) => this.#onRtp(packet, length, source),
      (packet, length, source) => this.#onRtcp(packet, length, source),
    )
    this.#rtp = pair.rtp
    this.#rtcp = pair.rtcp
    if (this.#isClosed) this.close()
    return { address: range.address, port: pair.rtp.port }
  }

  /** Only what was chosen (RFC 3264 §7), and the noise that belongs to it. */
  takes(codec: PacketCodec): boolean {
    return codec === 'CN' ? this.#session.takes('CN') : codec === this.codec
  }

  get takesEvents(): boolean {
    return this.#session.takesEvents
  }

  setRemote(remote: RtpRemote): void {
    const before = this.#remote
    const isSame = before?.address === remote.address && before.port === remote.port
    this.#latch.expect(this.host.io.peers.keyOf(remote.address, remote.port), remote.nat)
    this.#remote = remote
    this.codec = remote.format.codec
    this.ptimeMs = remote.ptimeMs
    this.detectsTones = remote.telephoneEvent === null
    this.#maySend = remote.send
    this.#session.negotiated({
      formats: [remote.format, ...remote.accepts],
      telephoneEvent: remote.telephoneEvent,
      comfortNoise: remote.comfortNoise,
    })
    if (!isSameKeys(before, remote))
      this.#srtp = remote.srtp === null ? null : new SrtpSession(remote.srtp.local, remote.srtp.remote)
    if (!isSame) this.#rtp?.settle(null)
    if (!isSame || !before?.send) this.#heardAt = this.host.now()
  }

  /** Milliseconds without RTP, 0 while none is to be expected: before setRemote, or the far end has us on hold. */
  get silentMs(): number {
    return this.#maySend ? this.host.now() - this.#heardAt : 0
  }

  send(bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    if (this.#maySend) this.#transmit(this.#session.build(head?.codec ?? this.codec, bytes, start, end, head))
  }

  sendEvent(event: { code: number; end: boolean; duration: number; step: number }): void {
    if (this.#maySend) this.#transmit(this.#session.buildEvent(event))
  }

  /** To be called once a second; a report goes out when it is due. */
  sendReport(wallMs: number): void {
    const to = this.#reportTarget()
    if (to === null || this.#seconds++ % REPORT_EVERY_SECONDS !== 0) return
    const report = this.#session.report(wallMs)
    const bytes = this.#srtp === null ? report : this.#srtp.rtcpOut.protect(report)
    const packet = Packet.allocate(bytes.length)
    packet.bytes.set(bytes)
    to.socket.send(packet, bytes.length, to.key)
    this.host.counters.rtcpOut++
  }

  takeQuality(): LinkQuality {
    return this.#session.takeQuality()
  }

  close(): void {
    this.#isClosed = true
    this.#rtp?.close()
    this.#rtcp?.close()
    this.#rtp = null
    this.#rtcp = null
  }

  #reportTarget(): { socket: DatagramSocket; key: PeerKey } | null {
    const remote = this.#remote
    if (remote === null || this.#rtp === null || this.#rtcp === null) return null
    const target = this.#latch.target
    if (remote.rtcpPort === remote.port) return { socket: this.#rtp, key: target }
    // A latched port that is not the offered one has been moved by a NAT, and its RTCP neighbour with it.
    const hasMoved = portOf(target) !== remote.port
    const port = hasMoved ? portOf(target) + 1 : remote.rtcpPort
    return port > 0 && port <= 65_535 ? { socket: this.#rtcp, key: atPort(target, port) } : null
  }

  #transmit(length: number): void {
    if (length === 0 || this.#rtp === null) return
    const { packet } = this.#session
    const octets = this.#srtp === null ? length : this.#srtp.rtpOut.protect(packet, length)
    if (octets > 0) this.#rtp.send(packet, octets, this.#latch.target)
  }

  #onRtp(packet: Packet, length: number, source: PeerKey): void {
    const { counters } = this.host
    counters.packetsIn++
    if (!this.#latch.allows(source)) {
      counters.dropped['wrong-source']++
      return
    }
    if (length > 1 && isRtcp(packet.bytes)) {
      this.#onRtcp(packet, length, source)
      return
    }
    const plain = this.#srtp === null ? length : this.#srtp.rtpIn.unprotect(packet, length)
    const dropped = plain < 0 ? srtpDropReason(plain) : this.#session.receive(packet.bytes, plain)
    if (dropped !== null) counters.dropped[dropped]++
    if (dropped !== null && dropped !== 'duplicate') return
    this.#heardAt = this.host.now()
    if (source === this.#latch.latched) return
    this.#latch.latch(source === UNKNOWN_PEER ? this.host.io.learnSource() : source)
    // L2: the very source of the SDP cannot be taken over by any other.
    if (this.#latch.isExpected) this.#rtp?.settle(source)
  }

  #onRtcp(packet: Packet, length: number, source: PeerKey): void {
    const { counters } = this.host
    const bytes = packet.bytes.subarray(0, length)
    const target = this.#latch.target
    if (source === UNKNOWN_PEER || target === UNKNOWN_PEER || !isSameAddress(source, target)) {
      counters.dropped['wrong-source']++
      return
    }
    const plain = this.#srtp === null ? bytes : this.#srtp.rtcpIn.unprotect(bytes)
    if (plain === null) counters.dropped['srtp-authentication']++
    else if (this.#session.receiveReport(plain, Date.now())) counters.rtcpIn++
    else counters.dropped.malformed++
  }
}

function isSameKeys(before: RtpRemote | null, now: RtpRemote): boolean {
  const [a, b] = [before?.srtp ?? null, now.srtp]
  if (a === null || b === null) return a === b
  const same = (x: Uint8Array, y: Uint8Array): boolean => Buffer.compare(x, y) === 0
  return (
    same(a.local.key, b.local.key) &&
    same(a.local.salt, b.local.salt) &&
    same(a.remote.key, b.remote.key) &&
    same(a.remote.salt, b.remote.salt)
  )
}
