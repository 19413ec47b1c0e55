// A seat or a demo telephone: a browser that may come and go while what hangs on it stays. SPEC.md S1-S11.
import { A_LAW_SILENCE, FRAME_SAMPLES } from '../codec/g711.ts'
import { type ConnectionOptions, type LostReason, WebrtcConnection } from '../webrtc/webrtc-connection.ts'
import type { AudioCodec } from './media-engine.ts'
import { newSeatCodec, type SeatCodec, type SeatCodecMode, stepSeatCodec } from './seat-codec.ts'
import type { LinkQuality, PacketCodec, PacketHead, SoundPort, SoundSink } from './sound-port.ts'

export type EndpointEvents = {
  answered(connectionId: string, sdp: string): void
  connected(connectionId: string): void
  /** What is sent has changed, and what the page should send. */
  codec(connectionId: string, codec: SeatCodec): void
  lost(connectionId: string, reason: LostReason, detail: string): void
}
const FRAME_MS = 20
const SILENT_FRAME = new Uint8Array(FRAME_SAMPLES).fill(A_LAW_SILENCE)
type Link = { connectionId: string; connection: WebrtcConnection }

export class Endpoint implements SoundSink {
  #current: Link | null = null
  /** S2: the newer connection takes over when it is up, so that a takeover is not heard. */
  #coming: Link | null = null
  codecMode: SeatCodecMode = 'auto'
  #codecState = newSeatCodec()
  #warmTicks = 0
  readonly #ports: EndpointPort[] = []
  readonly #sinks: SoundSink[] = []

  constructor(
    readonly id: string,
    private readonly options: ConnectionOptions,
    private readonly events: EndpointEvents,
  ) {}

  get isUp(): boolean {
    return this.#current !== null
  }

  get codec(): AudioCodec {
    if (this.#current === null) return 'PCMA'
    return this.#codecState.codec === 'opus' ? 'opus' : this.#current.connection.codec
  }

  /** On a link that loses packets all goes as Opus; else whatever the page can hear is sent as it is. */
  takes(codec: PacketCodec): boolean {
    if (this.#current === null) return codec === 'PCMA'
    return this.#codecState.codec === 'opus' ? codec === 'opus' : this.#current.connection.takes(codec)
  }

  get connection(): WebrtcConnection | null {
    return this.#current?.connection ?? null
  }

  get isIdle(): boolean {
    return this.#current === null && this.#coming === null && this.#sinks.length === 0
  }

  connect(connectionId: string, sdp: string): void {
    if (this.#coming !== null) this.#drop(this.#coming, 'replaced', 'a newer connection came')
    const connection = new WebrtcConnection(this.options, {
      answered: (answer) => this.events.answered(connectionId, answer),
      connected: () => this.#onConnected(link),
      lost: (reason, detail) => this.#onLost(link, reason, detail),
      receive: (bytes, start, end, head) => this.receive(bytes, start, end, head),
      digit: (digit) => this.digit(digit),
      keyHeld: () => this.keyHeld(),
    })
    const link: Link = { connectionId, connection }
    this.#coming = link
    void connection.open(sdp)
  }

  disconnect(detail: string): void {
    for (const link of [this.#coming, this.#current]) if (link !== null) this.#drop(link, 'closed', detail)
  }

  send(bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    this.#current?.connection.send(head?.codec ?? this.codec, bytes, start, end, head)
  }

  receive(bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    for (let i = 0; i < this.#sinks.length; i++) this.#sinks[i]!.receive(bytes, start, end, head)
  }

  digit(digit: string): void {
    for (const sink of this.#sinks) sink.digit(digit)
  }

  keyHeld(): void {
    for (const sink of this.#sinks) sink.keyHeld?.()
  }

  everySecond(wallMs: number): void {
    this.#coming?.connection.check()
    this.#current?.connection.check()
    this.#current?.connection.sendReport(wallMs)
    this.#watchLink()
  }

  warm(ms: number): void {
    this.#warmTicks = Math.ceil(ms / FRAME_MS)
  }

  /** S11. With a leg there is sound anyway; Opus is what the page then needs no waking for. */
  tick(): void {
    if (this.#warmTicks === 0) return
    this.#warmTicks--
    if (this.#ports.length > 0) this.#warmTicks = 0
    else if (this.codec === 'PCMA') this.#current?.connection.send('PCMA', SILENT_FRAME, 0, SILENT_FRAME.length, null)
  }

  makePort(sink: SoundSink): SoundPort {
    const port = new EndpointPort(this, () => this.#unplug(port, sink))
    this.#ports.push(port)
    this.#sinks.push(sink)
    return port
  }

  /** S5: with several legs on one seat the last one opened is heard in it. */
  isSpeaking(port: EndpointPort): boolean {
    return this.#ports[this.#ports.length - 1] === port
  }

  /** S8-S10. */
  #watchLink(): void {
    const link = this.#current
    if (link === null) return
    const before = this.#codecState.codec
    const how = { mode: this.codecMode, hasOpus: link.connection.takes('opus') }
    this.#codecState = stepSeatCodec(this.#codecState, link.connection.takeSecond(), how)
    if (this.#codecState.codec !== before) this.events.codec(link.connectionId, this.#codecState.codec)
  }

  #unplug(port: EndpointPort, sink: SoundSink): void {
    const at = this.#ports.indexOf(port)
    if (at >= 0) this.#ports.splice(at, 1)
    const sinkAt = this.#sinks.indexOf(sink)
    if (sinkAt >= 0) this.#sinks.splice(sinkAt, 1)
  }

  #onConnected(link: Link): void {
    const before = this.#current
    this.#current = link
    this.#codecState = newSeatCodec()
    if (this.#coming === link) this.#coming = null
    if (before !== null) this.#drop(before, 'replaced', 'a newer connection took over')
    this.events.connected(link.connectionId)
  }

  #onLost(link: Link, reason: LostReason, detail: string): void {
    if (this.#current === link) this.#current = null
    if (this.#coming === link) this.#coming = null
    this.events.lost(link.connectionId, reason, detail)
  }

  #drop(link: Link, reason: LostReason, detail: string): void {
    link.connection.close()
    this.#onLost(link, reason, detail)
  }
}

export class EndpointPort implements SoundPort {
  readonly pace = 'packet'
  readonly ptimeMs = 20
  /** A browser keys by RFC 4733; listening for tones in speech could only be wrong. */
  readonly detectsTones = false

  constructor(
    private readonly endpoint: Endpoint,
    private readonly unplug: () => void,
  ) {}

  get isUp(): boolean {
    return this.endpoint.isUp
  }

  get codec(): AudioCodec {
    return this.endpoint.codec
  }

  takes(codec: PacketCodec): boolean {
    return this.endpoint.takes(codec)
  }

  get takesEvents(): boolean {
    return this.endpoint.connection?.takesEvents ?? false
  }

  send(bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    if (this.endpoint.isSpeaking(this)) this.endpoint.send(bytes, start, end, head)
  }

  sendEvent(event: { code: number; end: boolean; duration: number; step: number }): void {
    if (this.endpoint.isSpeaking(this)) this.endpoint.connection?.sendEvent(event)
  }

  takeQuality(): LinkQuality | null {
    return this.endpoint.isSpeaking(this) ? (this.endpoint.connection?.takeQuality() ?? null) : null
  }

  close(): void {
    this.unplug()
  }
}
