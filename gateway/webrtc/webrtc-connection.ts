// One browser connection as the media worker has it: the socket, who may use it, SRTP and SRTCP. SPEC.md W1-W12.

import type { DatagramIo } from '../datagram/datagram-io.ts'
import { Packet } from '../datagram/packet.ts'
import { type PeerKey, portOf, UNKNOWN_PEER } from '../datagram/peer-keys.ts'
import { type MediaCounters, srtpDropReason } from '../media/media-counters.ts'
import type { AudioCodec } from '../media/media-engine.ts'
import { RtpSession } from '../media/rtp-session.ts'
import type { LinkSecond } from '../media/seat-codec.ts'
import type { LinkQuality, PacketCodec, PacketHead, SoundSink } from '../media/sound-port.ts'
import { REPORT_EVERY_SECONDS } from '../rtp/rtcp.ts'
import { isRtcp } from '../rtp/rtp-packet.ts'
import { SrtpSession } from '../rtp/srtp-session.ts'
import { Consent } from './consent.ts'
import type { ControlLink } from './control-link.ts'
import type { FromControl } from './control-messages.ts'
import { writeAnswer } from './sdp-answer.ts'
import { type BrowserOffer, OfferRefused, readOffer } from './sdp-offer.ts'
import type { SeatPort, SeatPorts } from './seat-ports.ts'
import { answerBinding } from './stun-answer.ts'
import { isBindingRequest, isOurRequest, isStun } from './stun-check.ts'

/** A talking page sends 50 packets a second: one that is silent for so long is away. */
const SILENCE_MS = 6000
const SET_UP_MS = 20_000
const MAX_CHECKED = 8

export type LostReason = 'timeout' | 'closed' | 'replaced' | 'refused'
export type ConnectionEvents = SoundSink & {
  answered(sdp: string): void
  connected(): void
  lost(reason: LostReason, detail: string): void
}
export type ConnectionOptions = {
  io: DatagramIo
  ports: SeatPorts
  /** The address our ports are bound to. */
  address: string
  /** Addresses to announce in the answer before the bound one (1:1 NAT). */
  announced: string[]
  control: ControlLink
  counters: MediaCounters
  now: () => number
}

let connections = 0

export class WebrtcConnection {
  readonly #key = `c${++connections}`
  readonly #session: RtpSession
  readonly #checked: PeerKey[] = []
  readonly #openedAt: number
  #port: SeatPort | null = null
  #offer: BrowserOffer | null = null
  #credentials = { ufrag: '', password: '' }
  #srtp: SrtpSession | null = null
  #consent: Consent | null = null
  #peer: PeerKey = UNKNOWN_PEER
  #heardAt = 0
  #seconds = 0
  #isOver = false

  constructor(
    private readonly options: ConnectionOptions,
    private readonly events: ConnectionEvents,
  ) {
    this.#session = new RtpSession(events, options.now)
    this.#openedAt = options.now()
  }

  get isUp(): boolean {
    return this.#srtp !== null && !this.#isOver
  }

  /** The first of our order that the browser has; its answer lists it first too. */
  get codec(): AudioCodec {
    return this.#offer?.formats[0]?.codec ?? 'PCMA'
  }

  takes(codec: PacketCodec): boolean {
    return this.#session.takes(codec)
  }

  get takesEvents(): boolean {
    return this.#session.takesEvents
  }

  async open(sdp: string): Promise<void> {
    try {
      const offer = readOffer(sdp)
      this.#offer = offer
      this.#session.negotiated(offer)
      this.#port = await this.options.ports.join(this)
      if (this.#isOver) this.#port.leave(this)
      else this.#openControl(offer, this.#port.number)
    } catch (error) {
      this.#lose('refused', error instanceof OfferRefused ? error.message : `cannot open the connection: ${error}`)
    }
  }

  send(codec: PacketCodec, bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    if (this.isUp) this.#transmit(this.#session.build(codec, bytes, start, end, head))
  }

  sendEvent(event: { code: number; end: boolean; duration: number; step: number }): void {
    if (this.isUp) this.#transmit(this.#session.buildEvent(event))
  }

  /** To be called once a second; a report goes out when it is due. */
  sendReport(wallMs: number): void {
    if (this.#srtp === null || this.#isOver || this.#seconds++ % REPORT_EVERY_SECONDS !== 0) return
    this.#sendBytes(this.#srtp.rtcpOut.protect(this.#session.report(wallMs)), this.#peer)
    this.options.counters.rtcpOut++
  }

  takeSecond(): LinkSecond {
    return this.#session.takeSecond()
  }

  takeQuality(): LinkQuality {
    return this.#session.takeQuality()
  }

  /** Once a second: has the page gone without a word? */
  check(): void {
    const now = this.options.now()
    if (this.#srtp === null) {
      if (now - this.#openedAt > SET_UP_MS) this.#lose('timeout', 'the connection was not made within 20 s')
    } else if (now - this.#heardAt > SILENCE_MS) this.#lose('timeout', 'nothing was heard from the page for 6 s')
    else this.#askConsent(now)
  }

  /** W16 */
  #askConsent(now: number): void {
    if (this.#consent?.isExpired(now)) {
      this.#lose('timeout', 'the page has not answered our checks for 30 s')
      return
    }
    const request = this.#consent?.ask(now) ?? null
    if (request !== null) this.#sendBytes(request, this.#peer)
  }

  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#port?.leave(this)
    this.options.control.post({ type: 'close', key: this.#key })
  }

  #openControl(offer: BrowserOffer, port: number): void {
    const { ufrag, password, fingerprints, candidates } = offer
    // RFC 8842 §5.3: an actpass offer is answered active, so that no ClientHello of a stranger is ever waited for.
    const setup = offer.setup === 'active' ? 'passive' : 'active'
    this.options.control.open(
      {
        type: 'open',
        key: this.#key,
        address: this.options.address,
        port,
        ufrag,
        password,
        fingerprints,
        candidates,
        setup,
      },
      (message) => this.#onControl(message, offer, setup),
    )
  }

  #onControl(message: FromControl, offer: BrowserOffer, setup: 'active' | 'passive'): void {
    if (this.#isOver || this.#port === null) return
    if (message.type === 'send')
      this.#sendForControl(message.bytes, this.options.io.peers.keyOf(message.address, message.port))
    else if (message.type === 'up') this.#onUp(message)
    else if (message.type === 'ready') {
      this.#credentials = { ufrag: message.ufrag, password: message.password }
      this.#port.listenFor(message.ufrag, this)
      const addresses = [...this.options.announced, this.options.address]
      const media = { addresses, port: this.#port.number, ssrc: this.#session.ssrc }
      this.events.answered(writeAnswer(offer, { ...this.#credentials, fingerprint: message.fingerprint, setup }, media))
    } else if (message.reason === 'closed') this.#lose('closed', message.detail)
    else if (this.#srtp === null) this.#lose('refused', message.detail)
    // W12
    else if (this.options.now() - this.#heardAt > SILENCE_MS) this.#lose('timeout', message.detail)
  }

  #onUp({ local, remote, address, port }: Extract<FromControl, { type: 'up' }>): void {
    this.#srtp = new SrtpSession(local, remote)
    this.#peer = this.options.io.peers.keyOf(address, port)
    this.#remember(this.#peer)
    this.#heardAt = this.options.now()
    const { ufrag = '', password = '' } = this.#offer ?? {}
    this.#consent = new Consent({ user: `${ufrag}:${this.#credentials.ufrag}`, password }, this.#heardAt)
    this.events.connected()
  }

  /** From the shared port: STUN that is for us, and whatever comes from an address that `remember` bound to us. */
  onDatagram(packet: Packet, length: number, source: PeerKey): void {
    const { counters } = this.options
    counters.packetsIn++
    const first = packet.bytes[0]!
    if (length < 2 || this.#isOver) return
    if (first >= 128 && first <= 191) this.#onMedia(packet, length, source)
    else if (isStun(packet.bytes, length)) this.#onStun(packet.bytes.subarray(0, length), source)
    else if (first >= 20 && first <= 63) this.#onDtls(packet.bytes.subarray(0, length), source)
    else counters.dropped.malformed++
  }

  #onStun(bytes: Buffer, source: PeerKey): void {
    if (isBindingRequest(bytes)) {
      if (!isOurRequest(bytes, this.#credentials.ufrag, this.#credentials.password)) {
        this.options.counters.dropped['bad-stun']++
        return
      }
      this.#heardAt = this.options.now()
      this.#remember(source)
      if (this.#srtp !== null && this.#answer(bytes, source)) return
    } else if (this.#consent?.grant(bytes, this.options.now())) return
    this.#toControl(bytes, source)
  }

  /** W15 */
  #answer(request: Buffer, source: PeerKey): boolean {
    const address = this.options.io.peers.addressOf(source)
    const answer = answerBinding(request, address, portOf(source), this.#credentials.password)
    if (answer === null) return false
    this.#sendBytes(answer, source)
    return true
  }

  #onDtls(bytes: Buffer, source: PeerKey): void {
    // W8: once the handshake is done, plain-text alerts and ClientHellos (epoch 0) can only be forged.
    const isPlain = bytes.length > 13 && bytes[3] === 0 && bytes[4] === 0
    const isAlert = bytes[0] === 21
    const isClientHello = bytes[0] === 22 && bytes[13] === 1
    if (this.#srtp !== null && isPlain && (isAlert || isClientHello)) this.options.counters.dropped['wrong-source']++
    else this.#toControl(bytes, source)
  }

  #onMedia(packet: Packet, length: number, source: PeerKey): void {
    const { counters } = this.options
    if (this.#srtp === null) {
      counters.dropped['no-keys']++
      return
    }
    if (isRtcp(packet.bytes)) {
      const plain = this.#srtp.rtcpIn.unprotect(packet.bytes.subarray(0, length))
      if (plain === null) counters.dropped['srtp-authentication']++
      else if (this.#session.receiveReport(plain, Date.now())) counters.rtcpIn++
      return
    }
    const octets = this.#srtp.rtpIn.unprotect(packet, length)
    if (octets < 0) {
      counters.dropped[srtpDropReason(octets)]++
      return
    }
    this.#heardAt = this.options.now()
    // W10: a browser may move to another of its checked pairs after the nomination; its sound says where it is.
    this.#peer = source
    const dropped = this.#session.receive(packet.bytes, octets)
    if (dropped !== null) counters.dropped[dropped]++
  }

  #transmit(length: number): void {
    if (length === 0 || this.#srtp === null) return
    const octets = this.#srtp.rtpOut.protect(this.#session.packet, length)
    if (octets > 0) this.#port?.socket?.send(this.#session.packet, octets, this.#peer)
  }

  #sendForControl(bytes: Uint8Array, to: PeerKey): void {
    this.#port?.expectAnswer(to, this)
    this.#sendBytes(bytes, to)
  }

  #sendBytes(bytes: Uint8Array, to: PeerKey): void {
    const packet = Packet.allocate(bytes.length)
    packet.bytes.set(bytes)
    this.#port?.socket?.send(packet, bytes.length, to)
  }

  #remember(source: PeerKey): void {
    this.#port?.bind(source, this)
    if (this.#checked.includes(source)) return
    if (this.#checked.length >= MAX_CHECKED) this.#port?.unbind(this.#checked.shift() ?? UNKNOWN_PEER, this)
    this.#checked.push(source)
  }

  #toControl(bytes: Buffer, source: PeerKey): void {
    const address = this.options.io.peers.addressOf(source)
    // A copy: the receive buffer is written over by the next datagram.
    const message = {
      type: 'datagram',
      key: this.#key,
      bytes: new Uint8Array(bytes),
      address,
      port: portOf(source),
    } as const
    this.options.control.post(message)
  }

  #lose(reason: LostReason, detail: string): void {
    if (this.#isOver) return
    this.close()
    this.events.lost(reason, detail.slice(0, 200))
  }
}
