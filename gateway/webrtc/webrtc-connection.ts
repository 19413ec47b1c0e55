// One browser connection as the media worker has it: the socket, who may use it, SRTP and SRTCP. SPEC.md W1-W12.

import type { MediaCounters } from '../media/media-counters.ts'
import type { G711 } from '../media/media-engine.ts'
import { RtpSession } from '../media/rtp-session.ts'
import type { LinkQuality, PacketHead, SoundSink } from '../media/sound-port.ts'
import { isRtcp } from '../rtp/rtp-packet.ts'
import { SrtcpContext } from '../rtp/srtcp.ts'
import { SrtpContext, SrtpRefusal } from '../rtp/srtp.ts'
import { openPort, type PortRange, sendDatagram, type UdpSocket } from '../rtp/udp-ports.ts'
import type { ControlLink } from './control-link.ts'
import type { FromControl, SrtpKeys } from './control-messages.ts'
import { writeAnswer } from './sdp-answer.ts'
import { type BrowserOffer, OfferRefused, readOffer } from './sdp-offer.ts'
import { isBindingRequest, isOurRequest, isStun } from './stun-check.ts'

/** RFC 7675 §5.1 lets consent live 30 s; a seat that is silent for six is away (a talking page sends 50 packets a second). */
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
  range: PortRange
  /** Addresses to announce in the answer before the bound one (1:1 NAT). */
  announced: string[]
  control: ControlLink
  counters: MediaCounters
  now: () => number
}
type Keyed = { rtpIn: SrtpContext; rtpOut: SrtpContext; rtcpIn: SrtcpContext; rtcpOut: SrtcpContext }

let connections = 0

export class WebrtcConnection {
  readonly #key = `c${++connections}`
  readonly #session: RtpSession
  readonly #checked: string[] = []
  readonly #openedAt: number
  #socket: UdpSocket | null = null
  #offer: BrowserOffer | null = null
  #credentials = { ufrag: '', password: '' }
  #keys: Keyed | null = null
  #address = ''
  #port = 0
  #heardAt = 0
  #isOver = false

  constructor(
    private readonly options: ConnectionOptions,
    private readonly events: ConnectionEvents,
  ) {
    this.#session = new RtpSession(events, options.now)
    this.#openedAt = options.now()
  }

  get isUp(): boolean {
    return this.#keys !== null && !this.#isOver
  }

  get codec(): G711 {
    return this.#offer?.payloadTypes.PCMA == null && this.#offer !== null ? 'PCMU' : 'PCMA'
  }

  get takesEvents(): boolean {
    return this.#session.takesEvents
  }

  async open(sdp: string): Promise<void> {
    try {
      const offer = readOffer(sdp)
      this.#offer = offer
      this.#session.negotiated(
        (['PCMA', 'PCMU'] as const).filter((codec) => offer.payloadTypes[codec] !== null),
        offer.payloadTypes.telephoneEvent,
      )
      this.#socket = await openPort(this.options.range, (bytes, port, address) =>
        this.#onDatagram(bytes, port, address),
      )
      if (this.#isOver) this.#socket.close()
      else this.#openControl(offer, this.#socket.port)
    } catch (error) {
      this.#lose('refused', error instanceof OfferRefused ? error.message : `cannot open the connection: ${error}`)
    }
  }

  send(bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    if (this.isUp) this.#transmit(this.#session.build(this.codec, bytes, start, end, head))
  }

  sendEvent(event: { code: number; end: boolean; duration: number; step: number }): void {
    if (this.isUp) this.#transmit(this.#session.buildEvent(event))
  }

  sendReport(wallMs: number): void {
    if (this.#keys === null || this.#isOver || this.#socket === null) return
    const report = this.#keys.rtcpOut.protect(this.#session.report(wallMs))
    if (sendDatagram(this.#socket, report, this.#port, this.#address)) this.options.counters.rtcpOut++
  }

  takeQuality(): LinkQuality {
    return this.#session.takeQuality()
  }

  /** Once a second: has the page gone without a word? */
  check(): void {
    const now = this.options.now()
    if (this.#keys === null) {
      if (now - this.#openedAt > SET_UP_MS) this.#lose('timeout', 'the connection was not made within 20 s')
    } else if (now - this.#heardAt > SILENCE_MS) this.#lose('timeout', 'nothing was heard from the page for 6 s')
  }

  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#socket?.close()
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
        address: this.options.range.address,
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
    if (this.#isOver || this.#socket === null) return
    if (message.type === 'send') sendDatagram(this.#socket, message.bytes, message.port, message.address)
    else if (message.type === 'up') this.#onUp(message.local, message.remote, message.address, message.port)
    else if (message.type === 'ready') {
      this.#credentials = { ufrag: message.ufrag, password: message.password }
      const addresses = [...this.options.announced, this.options.range.address]
      const media = { addresses, port: this.#socket.port, ssrc: this.#session.ssrc }
      this.events.answered(writeAnswer(offer, { ...this.#credentials, fingerprint: message.fingerprint, setup }, media))
    } else if (message.reason === 'closed') this.#lose('closed', message.detail)
    else if (this.#keys === null) this.#lose('refused', message.detail)
    // W12: the agent lost the pair it nominated; as long as the page is heard on another, it is there.
    else if (this.options.now() - this.#heardAt > SILENCE_MS) this.#lose('timeout', message.detail)
  }

  #onUp(local: SrtpKeys, remote: SrtpKeys, address: string, port: number): void {
    this.#keys = {
      rtpIn: new SrtpContext(remote),
      rtpOut: new SrtpContext(local),
      rtcpIn: new SrtcpContext(remote),
      rtcpOut: new SrtcpContext(local),
    }
    this.#address = address
    this.#port = port
    this.#heardAt = this.options.now()
    this.events.connected()
  }

  #onDatagram(bytes: Buffer, port: number, address: string): void {
    const { counters } = this.options
    counters.packetsIn++
    if (bytes.length < 2 || this.#isOver) return
    if (isStun(bytes)) this.#onStun(bytes, port, address)
    else if (!this.#isChecked(port, address)) counters.dropped['unchecked-address']++
    else if (bytes[0]! >= 128 && bytes[0]! <= 191) this.#onMedia(bytes, port, address)
    else if (bytes[0]! >= 20 && bytes[0]! <= 63) this.#onDtls(bytes, port, address)
    else counters.dropped.malformed++
  }

  #onStun(bytes: Buffer, port: number, address: string): void {
    if (isBindingRequest(bytes)) {
      if (!isOurRequest(bytes, this.#credentials.ufrag, this.#credentials.password)) {
        this.options.counters.dropped['bad-stun']++
        return
      }
      this.#heardAt = this.options.now()
      this.#remember(port, address)
    }
    this.#toControl(bytes, port, address)
  }

  #onDtls(bytes: Buffer, port: number, address: string): void {
    // W8: once the handshake is done, plain-text alerts and ClientHellos (epoch 0) can only be forged.
    const isPlain = bytes.length > 13 && bytes[3] === 0 && bytes[4] === 0
    const isAlert = bytes[0] === 21
    const isClientHello = bytes[0] === 22 && bytes[13] === 1
    if (this.#keys !== null && isPlain && (isAlert || isClientHello)) this.options.counters.dropped['wrong-source']++
    else this.#toControl(bytes, port, address)
  }

  #onMedia(bytes: Buffer, port: number, address: string): void {
    const { counters } = this.options
    if (this.#keys === null) {
      counters.dropped['no-keys']++
      return
    }
    if (isRtcp(bytes)) {
      const plain = this.#keys.rtcpIn.unprotect(bytes)
      if (plain === null) counters.dropped['srtp-authentication']++
      else if (this.#session.receiveReport(plain, Date.now())) counters.rtcpIn++
      return
    }
    const length = this.#keys.rtpIn.unprotect(bytes, bytes.length)
    if (length < 0) {
      counters.dropped[dropReasonOf(length)]++
      return
    }
    this.#heardAt = this.options.now()
    // W10: a browser may move to another of its checked pairs after the nomination; its sound says where it is.
    this.#address = address
    this.#port = port
    const dropped = this.#session.receive(bytes, length, nothing)
    if (dropped !== null) counters.dropped[dropped]++
  }

  #transmit(length: number): void {
    if (length === 0 || this.#keys === null || this.#socket === null) return
    const protectedLength = this.#keys.rtpOut.protect(this.#session.packet, length)
    if (protectedLength < 0) return
    const packet = this.#session.packet.subarray(0, protectedLength)
    this.options.counters[sendDatagram(this.#socket, packet, this.#port, this.#address) ? 'packetsOut' : 'notSent']++
  }

  #isChecked(port: number, address: string): boolean {
    if (port === this.#port && address === this.#address) return true
    return this.#checked.includes(`${address} ${port}`)
  }

  #remember(port: number, address: string): void {
    const name = `${address} ${port}`
    if (this.#checked.includes(name)) return
    if (this.#checked.length >= MAX_CHECKED) this.#checked.shift()
    this.#checked.push(name)
  }

  #toControl(bytes: Buffer, port: number, address: string): void {
    // A copy: Bun's receive buffer is shared by many datagrams, and cloning a view clones all of it.
    this.options.control.post({ type: 'datagram', key: this.#key, bytes: new Uint8Array(bytes), address, port })
  }

  #lose(reason: LostReason, detail: string): void {
    if (this.#isOver) return
    this.close()
    this.events.lost(reason, detail.slice(0, 200))
  }
}

const nothing = (): void => {}

function dropReasonOf(refusal: number): 'srtp-authentication' | 'srtp-replay' | 'malformed' {
  if (refusal === SrtpRefusal.authentication) return 'srtp-authentication'
  return refusal === SrtpRefusal.replay ? 'srtp-replay' : 'malformed'
}
