// One TCP or TLS connection: its messages, its timers, and what waits until it is open. Rules S1-S9 of SPEC.md.
import type { Endpoint } from '../sip/via.ts'
import { type Schedule, TimerMap } from '../transaction/timer-map.ts'
import { MessageStream, type StreamItem } from './message-stream.ts'
import type { ConnectStream, StreamEvents, StreamFault, StreamSocket } from './stream-socket.ts'

type Handlers = {
  schedule: Schedule
  onMessage(octets: Uint8Array, source: Endpoint): void
  onGone(connection: Connection, fault: StreamFault | null): void
}

/** With the TLS handshake. */
export const CONNECT_MS = 8000
/** S4: the time to finish a message that has begun. */
export const MESSAGE_MS = 30_000
/** RFC 5626 §4.4.1: at most every two minutes. */
export const KEEP_ALIVE_MS = 90_000
export const PONG_MS = 10_000
/** Of a connection that the peer opened and does not use. */
export const IDLE_MS = 900_000
const MAX_WAITING_OCTETS = 1_048_576
const PING = new Uint8Array([13, 10, 13, 10])
const PONG = new Uint8Array([13, 10])

export class Connection {
  readonly peer: Endpoint
  /** We opened it. */
  readonly isOurs: boolean
  readonly #handlers: Handlers
  readonly #timers: TimerMap<'connect' | 'message' | 'keep-alive' | 'pong' | 'idle'>
  readonly #stream = new MessageStream()
  #socket: StreamSocket | null = null
  #isOpen = false
  #isGone = false
  #waiting: Uint8Array[] = []
  #fault: StreamFault | null = null
  /** The peer answers keep-alives: from then on their absence means that it is gone. */
  #hasPonged = false

  constructor(peer: Endpoint, isOurs: boolean, handlers: Handlers) {
    this.peer = peer
    this.isOurs = isOurs
    this.#handlers = handlers
    this.#timers = new TimerMap(handlers.schedule)
  }

  connect(open: ConnectStream): void {
    this.#timers.set('connect', CONNECT_MS, () => this.#fail('timeout', 'no connection'))
    this.#socket = open(this.peer, this.#events())
  }

  attach(socket: StreamSocket): StreamEvents {
    this.#socket = socket
    return this.#events()
  }

  send(octets: Uint8Array): void {
    if (!this.#isOpen) this.#waiting.push(octets)
    else this.#write(octets)
  }

  close(): void {
    this.#socket?.close()
    this.#gone(null)
  }

  #events(): StreamEvents {
    return {
      onOpen: () => this.#opened(),
      onOctets: (octets) => this.#received(octets),
      onClosed: (fault) => this.#gone(this.#fault ?? this.#endOf(fault)),
    }
  }

  #endOf(fault: StreamFault | null): StreamFault {
    const detail = fault?.detail ?? 'closed by the other end'
    return this.#isOpen ? { reason: 'lost', detail } : { reason: fault?.reason ?? 'failed', detail }
  }

  #opened(): void {
    this.#isOpen = true
    this.#timers.clear('connect')
    this.#stayAlive()
    const waiting = this.#waiting
    this.#waiting = []
    for (const octets of waiting) this.#write(octets)
  }

  #write(octets: Uint8Array): void {
    this.#socket?.send(octets)
    if ((this.#socket?.waiting ?? 0) > MAX_WAITING_OCTETS) this.#fail('failed', 'the other end reads too slowly')
  }

  #received(octets: Uint8Array): void {
    this.#stayAlive()
    const items = this.#stream.push(octets)
    for (const item of items) if (!this.#isGone) this.#take(item)
    if (!this.#stream.isPartial) this.#timers.clear('message')
    else if (items.length > 0 || !this.#timers.has('message'))
      this.#timers.set('message', MESSAGE_MS, () => this.#fail('timeout', 'a message was not finished'))
  }

  #take(item: StreamItem): void {
    if (item.type === 'message') this.#handlers.onMessage(item.octets, this.peer)
    else if (item.type === 'ping') this.#write(PONG)
    else if (item.type === 'pong') this.#hasPonged = true
    else this.#fail('failed', item.reason)
  }

  /** Anything heard shows that the peer is there. */
  #stayAlive(): void {
    if (this.#isGone) return
    this.#timers.clear('pong')
    if (this.isOurs) this.#timers.set('keep-alive', KEEP_ALIVE_MS, () => this.#ping())
    else this.#timers.set('idle', IDLE_MS, () => this.close())
  }

  #ping(): void {
    this.#write(PING)
    this.#timers.set('keep-alive', KEEP_ALIVE_MS, () => this.#ping())
    if (this.#hasPonged) this.#timers.set('pong', PONG_MS, () => this.#fail('timeout', 'keep-alive not answered'))
  }

  #fail(reason: StreamFault['reason'], detail: string): void {
    this.#fault ??= { reason: this.#isOpen ? 'lost' : reason, detail }
    this.#socket?.close()
    this.#gone(this.#fault)
  }

  #gone(fault: StreamFault | null): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#timers.clearAll()
    this.#waiting = []
    this.#handlers.onGone(this, fault)
  }
}
