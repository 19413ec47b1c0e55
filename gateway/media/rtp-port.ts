// A leg's plain RTP and RTCP sockets towards a trunk. SPEC.md L1-L6.
import { isRtcp } from '../rtp/rtp-packet.ts'
import { SourceLatch } from '../rtp/source-latch.ts'
import { openPortPair, type PortRange, sendDatagram, type UdpSocket } from '../rtp/udp-ports.ts'
import type { MediaCounters } from './media-counters.ts'
import type { G711, RtpRemote } from './media-engine.ts'
import { RtpSession } from './rtp-session.ts'
import type { LinkQuality, PacketHead, SoundPort, SoundSink } from './sound-port.ts'

export class RtpPort implements SoundPort {
  readonly pace = 'packet'
  readonly isUp = true
  readonly detectsTones = true
  #rtp: UdpSocket | null = null
  #rtcp: UdpSocket | null = null
  #remote: RtpRemote | null = null
  readonly #latch = new SourceLatch()
  readonly #session: RtpSession
  #heardAt = 0
  #isClosed = false

  constructor(
    sink: SoundSink,
    private readonly counters: MediaCounters,
    private readonly now: () => number,
  ) {
    this.#session = new RtpSession(sink, now)
  }

  async open(range: PortRange): Promise<{ address: string; port: number }> {
    const pair = await openPortPair(
      range,
      (bytes, port, address) => this.#onRtp(bytes, port, address),
      (bytes, _port, address) => this.#onRtcp(bytes, address),
    )
    this.#rtp = pair.rtp
    this.#rtcp = pair.rtcp
    if (this.#isClosed) this.close()
    return { address: range.address, port: pair.rtp.port }
  }

  get codec(): G711 {
    return this.#remote?.format.codec === 'PCMU' ? 'PCMU' : 'PCMA'
  }

  get takesEvents(): boolean {
    return this.#session.takesEvents
  }

  setRemote(remote: RtpRemote): void {
    const before = this.#remote
    const isSame = before?.address === remote.address && before.port === remote.port
    this.#latch.expect(remote, remote.nat)
    this.#remote = remote
    this.#session.negotiated([this.codec], remote.telephoneEvent)
    if (!isSame || !before?.send) this.#heardAt = this.now()
  }

  /** Milliseconds without RTP, 0 while none is to be expected: before setRemote, or the far end has us on hold. */
  get silentMs(): number {
    return this.#remote?.send === true ? this.now() - this.#heardAt : 0
  }

  send(bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    if (this.#remote?.send === true) this.#transmit(this.#session.build(this.codec, bytes, start, end, head))
  }

  sendEvent(event: { code: number; end: boolean; duration: number; step: number }): void {
    if (this.#remote?.send === true) this.#transmit(this.#session.buildEvent(event))
  }

  sendReport(wallMs: number): void {
    const remote = this.#remote
    if (remote === null || this.#rtcp === null) return
    const isMuxed = remote.rtcpPort === remote.port
    const address = this.#latch.address ?? remote.address
    // A latched port that is not the offered one has been moved by a NAT, and its RTCP neighbour with it.
    const moved = this.#latch.address !== null && this.#latch.port !== remote.port
    const port = isMuxed ? (moved ? this.#latch.port : remote.port) : moved ? this.#latch.port + 1 : remote.rtcpPort
    if (port <= 0 || port > 65_535) return
    const socket = isMuxed ? this.#rtp : this.#rtcp
    if (socket !== null && sendDatagram(socket, this.#session.report(wallMs), port, address)) this.counters.rtcpOut++
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

  #transmit(length: number): void {
    const remote = this.#remote
    if (length === 0 || remote === null || this.#rtp === null) return
    const address = this.#latch.address ?? remote.address
    const port = this.#latch.address === null ? remote.port : this.#latch.port
    const isSent = sendDatagram(this.#rtp, this.#session.packet.subarray(0, length), port, address)
    this.counters[isSent ? 'packetsOut' : 'notSent']++
  }

  #onRtp(bytes: Buffer, port: number, address: string): void {
    this.counters.packetsIn++
    if (!this.#latch.allows(address, port)) {
      this.counters.dropped['wrong-source']++
      return
    }
    if (bytes.length > 1 && isRtcp(bytes)) {
      this.#onRtcp(bytes, address)
      return
    }
    const dropped = this.#session.receive(bytes, bytes.length, () => {
      this.#latch.latch(address, port)
      this.#heardAt = this.now()
    })
    if (dropped !== null) this.counters.dropped[dropped]++
  }

  #onRtcp(bytes: Buffer, address: string): void {
    const expected = this.#latch.address ?? this.#remote?.address
    if (address !== expected) this.counters.dropped['wrong-source']++
    else if (this.#session.receiveReport(bytes, Date.now())) this.counters.rtcpIn++
    else this.counters.dropped.malformed++
  }
}
