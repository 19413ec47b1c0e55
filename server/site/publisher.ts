// Shows what changed: each changed machine becomes whole entities for the pages.

import type { CallSound } from '#protocol/call-sound'
import type { GatewayFact } from '#protocol/gateway-messages'
import type { AgentId, CallId, Ms, QueueId } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import type { ColleagueView, ExpectedWait, SupervisionView } from '#protocol/web-messages'
import { type LiveCall, partOf } from '../call/call.ts'
import type { CallRecord } from '../call/call-inputs.ts'
import { openCallbacks } from '../callback/callback-turns.ts'
import { whysSet } from '../forward/forwarding.ts'
import type { RawCallView, RawChange } from '../live/core-port.ts'
import { NO_MARKS } from '../queue/entry-place.ts'
import type { Changed } from '../runner/runner.ts'
import { supervisionView } from '../supervise/supervision-view.ts'
import { teamsIn } from '../team/teams.ts'
import { CallSounds } from './call-sounds.ts'
import type { Person } from './configuration.ts'
import type { Site } from './site.ts'
import { agentView, callView, colleagueView, endedView, queueView } from './views.ts'

export type PublisherPorts = {
  publish(changes: RawChange[]): void
  /** The supervisor has the agent's call now. */
  takenOver(supervision: SupervisionView): void
  /** The customer who has this number. */
  customer(number: string): { id: string; name: string } | null
  /** F211: the name in the number book; '' = none. */
  bookName(number: string): string
  quietEndsAt(callId: CallId): Ms | null
}

/** An ended call stays visible this long, and as long as an agent finishes it. */
export const ENDED_SHOWN_MS: Ms = 15_000
const SERVED_AT_ONCE: ExpectedWait = { medianMs: 0, lowMs: 0, highMs: 0 }
/** Ranks are shown for so many waiting calls of a queue. */
const RANKS_SHOWN = 200
const NOBODY = { id: null, name: '' }

export class Publisher {
  private readonly calls = new Map<CallId, RawCallView>()
  private readonly ended = new Map<CallId, Ms>()
  private readonly sounds = new CallSounds()
  private readonly colleagues = new Map<AgentId, ColleagueView>()
  private readonly supervisions = new Map<CallId, SupervisionView>()
  private readonly customers = new Map<CallId, { id: string | null; name: string }>()

  constructor(
    private readonly site: Site,
    private readonly ports: PublisherPorts,
  ) {}

  /** Everything: after start, and after a change of settings. */
  all(): void {
    const { people, queues } = this.site.configuration
    const calls = [...this.site.runner.all('call')].flatMap((call) => (call.state === 'live' ? [call.id] : []))
    this.show(new Set(calls), new Set(people.keys()), new Set(queues.map((queue) => queue.id)))
    this.showSupervisions(new Set([...this.site.runner.all('supervision')].map(({ id }) => id)))
  }

  changed(changed: Changed[]): void {
    const calls = new Set<CallId>()
    const agents = new Set<AgentId>()
    const queues = new Set<QueueId>()
    const supervisions = new Set<CallId>()
    for (const { machine, id } of changed) {
      if (machine === 'agent') agents.add(id)
      else if (machine === 'supervision') supervisions.add(id)
      // One that is over is not there to say of which queue it was.
      else if (machine === 'callback') for (const queue of this.site.configuration.queues) queues.add(queue.id)
      else if (machine !== 'leg') calls.add(machine === 'call' ? id : callIdOf(id))
    }
    for (const id of agents) for (const queue of this.queuesOf(id)) queues.add(queue)
    for (const id of calls) {
      const queueId = this.site.liveCall(id)?.queueId ?? this.calls.get(id)?.queueId
      if (queueId) queues.add(queueId)
    }
    this.show(calls, agents, queues)
    this.showSupervisions(supervisions)
  }

  /** How a side of a call sounds. */
  sounded(callId: CallId, side: 'customer' | 'agent', fact: GatewayFact & { type: 'leg.quality' }): void {
    if (!this.site.liveCall(callId)) return
    this.sounds.hear(callId, side, fact, this.site.now())
    this.callChanged(callId)
  }

  /** What is told of a call beside its machine has changed. */
  callChanged(callId: CallId): void {
    if (this.site.liveCall(callId)) this.show(new Set([callId]), new Set(), new Set())
  }

  soundOf(callId: CallId): CallSound {
    return this.sounds.of(callId)
  }

  /** The call's record is written: its last view stays for a while. */
  callEnded(record: CallRecord, transferredTo: string | null): void {
    this.sounds.forget(record.id)
    const last = this.calls.get(record.id)
    if (!last) return
    const view = endedView(last, record, transferredTo)
    this.calls.set(record.id, view)
    this.ended.set(record.id, this.site.now())
    this.ports.publish([{ kind: 'call', id: record.id, value: view }])
  }

  /** A customer or the number book was changed: names are looked up anew. */
  namesChanged(): void {
    this.customers.clear()
  }

  /** Forgets ended calls that nobody finishes any more; called every few seconds. */
  sweep(): void {
    const finishing = new Set<CallId>()
    for (const agent of this.site.runner.all('agent'))
      if (agent.activity.name === 'wrap-up') finishing.add(agent.activity.callId)
    const gone: RawChange[] = []
    for (const [id, at] of this.ended) {
      if (this.site.now() - at < ENDED_SHOWN_MS || finishing.has(id)) continue
      this.ended.delete(id)
      this.calls.delete(id)
      this.customers.delete(id)
      gone.push({ kind: 'call', id, value: null })
    }
    if (gone.length > 0) this.ports.publish(gone)
  }

  private showSupervisions(ids: Set<CallId>): void {
    const { people, superviseTold } = this.site.configuration
    const changes = [...ids].map((id): RawChange => {
      const supervision = this.site.runner.get('supervision', id)
      const call = this.site.liveCall(id)
      const value = supervision && call ? supervisionView(supervision, call, people, superviseTold) : null
      this.tellTakenOver(id, value)
      return { kind: 'supervision', id, value }
    })
    if (changes.length > 0) this.ports.publish(changes)
  }

  /** RM8: a supervision that ends with the supervisor in the agent's place. */
  private tellTakenOver(id: CallId, now: SupervisionView | null): void {
    const before = this.supervisions.get(id)
    if (now) this.supervisions.set(id, now)
    else this.supervisions.delete(id)
    const call = this.site.liveCall(id)
    if (!now && before && call && partOf(call)?.agentId === before.supervisorId) this.ports.takenOver(before)
  }

  private show(calls: Set<CallId>, agents: Set<AgentId>, queues: Set<QueueId>): void {
    const changes: RawChange[] = []
    const teams = teamsIn(this.site.configuration)
    for (const queue of this.site.configuration.queues)
      if (queues.has(queue.id)) changes.push(this.queueChange(queue, calls))
    for (const id of calls) {
      const view = this.viewOf(id)
      if (view) changes.push({ kind: 'call', id, value: view })
    }
    for (const id of agents) {
      const person = this.site.configuration.people.get(id)
      if (!person) continue
      const { calls: callsToday } = this.site.counters.workOf(id)
      const context = { queues: this.queuesOf(id), teams: teams.ofAgent(id), callsToday }
      changes.push({ kind: 'agent', id, value: agentView(person, this.site.agent(id), context) })
      const colleague = this.colleagueChange(person)
      if (colleague) changes.push(colleague)
    }
    if (changes.length > 0) this.ports.publish(changes)
  }

  /** Told to every seat, so only when it is another. */
  private colleagueChange(person: Person): RawChange | null {
    const forwards = whysSet(this.site.configuration.forwarding?.get(person.id))
    const value = colleagueView(person, this.site.agent(person.id), forwards)
    const known = this.colleagues.get(person.id)
    if (known && JSON.stringify(known) === JSON.stringify(value)) return null
    this.colleagues.set(person.id, value)
    return { kind: 'colleague', id: person.id, value }
  }

  /** Calls whose rank moved are shown with the queue. */
  private queueChange(queue: QueueConfig, calls: Set<CallId>): RawChange {
    let rank = 0
    for (const entry of this.site.routing.waiting.ranked(queue.id)) {
      rank += 1
      if (rank > RANKS_SHOWN) break
      if (this.calls.get(entry.callId)?.position !== rank) calls.add(entry.callId)
    }
    const { routing, counters, configuration } = this.site
    const teams = teamsIn(configuration).ofQueue(queue.id)
    const value = queueView(queue, {
      routing,
      day: counters.queue(queue.id),
      teams,
      expectedWait: this.expectedWait(queue),
      callbacks: this.callbacksOf(queue.id),
    })
    return { kind: 'queue', id: queue.id, value }
  }

  /** Who is being called waits no more. */
  private callbacksOf(queueId: QueueId): number {
    return openCallbacks(this.site).filter((one) => one.queueId === queueId && one.state !== 'dialing').length
  }

  private expectedWait(queue: QueueConfig): ExpectedWait | null {
    const { site } = this
    const next = { id: '', queue, head: false, marks: NO_MARKS, enteredAt: site.now() }
    const rank = site.routing.waiting.positionOf(next)
    if (site.routing.agents.freeCount(queue.id) >= rank) return SERVED_AT_ONCE
    const estimate = site.expectedWait(queue.id, rank)
    return estimate && { medianMs: estimate.medianMs, lowMs: estimate.lowMs, highMs: estimate.highMs }
  }

  private queuesOf(agentId: AgentId): QueueId[] {
    return this.site.routing.membership.queuesOf(agentId).map(({ queue }) => queue.id)
  }

  private viewOf(id: CallId): RawCallView | null {
    const call = this.site.liveCall(id)
    if (!call) return null
    const customer = this.customers.get(id) ?? this.customerOf(call)
    this.customers.set(id, customer)
    const entry = call.stage.name === 'queued' ? this.site.runner.get('queue-entry', call.stage.entryId) : undefined
    const view = callView(call, {
      entry,
      position: this.site.position(id),
      sound: this.sounds.of(id),
      customerId: customer.id,
      customerName: customer.name,
      quietEndsAt: this.ports.quietEndsAt(id),
    })
    this.calls.set(id, view)
    return view
  }

  /** Who the other side is: a customer, else by the number book. A colleague has his own name. */
  private customerOf({ customer, direction }: LiveCall): { id: string | null; name: string } {
    const known = customer === '' ? null : this.ports.customer(customer)
    if (known || customer === '' || direction === 'internal') return known ?? NOBODY
    return { id: null, name: this.ports.bookName(customer) }
  }
}

/** Flow runs and queue entries are named after their call: <call>.f1, <call>.q2. */
function callIdOf(instance: string): CallId {
  return instance.replace(/\.[fq]\d+$/, '')
}
