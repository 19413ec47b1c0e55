// The server's end of the line to one gateway: hello, numbered commands, acknowledged facts, resume. Rules K1-K9 in SPEC.md.

import type { FromGateway, GatewayCommand, GatewayFact, ToGateway } from '#protocol/gateway-messages'
import { PROTOCOL_VERSION } from '#protocol/version'

export type LinkPorts = {
  bootId: string
  isToken(token: string): boolean
  /** The last fact of that boot that is on disk. */
  factsThrough(gatewayId: string, bootId: string): number
  /** Take a fact in; `stored` runs when it is on disk. */
  take(gatewayId: string, bootId: string, seq: number, fact: GatewayFact, stored: () => void): void
  connected(gatewayId: string): void
  disconnected(gatewayId: string): void
  now(): number
}

export interface LinkSocket {
  send(text: string): void
  close(): void
}

/** K6: a connection silent for this long may be replaced by another boot of the same gateway. */
export const SILENT_MS = 10_000
/** K8: commands kept for a gateway that is away; beyond it the oldest is dropped, and the snapshot heals. */
const MAX_PENDING = 20_000

type Pending = { seq: number; command: GatewayCommand }

export class GatewayLink {
  private socket: LinkSocket | null = null
  private gatewayId = ''
  private gatewayBoot = ''
  private heardAt = 0
  private seq = 0
  private pending: Pending[] = []
  /** The last fact taken in, perhaps not on disk yet. */
  private taken = 0

  constructor(private readonly ports: LinkPorts) {}

  get isConnected(): boolean {
    return this.socket !== null
  }

  send(command: GatewayCommand): void {
    this.seq += 1
    const entry = { seq: this.seq, command }
    this.pending.push(entry)
    if (this.pending.length > MAX_PENDING) this.pending.shift()
    this.write({ type: 'command', ...entry })
  }

  /** Legs that unacknowledged commands will make: a snapshot without them says nothing about their end. */
  pendingLegs(): Set<string> {
    const legs = new Set<string>()
    for (const { command } of this.pending)
      if (command.type === 'leg.dial' || command.type === 'leg.open-seat') legs.add(command.legId)
    return legs
  }

  /** A message of a socket that may not have said hello; false = the socket is refused and must be closed. */
  receive(socket: LinkSocket, message: FromGateway): boolean {
    if (message.type === 'hello') return this.hello(socket, message)
    if (socket !== this.socket) return false
    this.heardAt = this.ports.now()
    if (message.type === 'ack') {
      this.pending = this.pending.filter((entry) => entry.seq > message.through)
      return true
    }
    return this.fact(message.seq, message.fact)
  }

  closed(socket: LinkSocket): void {
    if (socket !== this.socket) return
    this.socket = null
    this.ports.disconnected(this.gatewayId)
  }

  /** Both ends speak at least this often, so that a dead connection is noticed. */
  heartbeat(): void {
    if (this.socket) this.write({ type: 'ack', through: this.storedThrough })
  }

  private storedThrough = 0

  private hello(socket: LinkSocket, hello: FromGateway & { type: 'hello' }): boolean {
    const refusal = this.refusal(hello)
    if (refusal) {
      socket.send(JSON.stringify(refusal))
      return false
    }
    const old = this.socket
    this.socket = null
    old?.close()
    if (hello.bootId !== this.gatewayBoot) this.pending = []
    if (hello.commandsThrough.bootId === this.ports.bootId)
      this.pending = this.pending.filter((entry) => entry.seq > hello.commandsThrough.seq)
    const stored = this.ports.factsThrough(hello.gatewayId, hello.bootId)
    // Facts taken in but not on disk yet come again: known, they must not count twice.
    this.taken = hello.bootId === this.gatewayBoot ? Math.max(this.taken, stored) : stored
    this.storedThrough = stored
    this.socket = socket
    this.gatewayId = hello.gatewayId
    this.gatewayBoot = hello.bootId
    this.heardAt = this.ports.now()
    const { bootId } = this.ports
    this.write({ type: 'hello', protocolVersion: PROTOCOL_VERSION, bootId, factsThrough: stored })
    for (const entry of this.pending) this.write({ type: 'command', ...entry })
    this.ports.connected(hello.gatewayId)
    return true
  }

  private refusal(hello: FromGateway & { type: 'hello' }): (ToGateway & { type: 'refused' }) | null {
    if (!this.ports.isToken(hello.token)) return { type: 'refused', reason: 'bad-token', detail: '' }
    if (hello.protocolVersion !== PROTOCOL_VERSION)
      return { type: 'refused', reason: 'version-mismatch', detail: `server speaks ${PROTOCOL_VERSION}` }
    const alive = this.socket !== null && this.ports.now() - this.heardAt < SILENT_MS
    if (alive && hello.bootId !== this.gatewayBoot)
      return { type: 'refused', reason: 'already-taken', detail: 'a gateway is connected' }
    return null
  }

  private fact(seq: number, fact: GatewayFact): boolean {
    if (seq <= this.taken) {
      this.write({ type: 'ack', through: this.storedThrough })
      return true
    }
    if (seq !== this.taken + 1) return false
    this.taken = seq
    const boot = this.gatewayBoot
    this.ports.take(this.gatewayId, boot, seq, fact, () => {
      if (boot !== this.gatewayBoot) return
      this.storedThrough = Math.max(this.storedThrough, seq)
      this.write({ type: 'ack', through: this.storedThrough })
    })
    return true
  }

  private write(message: ToGateway): void {
    this.socket?.send(JSON.stringify(message))
  }
}
