// A day of a queue in virtual time through the whole site: load and staffing change by the hour and by surprise, calls
// grow longer and shorter, callers lose patience. Each estimate that a caller was given is held against what came.
import type { WaitEstimate } from '../../server/queue/wait-estimate.ts'
import { tellSite } from '../../server/site/facts.ts'
import { Site } from '../../server/site/site.ts'
import { flowSample, queueSample } from '../harness/samples.ts'
import { emptySite, quietPorts, stranger } from '../harness/site-samples.ts'
import { MemoryEventLog } from './memory-event-log.ts'
import { Random } from './random.ts'
import { VirtualTime } from './virtual-time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.parse('2026-11-20T08:00:00+08:00')
const HOURS = 10
const DID = '4008008888'

/** What one caller was told on entering or later, and how long the wait was from then on. */
export type Told = { estimate: WaitEstimate; waitedMs: number; isFirst: boolean }
type Stated = { estimate: WaitEstimate; at: number; isFirst: boolean }
/** After how long a caller who still waits is told again. */
const TOLD_AGAIN_MS = 90_000

/** Calls that come in an hour as a multiple of what the staff can do, by hour of the day; the seed bends it. */
const LOAD = [0.6, 1.05, 1.25, 1.1, 0.7, 0.85, 1.2, 1.1, 0.95, 0.6]
/** Of the people of the day, who are there. */
const STAFF = [0.6, 0.9, 1, 1, 0.6, 0.7, 1, 1, 0.8, 0.5]

export class WaitDay {
  readonly told: Told[] = []
  served = 0
  gaveUp = 0
  private readonly time = new VirtualTime(START)
  private readonly random: Random
  private readonly site: Site
  private readonly people: string[]
  private readonly waiting = new Map<string, Stated[]>()
  private meanTalkMs: number
  private calls = 0

  constructor(seed: number, log = new MemoryEventLog()) {
    this.random = new Random(seed * 7919 + 13)
    this.people = Array.from({ length: this.random.between(4, 26) }, (_, i) => `a${i + 1}`)
    this.meanTalkMs = this.random.between(90_000, 300_000)
    this.site = this.newSite(log)
    for (const id of this.people) this.site.runner.dispatch('agent', id, { type: 'seat.connected', connectionId: 'k' })
  }

  run(): void {
    for (let hour = 0; hour < HOURS; hour++) this.time.at(START + hour * HOUR, () => this.hourBegins(hour))
    this.time.run(START + (HOURS + 2) * HOUR)
  }

  private hourBegins(hour: number): void {
    const there = Math.max(1, Math.round(this.people.length * (STAFF[hour] ?? 0.5) * (0.85 + this.random.next() * 0.3)))
    for (const [i, id] of this.people.entries())
      this.time.after(this.random.between(0, 10 * MINUTE), () => this.shift(id, i < there))
    // Something happens in the world: calls get longer or shorter.
    if (this.random.chance(0.4)) this.meanTalkMs *= 0.75 + this.random.next() * 0.6
    const surge = this.random.chance(0.2) ? 1.4 : 1
    const perMs = (there / (this.meanTalkMs + 20_000)) * (LOAD[hour] ?? 0.6) * surge * (0.85 + this.random.next() * 0.3)
    for (let at = this.random.exponential(1 / perMs); at < HOUR; at += this.random.exponential(1 / perMs))
      this.time.after(at, () => this.callerComes())
  }

  private shift(id: string, isThere: boolean): void {
    const { runner } = this.site
    const { presence } = this.site.agent(id)
    if (isThere && presence === 'signed-out') runner.dispatch('agent', id, { type: 'sign-in' })
    if (isThere) runner.dispatch('agent', id, { type: 'presence', presence: 'available', reason: null })
    else if (presence === 'available')
      runner.dispatch('agent', id, { type: 'presence', presence: 'not-ready', reason: 'meal' })
  }

  private callerComes(): void {
    const legId = `l${++this.calls}`
    const presented = `138${String(this.calls).padStart(8, '0')}`
    this.fact({ type: 'leg.offered', legId, lineId: 'trunk', dialed: DID, presented, name: '' })
    this.time.after(this.random.exponential(8 * MINUTE), () => {
      if (this.waiting.has(`c-${legId}`))
        this.fact({ type: 'leg.ended', legId, cause: 'cancelled', by: 'them', detail: '' })
    })
  }

  private fact(fact: Parameters<typeof tellSite>[2]): void {
    tellSite(this.site, this.factPorts(), fact)
  }

  private factPorts() {
    const nothing = () => {}
    return {
      newCallId: () => `c-l${this.calls}`,
      number: (presented: string) => presented,
      caller: () => stranger,
      refused: nothing,
      seatAnswered: nothing,
      seatCodec: nothing,
      seatState: nothing,
      lineChanged: nothing,
      recordingFailed: nothing,
      recordingFinished: nothing,
      recordingsRunning: nothing,
      storage: nothing,
      promptFailed: nothing,
      sounded: nothing,
      phone: nothing,
      pendingLegs: () => new Set<string>(),
    }
  }

  private newSite(log: MemoryEventLog): Site {
    const commit = log.commit.bind(log)
    log.commit = (batch) => {
      commit(batch)
      for (const { machine, machineId, callId, at, input } of batch.inputs) {
        if (machine !== 'queue-entry') continue
        if (input.type === 'enter') this.enters(input.callId, input.estimate)
        if (input.type === 'offer') this.rings(machineId, input.agentId, input.lease)
        if (input.type === 'accept' || input.type === 'leave') this.leaves(callId ?? '', at, input.type)
      }
    }
    const queue = queueSample({ members: this.people, maxWaiting: 1000, maxWaitMs: 0, announceEveryMs: 0 })
    const node = { id: 'queue', kind: 'queue', queue: 'service', full: '', timeout: '' } as const
    const person = (id: string) =>
      ({ id, number: id, name: id, role: 'agent', language: 'zh-CN', seatCodec: null }) as const
    return new Site(
      quietPorts({ clock: this.time.clock(), log, send: (command) => this.gatewayDoes(command) }),
      emptySite({
        people: new Map(this.people.map((id) => [id, person(id)])),
        queues: [queue],
        flows: [{ ...flowSample(), start: 'queue', nodes: [node] }],
        dids: [{ number: DID, name: 'Service', flow: 'service' }],
      }),
    )
  }

  private gatewayDoes(command: { type: string; legId?: string }): void {
    const { type, legId } = command
    if (legId === undefined) return
    if (type === 'leg.answer' || type === 'leg.open-seat')
      this.time.after(0, () => this.fact({ type: 'leg.answered', legId }))
    if (type === 'leg.hang-up')
      this.time.after(0, () => this.fact({ type: 'leg.ended', legId, cause: 'normal', by: 'us', detail: '' }))
  }

  private rings(entryId: string, agentId: string, lease: number): void {
    this.time.after(this.random.between(1500, 7000), () => {
      this.site.runner.dispatch('queue-entry', entryId, { type: 'accept', agentId, lease })
      const callId = entryId.replace(/\.q\d+$/, '')
      this.time.after(this.talkMs(), () => this.site.runner.dispatch('call', callId, { type: 'hang-up', agentId }))
    })
  }

  /** Log-normal, as calls are. */
  private talkMs(): number {
    const { random } = this
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
    return Math.round(this.meanTalkMs * Math.exp(0.7 * normal - 0.245))
  }

  private enters(callId: string, estimate?: WaitEstimate): void {
    this.waiting.set(callId, estimate ? [{ estimate, at: this.time.time, isFirst: true }] : [])
    this.time.after(TOLD_AGAIN_MS, () => this.tellsAgain(callId))
  }

  private tellsAgain(callId: string): void {
    const stated = this.waiting.get(callId)
    const rank = this.site.position(callId)
    const estimate = rank === null ? null : this.site.expectedWait('service', rank)
    if (!stated) return
    if (estimate) stated.push({ estimate, at: this.time.time, isFirst: false })
    this.time.after(TOLD_AGAIN_MS, () => this.tellsAgain(callId))
  }

  /** Who gives up proves a statement wrong that had promised an agent by then, and says nothing of the others. */
  private leaves(callId: string, leftAt: number, how: 'accept' | 'leave'): void {
    if (how === 'accept') this.served += 1
    else this.gaveUp += 1
    for (const { estimate, at, isFirst } of this.waiting.get(callId) ?? []) {
      const waitedMs = leftAt - at
      if (how === 'accept' || waitedMs > estimate.highMs) this.told.push({ estimate, waitedMs, isFirst })
    }
    this.waiting.delete(callId)
  }
}

/** How well the statements held, and how much they said. */
export function judge(told: readonly Told[]) {
  const mean = (value: (one: Told) => number) => told.reduce((sum, one) => sum + value(one), 0) / told.length
  return {
    held: mean(({ estimate, waitedMs }) => Number(waitedMs >= estimate.lowMs && waitedMs <= estimate.highMs)),
    sooner: mean(({ estimate, waitedMs }) => Number(waitedMs < estimate.lowMs)),
    waitMs: mean(({ waitedMs }) => waitedMs),
    widthMs: mean(({ estimate }) => estimate.highMs - estimate.lowMs),
    errorMs: mean(({ estimate, waitedMs }) => Math.abs(waitedMs - estimate.medianMs)),
  }
}
