// Real seats for tests that Node runs: they live in a process of their own, which signs in, connects the WebRTC sound
// and says a tone; here is what each was told, and what it can do.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { AgentView, CallView, EntityChange, QueueView, Topic, ToWeb, WebCommand } from '#protocol/web-messages'
import { BUN, ROOT } from '../../chaos/bun.ts'
import type { Api } from '../api.ts'
import { until } from '../trunkline.ts'
import type { FromSeats, ToSeats } from './seats-process.ts'

const UP_MS = 30_000
const STATE_MS = 15_000
/** A tone that is one of a few is a good part of what is heard. */
const HEARD_SHARE = 0.2

type Command = WebCommand extends infer C ? (C extends { id: string } ? Omit<C, 'id'> : never) : never
type Reply = Extract<ToWeb, { type: 'done' | 'refused' }>
type Say = (message: ToSeats) => void

function keep<V>(known: Map<string, V>, id: string, value: V | null): void {
  if (value === null) known.delete(id)
  else known.set(id, value)
}

export class RealSeat {
  agent: AgentView | null = null
  readonly calls = new Map<string, CallView>()
  readonly agents = new Map<string, AgentView>()
  readonly queues = new Map<string, QueueView>()
  /** Customers' numbers in the order in which they rang here. */
  readonly rang: string[] = []
  readonly #rings = new Set<string>()
  readonly #replies = new Map<string, (reply: Reply) => void>()
  readonly #asks = new Map<number, (shares: number[]) => void>()
  #asked = 0
  isUp = false
  failed = ''

  constructor(
    readonly number: string,
    readonly id: string,
    readonly hz: number,
    private readonly say: Say,
  ) {}

  told(message: FromSeats): void {
    if (message.type === 'up') this.isUp = true
    else if (message.type === 'failed') this.failed = message.why
    else if (message.type === 'heard') this.#asks.get(message.ask)?.(message.shares)
    else this.#hear(message.message)
  }

  #hear(message: ToWeb): void {
    if (message.type === 'done' || message.type === 'refused') this.#replies.get(message.id)?.(message)
    const changes = message.type === 'snapshot' ? message.entities : message.type === 'delta' ? message.changes : []
    for (const change of changes) this.#see(change)
  }

  #see({ kind, id, value }: EntityChange): void {
    if (kind === 'agent' && id === this.id) this.agent = value
    if (kind === 'agent') keep(this.agents, id, value)
    if (kind === 'queue') keep(this.queues, id, value)
    if (kind !== 'call') return
    keep(this.calls, id, value)
    const rings = value?.stage === 'ringing' && (value.ringingAt?.includes(this.id) ?? value.agentId === this.id)
    if (rings && !this.#rings.has(id)) this.rang.push(value.customer.text)
    if (rings) this.#rings.add(id)
    else this.#rings.delete(id)
  }

  /** What the server answered; refusals are answers. */
  command(command: Command): Promise<Reply> {
    const id = crypto.randomUUID()
    return new Promise((resolve) => {
      this.#replies.set(id, resolve)
      this.say({ seat: this.number, type: 'command', command: { ...command, id } as WebCommand })
    })
  }

  /** As command, for what must not be refused. */
  async does(command: Command): Promise<void> {
    const reply = await this.command(command)
    if (reply.type === 'refused') throw new Error(`${this.number}: ${command.type} was refused: ${reply.reason}`)
  }

  get state(): string {
    const { agent } = this
    return agent === null || agent.presence !== 'available' ? (agent?.presence ?? 'unknown') : agent.activity
  }

  /** Activity, or for who is not available the presence. */
  async is(state: string, withinMs = STATE_MS): Promise<void> {
    await until(
      () => this.state === state || this.agent?.activity === state,
      withinMs,
      () => `${this.number} is ${this.state}, not ${state}`,
    )
  }

  get callId(): string {
    return this.agent?.callId ?? ''
  }

  async rings(): Promise<void> {
    await this.is('ringing')
    await until(
      () => this.calls.get(this.callId)?.stage === 'ringing',
      STATE_MS,
      () => `${this.number} was shown no call`,
    )
  }

  async answers(): Promise<void> {
    await this.rings()
    await this.does({ type: 'call.answer', callId: this.callId })
    await this.is('talking')
  }

  async declines(): Promise<void> {
    await this.rings()
    await this.does({ type: 'call.decline', callId: this.callId })
  }

  async hangsUp(): Promise<void> {
    await this.does({ type: 'call.hang-up', callId: this.callId })
  }

  async holds(): Promise<void> {
    await this.does({ type: 'call.hold', callId: this.callId })
    await this.is('holding')
  }

  async resumes(): Promise<void> {
    await this.does({ type: 'call.resume', callId: this.callId })
    await this.is('talking')
  }

  async becomes(presence: 'available' | 'not-ready'): Promise<void> {
    const reason = presence === 'available' ? null : 'break'
    await this.does({ type: 'agent.set-presence', presence, reason })
    await this.sees((agent) => agent.presence === presence)
  }

  /** The seat's own view comes to be so. */
  async sees(isSo: (agent: AgentView) => boolean): Promise<void> {
    await until(
      () => this.agent !== null && isSo(this.agent),
      STATE_MS,
      () => `${this.number} is ${JSON.stringify(this.agent)}`,
    )
  }

  /** How much of what the seat heard lately is each of these frequencies, 0-1. */
  shares(hz: number[], ms = 400): Promise<number[]> {
    const ask = ++this.#asked
    return new Promise((resolve) => {
      this.#asks.set(ask, resolve)
      this.say({ seat: this.number, type: 'listen', ask, hz, ms })
    })
  }

  /** Hears each of the first, and none of the others. */
  async hears(those: number[], notThese: number[] = []): Promise<void> {
    let shares: number[] = []
    await until(
      async () => {
        shares = await this.shares([...those, ...notThese])
        return shares.every((share, i) => (i < those.length ? share > HEARD_SHARE : share < HEARD_SHARE / 4))
      },
      STATE_MS,
      () => `${this.number} hears ${shares} of ${[...those, ...notThese]} Hz`,
    )
  }
}

export class RealSeats {
  readonly #seats = new Map<string, RealSeat>()

  private constructor(
    private readonly administrator: Api,
    private readonly child: ChildProcessByStdio<Writable, Readable, null>,
  ) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as FromSeats
      this.#seats.get(message.seat)?.told(message)
    })
  }

  /** No seat yet; the administrator makes their links. */
  static open(administrator: Api): RealSeats {
    const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit']
    const script = 'tests/harness/seats/seats-process.ts'
    return new RealSeats(administrator, spawn(BUN, [script, administrator.url], { cwd: ROOT, stdio }))
  }

  /** Sees every call, agent and queue of the site; has no seat. */
  watcher(person: { id: string; number: string }): Promise<RealSeat> {
    return this.#start(person, 'site')
  }

  /** Signed in one after the other, so that the first has been idle longest. The n-th says 1000 + 100 n Hz. */
  async signIn(people: readonly { id: string; number: string }[]): Promise<RealSeat[]> {
    const seats: RealSeat[] = []
    for (const person of people) seats.push(await this.#start(person, 'seat'))
    return seats
  }

  stop(): void {
    this.child.kill('SIGKILL')
  }

  async #start({ id, number }: { id: string; number: string }, topic: Topic): Promise<RealSeat> {
    const say: Say = (message) => this.child.stdin.write(`${JSON.stringify(message)}\n`)
    const seat = new RealSeat(number, id, 1000 + 100 * this.#seats.size, say)
    this.#seats.set(number, seat)
    const { cookie } = await this.administrator.signInAs(id)
    say({ seat: number, type: 'start', cookie, topic, hz: seat.hz })
    await until(
      () => (seat.isUp && (topic === 'site' || seat.state === 'idle')) || seat.failed !== '',
      UP_MS,
      () => `${number} did not come up: ${seat.state}`,
    )
    if (seat.failed !== '') throw new Error(`${number}: ${seat.failed}`)
    return seat
  }
}
