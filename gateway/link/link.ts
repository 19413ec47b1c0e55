// The gateway's end of the line to the server: dials out, says hello, keeps facts until they are on disk over there,
// carries out each command once. Rules K1-K9 in server/gateway-link/SPEC.md.
import { Value } from '@sinclair/typebox/value'
import { type GatewayCommand, type GatewayFact, ToGateway } from '#protocol/gateway-messages'
import { PROTOCOL_VERSION } from '#protocol/version'

/** One connection to the server; `dial` of the options makes it. */
export type Connection = { send(text: string): void; close(): void }
export type ConnectionHandlers = { opened(): void; message(text: string): void; closed(): void }

export type LinkOptions = {
  dial(handlers: ConnectionHandlers): Connection
  now(): number
  /** Calls `fire` once after so long; returns what cancels it. */
  after(ms: number, fire: () => void): () => void
  token: string
  gatewayId: string
  bootId: string
  /** Carries out a command; must not throw for a command that makes no sense. */
  command(command: GatewayCommand): void
  /** All that lives here now, for the server to compare. */
  snapshot(): GatewayFact
  connected(): void
  disconnected(): void
  log(level: 'info' | 'warn' | 'error', text: string): void
}

/** Short: each step is added to what callers wait when a server is back within seconds. */
const RETRY_MS = [250, 250, 500, 500, 1000]
const HEARTBEAT_MS = 3000
/** K7: no word from the server for this long: the connection is dead. */
const SILENT_MS = 10_000
/** K8: facts kept for a server that is away; about a day of a busy site. */
const MAX_FACTS = 500_000

type Fact = { seq: number; at: number; fact: GatewayFact }

export class ServerLink {
  private connection: Connection | null = null
  private isOpen = false
  private facts: Fact[] = []
  private seq = 0
  private through = { bootId: '', seq: 0 }
  private attempt = 0
  private cancelRetry = () => {}
  private cancelBeat = () => {}
  private heardAt = 0
  private ackDue = false
  private isClosed = false
  private awaySince: number

  constructor(private readonly options: LinkOptions) {
    this.awaySince = options.now()
  }

  /** How long the server has been away; 0 while it is there. */
  awayMs(): number {
    return this.isOpen ? 0 : this.options.now() - this.awaySince
  }

  get waitingFacts(): number {
    return this.facts.length
  }

  start(): void {
    this.dial()
    this.beatLater()
  }

  report(fact: GatewayFact): void {
    this.seq += 1
    const entry = { seq: this.seq, at: this.options.now(), fact }
    this.facts.push(entry)
    if (this.facts.length > MAX_FACTS) this.facts.shift()
    if (this.isOpen) this.write({ type: 'fact', ...entry })
  }

  close(): void {
    this.isClosed = true
    this.cancelRetry()
    this.cancelBeat()
    this.connection?.close()
  }

  private dial(): void {
    this.heardAt = this.options.now()
    const connection: Connection = this.options.dial({
      opened: () => connection === this.connection && this.sayHello(),
      message: (text) => connection === this.connection && this.receive(text),
      closed: () => connection === this.connection && this.lost(),
    })
    this.connection = connection
  }

  private sayHello(): void {
    const { gatewayId, bootId, token } = this.options
    const commandsThrough = this.through
    this.write({ type: 'hello', protocolVersion: PROTOCOL_VERSION, gatewayId, bootId, token, commandsThrough })
  }

  private lost(): void {
    this.connection = null
    if (this.isOpen) {
      this.isOpen = false
      this.awaySince = this.options.now()
      this.options.log('warn', 'the server is away; calls go on')
      this.options.disconnected()
    }
    if (this.isClosed) return
    const pause = RETRY_MS[Math.min(this.attempt, RETRY_MS.length - 1)] ?? 1000
    this.attempt += 1
    this.cancelRetry = this.options.after(pause, () => this.dial())
  }

  private receive(text: string): void {
    this.heardAt = this.options.now()
    let message: unknown
    try {
      message = JSON.parse(text)
    } catch {
      message = null
    }
    if (!Value.Check(ToGateway, message)) {
      this.options.log('error', 'the server sent a message that is not in the protocol; it was dropped')
      return
    }
    switch (message.type) {
      case 'hello':
        this.welcome(message.bootId, message.factsThrough)
        return
      case 'refused':
        this.options.log('error', `the server refused this gateway: ${message.reason} ${message.detail}`)
        return
      case 'ack':
        this.facts = this.facts.filter((fact) => fact.seq > message.through)
        return
      case 'command':
        this.carryOut(message.seq, message.command)
    }
  }

  /** K4: what waited goes first, in order; the snapshot comes behind it. */
  private welcome(bootId: string, factsThrough: number): void {
    this.attempt = 0
    if (this.through.bootId !== bootId) this.through = { bootId, seq: 0 }
    this.facts = this.facts.filter((fact) => fact.seq > factsThrough)
    for (const fact of this.facts) this.write({ type: 'fact', ...fact })
    this.isOpen = true
    this.report(this.options.snapshot())
    this.options.log('info', 'connected to the server')
    this.options.connected()
  }

  private carryOut(seq: number, command: GatewayCommand): void {
    if (seq <= this.through.seq) return
    this.through = { ...this.through, seq }
    this.options.command(command)
    if (this.ackDue) return
    this.ackDue = true
    this.options.after(0, () => {
      this.ackDue = false
      this.write({ type: 'ack', through: this.through.seq })
    })
  }

  private beatLater(): void {
    this.cancelBeat = this.options.after(HEARTBEAT_MS, () => {
      this.beat()
      this.beatLater()
    })
  }

  private beat(): void {
    const { connection } = this
    if (!connection) return
    if (this.options.now() - this.heardAt > SILENT_MS) {
      this.lost()
      connection.close()
      return
    }
    if (this.isOpen) this.write({ type: 'ack', through: this.through.seq })
  }

  private write(message: object): void {
    this.connection?.send(JSON.stringify(message))
  }
}
