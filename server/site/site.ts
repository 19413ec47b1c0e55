// One site's brain: owns the runner, turns outside effects into commands, decides who gets whom, shows what changed.
import type { Decision } from '#protocol/api'
import type { FlowDefinition } from '#protocol/flow-config'
import type { GatewayCommand } from '#protocol/gateway-messages'
import type { AgentId, CallId, Ms, QueueId } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'
import { type Agent, newAgent } from '../agent/agent.ts'
import { canBeRung } from '../agent/agent-calls.ts'
import { type Call, type LiveCall, partOf } from '../call/call.ts'
import type { CallRecord } from '../call/call-inputs.ts'
import { waitedFor } from '../call/guest-list.ts'
import type { Clock } from '../clock.ts'
import { ConsoleWatch } from '../console/console-watch.ts'
import type { FlowAnswer } from '../flow/flow-question.ts'
import type { FlowRun } from '../flow/flow-state.ts'
import { hoursState } from '../flow/opening-hours.ts'
import { termsOf } from '../queue/entry-offer.ts'
import type { QueueEntry } from '../queue/entry-place.ts'
import { membershipOf } from '../queue/membership.ts'
import type { QueueTerms } from '../queue/queue-inputs.ts'
import { wholeQueue } from '../queue/queue-settings.ts'
import { type Offer, Routing } from '../queue/routing.ts'
import type { WaitEstimate } from '../queue/wait-estimate.ts'
import type { EventLog, LoggedInput } from '../runner/event-log.ts'
import type { MachineState } from '../runner/machines.ts'
import { type Changed, type OutsideEffect, Runner } from '../runner/runner.ts'
import { Abandoned } from './abandoned.ts'
import type { SiteConfiguration } from './configuration.ts'
import { DayCounters, dayStart } from './day-counters.ts'
import { FlowAsks, type OutsideQuestion } from './flow-asks.ts'
import { answerReach, type ForwardPorts } from './forwards.ts'
import { limitCalls, mainRingOf } from './line-says.ts'
import { type Known, NO_PLACE, placeFor } from './queue-place.ts'
import { SiteSounds } from './site-sounds.ts'
import { WaitTimes } from './wait-times.ts'
import { askable, changedEntries } from './waiting-entries.ts'

export type SitePorts = ForwardPorts & {
  clock: Clock
  log: EventLog
  /** Gives the gateway a command; it is kept until acknowledged. */
  send(command: GatewayCommand): void
  /** The prompt's file for a language, or null: it is missing or no sound. */
  prompt(name: string, language: Language): { name: string; sha256: string } | null
  /** These machines changed, and the change is on disk. */
  changed(changed: Changed[]): void
  ended(record: CallRecord, transferredTo: string | null): void
  /** What is known of a caller before a queue places the call. */
  known: Known
  promptMissing(name: string, language: Language): void
  /** What a flow asks of the stores, the lines and the network. */
  flowAsks(question: OutsideQuestion): Promise<FlowAnswer>
  fatal(cause: unknown): void
}

/** Inputs by which a call of a line begins. */
const BEGINNINGS: ReadonlySet<string> = new Set(['offered', 'dialed', 'dialed-back', 'stands'])

export class Site {
  readonly runner: Runner
  readonly counters = new DayCounters()
  readonly waits = new WaitTimes()
  readonly asks: FlowAsks
  private readonly sounds: SiteSounds
  private readonly abandoned = new Abandoned()
  private readonly console: ConsoleWatch
  routing: Routing
  private lease = 0
  private wake: { at: Ms; cancel(): void } | null = null
  /** Calls that wait for a busy agent (camp-on), in the order of coming. */
  private readonly camped = new Map<CallId, AgentId>()
  /** Calls whose limits are to be looked at. */
  private readonly unlimited = new Set<CallId>()

  constructor(
    private readonly ports: SitePorts,
    public configuration: SiteConfiguration,
  ) {
    this.sounds = new SiteSounds(this, ports)
    this.asks = new FlowAsks(this, (question) => ports.flowAsks(question), ports.known.isBarred)
    this.console = new ConsoleWatch({
      clock: ports.clock,
      agent: (id) => this.agent(id),
      awake: () => this.runner.run(() => {}),
    })
    this.routing = this.newRouting()
    this.runner = new Runner(ports.clock, ports.log, {
      perform: (effect) => this.perform(effect),
      applied: (input, state) => this.applied(input, state),
      settle: () => this.match(),
      committed: (changed) => ports.changed(changed),
      fatal: (cause) => ports.fatal(cause),
    })
  }

  /** Brings back what was open when the last process ended. */
  recover(): void {
    for (const input of this.ports.log.countedInputsSince(dayStart(this.ports.clock.now()))) this.count(input)
    this.runner.recover()
    this.reindex()
    this.startDay()
  }

  now(): Ms {
    return this.ports.clock.now()
  }

  agent(id: AgentId): Agent {
    return this.runner.get('agent', id) ?? newAgent(id)
  }

  liveCall(id: string): LiveCall | null {
    const call = this.runner.get('call', id)
    return call?.state === 'live' ? call : null
  }

  /** The agent who has a part in the call. */
  agentIn(callId: string): { agentId: AgentId; callId: string } | null {
    const call = this.liveCall(callId)
    const part = call && partOf(call)
    return part ? { agentId: part.agentId, callId } : null
  }

  /** Rank of a call among those who wait in its queue, from 1; null when it does not wait. */
  position(callId: string): number | null {
    const entry = this.routing.waiting.ofCall(callId)
    return entry?.state === 'waiting' ? this.routing.waiting.positionOf(entry) : null
  }

  /** Why a call waits now: the decision as it would be made at this moment. */
  explain(callId: string): Decision | null {
    return this.routing.why(callId, this.now(), this.lease)
  }

  /** Settings have changed: those who wait have the new ones at once, and are matched anew. */
  reconfigure(configuration: SiteConfiguration): void {
    this.configuration = configuration
    this.runner.run(() => {
      for (const [id, queue] of changedEntries(this.runner.all('queue-entry'), configuration.queues))
        this.runner.dispatch('queue-entry', id, { type: 'reconfigure', queue })
      for (const queue of configuration.queues) this.tellTerms(termsOf(queue))
      for (const call of this.runner.all('call')) this.unlimited.add(call.id)
      this.reindex()
    })
  }

  /** Calls that this queue gave wrap up as it says now. */
  private tellTerms(terms: QueueTerms): void {
    for (const call of [...this.runner.all('call')]) {
      const known = call.state === 'live' ? partOf(call)?.terms : null
      if (known?.id === terms.id && JSON.stringify(known) !== JSON.stringify(terms))
        this.runner.dispatch('call', call.id, { type: 'queue.changed', terms })
    }
  }

  private newRouting(): Routing {
    const { counters, configuration } = this
    const membership = membershipOf(configuration)
    this.console.configure(configuration, membership)
    return new Routing(membership, counters)
  }

  /** The index of decisions from the machines as they are. */
  private reindex(): void {
    this.routing = this.newRouting()
    const now = this.now()
    for (const entry of this.runner.all('queue-entry')) this.routing.setEntry(entry.id, askable(entry), now)
    for (const agent of this.runner.all('agent')) this.routing.setAgent(agent)
    for (const call of this.runner.all('call')) this.noteCamped(call)
  }

  private count(input: LoggedInput): void {
    this.counters.count(input)
    this.abandoned.count(input)
    this.waits.count(input)
  }

  /** CS5: those who wait for the console when it does not take its calls. */
  private sendOn(): void {
    for (const queueId of this.console.queues) {
      const away = this.console.away(queueId)
      if (away === null) continue
      for (const { id } of [...this.routing.waiting.ranked(queueId)])
        this.runner.dispatch('queue-entry', id, { type: 'send-on', ...away })
    }
  }

  /** Q20: callers of a queue that nobody serves any more go where it says. */
  private letGo(): void {
    for (const queue of this.configuration.queues) {
      const { nobody, onBreak } = queue.targets
      if (nobody === null && onBreak === null) continue
      const staffing = this.routing.staffing(queue.id)
      if (staffing === 'at-work') continue
      for (const { id } of [...this.routing.waiting.ranked(queue.id)])
        this.runner.dispatch('queue-entry', id, { type: 'unstaffed', staffing })
    }
  }

  private applied(input: LoggedInput, state: MachineState): void {
    this.count(input)
    if (input.machine === 'agent') this.routing.setAgent(state as Agent)
    if (input.machine === 'call') {
      this.noteCamped(state as Call)
      if (BEGINNINGS.has(input.input.type)) this.unlimited.add(input.machineId)
    }
    if (input.machine === 'flow-run' && (state as FlowRun).state === 'ended') this.asks.ended(input.machineId)
    if (input.machine === 'queue-entry') this.routing.setEntry(input.machineId, askable(state as QueueEntry), input.at)
  }

  private noteCamped(call: Call): void {
    const agentId = call.state === 'live' ? waitedFor(call) : null
    if (agentId === null) this.camped.delete(call.id)
    else this.camped.set(call.id, agentId)
  }

  /** P5: who is waited for by name comes before the queues. */
  private ringCamped(): void {
    for (const [callId, agentId] of [...this.camped])
      if (canBeRung(this.agent(agentId), callId)) this.runner.dispatch('call', callId, { type: 'agent.free', agentId })
  }

  /** Makes every offer that can be made; wakes itself when time alone makes more possible. */
  private match(): void {
    const now = this.now()
    limitCalls(this, this.unlimited)
    this.unlimited.clear()
    this.ringCamped()
    for (let offer = this.nextOffer(now); offer; offer = this.nextOffer(now)) {
      const { entryId, agentId, decision } = offer
      this.runner.batch.decisions.push(decision)
      this.runner.dispatch('queue-entry', entryId, {
        type: 'offer',
        agentId,
        lease: this.lease,
        ...(this.configuration.people.get(agentId)?.autoAnswer ? { auto: true } : {}),
      })
      const beside = mainRingOf(this, entryId)
      if (beside !== null)
        this.runner.dispatch('queue-entry', entryId, {
          type: 'offer',
          agentId: beside,
          lease: ++this.lease,
          beside: true,
        })
    }
    this.sendOn()
    this.letGo()
    const at = this.routing.wakeAt()
    if (this.wake?.at === at) return
    this.wake?.cancel()
    this.wake = at === null ? null : { at, cancel: this.ports.clock.at(at, () => this.awake()) }
  }

  /** The lease of the offer is also what random order is drawn with. */
  private nextOffer(now: Ms): Offer | null {
    const lease = Math.max(this.lease + 1, now)
    const offer = this.routing.next(now, lease)
    if (offer) this.lease = lease
    return offer
  }

  private awake(): void {
    this.wake = null
    this.runner.run(() => {})
  }

  private perform(effect: OutsideEffect): void {
    switch (effect.type) {
      case 'gateway':
        this.command(effect.command)
        return
      case 'play':
      case 'announce':
      case 'introduce':
      case 'whisper':
        this.command(this.sounds.start(effect))
        return
      case 'start-flow':
        this.startFlow(effect)
        return
      case 'ask':
        this.asks.ask(effect)
        return
      case 'reach':
        answerReach(this, this.ports, effect)
        return
      case 'record-survey': {
        const call = this.liveCall(effect.answer.callId)
        const given = { queueId: call?.queueId ?? null, agentId: call?.lastAgent ?? null, at: this.now() }
        this.runner.batch.surveys.push({ ...effect.answer, ...given })
        return
      }
      case 'enter-queue':
      case 'requeue':
        this.enterQueue(effect)
        return
      case 'open-recording': {
        const { type, kind, box, ...order } = effect
        const { recordingId, callId } = order
        const startedAt = this.now()
        this.runner.batch.recordings.push({ id: recordingId, callId, kind, box, startedAt })
        this.command({ type: 'recording.start', ...order, startedAt })
        return
      }
      case 'record-callback':
        this.runner.batch.callbacks.push(effect.record)
        return
      case 'record-wake-up':
        this.runner.batch.wakeUps.push(effect.record)
        return
      case 'record':
        this.runner.batch.records.push(effect.record)
        this.runner.afterCommit(() => this.ports.ended(effect.record, effect.transferredTo))
    }
  }

  private startFlow({ id, ...asked }: OutsideEffect & { type: 'start-flow' }): void {
    const call = this.liveCall(asked.callId)
    const who = call ? { caller: call.customer, called: call.did, language: call.language } : {}
    this.runner.dispatch('flow-run', id, { ...asked, ...who, ...this.flowSurroundings(), type: 'start' })
  }

  /** What a flow that begins now goes through. */
  flowSurroundings(): { queues: QueueConfig[]; flows: FlowDefinition[]; zone: string } {
    const { queues, flows, hours } = this.configuration
    return { queues, flows, zone: hours[0]?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone }
  }

  private enterQueue(effect: OutsideEffect & { type: 'enter-queue' | 'requeue' }): void {
    const { id, callId, legId, language, enteredAt } = effect
    const queueId = effect.type === 'enter-queue' ? effect.queue.id : effect.queueId
    // The settings as they are now; a flow may have begun before they were changed.
    const present = this.configuration.queues.find((candidate) => candidate.id === queueId)
    const queue = present ?? (effect.type === 'enter-queue' ? wholeQueue(effect.queue) : null)
    if (!queue) {
      this.runner.dispatch('call', callId, { type: 'queue.left', why: 'timeout' })
      return
    }
    const waiting = this.routing.waiting.callersOf(queue.id)
    const head = effect.type === 'requeue' && effect.head
    const staffing = this.routing.staffing(queue.id)
    const call = this.liveCall(callId)
    const flowPriority = effect.type === 'enter-queue' ? effect.priority : 0
    const place = call ? placeFor(call, queue, flowPriority, this.configuration, this.ports.known) : NO_PLACE
    const since = Math.min(this.abandoned.since(call?.customer ?? '', queue, this.now()) ?? enteredAt, enteredAt)
    const where = { callId, legId, queue, language, waiting, head, staffing, enteredAt: since }
    const rank = this.routing.waiting.positionOf({ id, queue, head, marks: place.marks, enteredAt: since })
    const estimate = head || place.silent ? null : this.expectedWait(queue.id, rank)
    const state = this.hoursOf(queue)
    const away = this.console.away(queue.id)
    const told = {
      ...(estimate ? { estimate } : {}),
      ...(state === 'open' ? {} : { hours: state }),
      ...(away ? { away } : {}),
    }
    const enter = { type: 'enter', ...where, customer: call?.customer ?? '', ...place, ...told } as const
    this.runner.dispatch('queue-entry', id, enter)
  }

  /** By its hours; a queue without any is open. */
  hoursOf({ hours }: QueueConfig): 'open' | 'closed' | 'holiday' {
    const own = hours && this.configuration.hours.find(({ id }) => id === hours.id)
    return own ? hoursState(own, this.now()) : 'open'
  }

  /** W7: null when an agent is free for who stands there, and when nobody is at work. */
  expectedWait(queueId: QueueId, rank: number): WaitEstimate | null {
    if (this.routing.agents.freeCount(queueId) >= rank) return null
    return this.waits.expected(queueId, rank, this.routing)
  }

  /** Gives the gateway a command when what led to it is on disk. */
  command(command: GatewayCommand): void {
    this.runner.afterCommit(() => this.ports.send(command))
  }

  private startDay(): void {
    const next = dayStart(this.now() + 26 * 3_600_000)
    this.ports.clock.at(next, () => {
      this.counters.reset()
      this.reindex()
      this.startDay()
    })
  }
}
