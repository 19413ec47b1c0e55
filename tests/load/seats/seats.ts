// Run by Bun: the pages of the seats. In: a JSON line of SeatsOrder, at the end a line. Out: `up` when all are there, then
// a JSON report. A seat with sound takes every call and hangs up when it has talked as long as it should.
import { createInterface } from 'node:readline'
import { openDatagramIo } from '../../../gateway/datagram/open-io.ts'
import type { AgentView, CallView, ToWeb } from '../../../server/protocol/web-messages.ts'
import { Api } from '../../harness/api.ts'
import { AgentByHand } from '../../harness/seats/agent-by-hand.ts'
import { Random } from '../../simulation/random.ts'
import { BrowserEnd, useTransports } from '../relay/far-ends.ts'
import { AGENT_SAYS, CUSTOMER_SAYS, SPEECH, says } from './speech.ts'

/** With sound; with a page that shows its own state; or a supervisor's, which shows the whole site. */
export type SeatKind = 'sound' | 'state' | 'site'
export type SeatsOrder = { url: string; talkMs: number; people: { id: string; cookie: string; kind: SeatKind }[] }
/** Milliseconds; `offers`: from the agent's hang-up to the next ring, where somebody waited. */
export type SeatsReport = { answered: number; heard: number; offers: number[]; deltas: number[]; closed: number }

const POLL_MS = 4
const SECOND = 50
/** Of what a page is told each so many-th change is kept. */
const KEPT_EACH: Record<SeatKind, number> = { sound: 1, state: 1, site: 20 }

const report: SeatsReport = { answered: 0, heard: 0, offers: [], deltas: [], closed: 0 }
const io = openDatagramIo('batched')
useTransports(io)
setInterval(() => {
  io.poll()
  io.flush()
}, POLL_MS)

const now = (): number => performance.timeOrigin + performance.now()

class Page {
  #page: AgentByHand | null = null
  readonly #since = new Map<string, number>()
  #changes = 0
  #talking = ''
  #heard = 0
  #hungUpAt = 0
  #rang = ''

  constructor(
    private readonly person: SeatsOrder['people'][number],
    private readonly talkMs: number,
    private readonly random: Random,
  ) {}

  async open(url: string, index: number): Promise<void> {
    const { kind, cookie } = this.person
    const up = {
      write: (bytes: Uint8Array, at: number): void => {
        bytes.set(SPEECH, at)
        bytes[at] = AGENT_SAYS
      },
    }
    const down = {
      read: (bytes: Uint8Array, at: number): void => {
        if (says(bytes, at, CUSTOMER_SAYS)) this.#heard += 1
      },
    }
    this.#page = await AgentByHand.start(
      Api.ofSession(url, cookie),
      kind === 'sound' ? new BrowserEnd(index, io, up, down) : null,
      { answers: kind === 'sound', topic: kind === 'site' ? 'site' : 'seat', heard: (message) => this.#told(message) },
    )
  }

  #told(message: ToWeb): void {
    if (message.type === 'goodbye') report.closed += 1
    if (message.type !== 'delta') return
    for (const { kind, value } of message.changes) {
      if (value === null) continue
      if (kind === 'agent') this.#agent(value)
      if (kind === 'call' && this.person.kind === 'sound') this.#call(value)
    }
  }

  /** What the page is told of a change, and how long after it. */
  #agent({ id, since }: AgentView): void {
    const before = this.#since.get(id)
    this.#since.set(id, since)
    if (before === undefined || before === since) return
    if (this.#changes++ % KEPT_EACH[this.person.kind] === 0) report.deltas.push(now() - since)
  }

  #call(call: CallView): void {
    if (call.agentId !== this.person.id) return
    if (call.stage === 'ringing' && this.#rang !== call.id) this.#rings(call)
    if (call.stage === 'talking' && this.#talking !== call.id) this.#talks(call)
  }

  #rings({ id, waitingSince }: CallView): void {
    this.#rang = id
    const freeAt = this.#hungUpAt
    this.#hungUpAt = 0
    if (freeAt > 0 && waitingSince !== null && waitingSince < freeAt) report.offers.push(now() - freeAt)
  }

  #talks({ id }: CallView): void {
    this.#talking = id
    this.#heard = 0
    report.answered += 1
    setTimeout(() => this.#hangUp(id), this.random.between(this.talkMs * 0.8, this.talkMs * 1.2))
  }

  #hangUp(callId: string): void {
    if (this.#heard >= SECOND) report.heard += 1
    this.#hungUpAt = now()
    this.#page?.command({ type: 'call.hang-up', callId })
  }
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const { url, talkMs, people } = JSON.parse((await lines.next()).value ?? '') as SeatsOrder
const random = new Random(1)
for (const [index, person] of people.entries()) await new Page(person, talkMs, random).open(url, index)
console.log('up')
await lines.next()
console.log(JSON.stringify(report))
process.exit(0)
