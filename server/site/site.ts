// One site's brain: owns the runner, turns outside effects into commands, decides who gets whom, shows what changed.
import type { Decision } from '#protocol/api'
import type { GatewayCommand, PlayItem } from '#protocol/gateway-messages'
import type { AgentId, Ms } from '#protocol/ids'
import type { Language } from '#protocol/reasons'
import { type Agent, newAgent } from '../agent/agent.ts'
import type { LiveCall } from '../call/call.ts'
import type { Clock } from '../clock.ts'
import type { CallRecord } from '../machine/inputs.ts'
import { type Candidate, decide, explain, rankEntries, type WaitingEntry } from '../queue/decide.ts'
import type { EventLog } from '../runner/event-log.ts'
import { type Changed, type OutsideEffect, Runner } from '../runner/runner.ts'
import type { SiteConfiguration } from './configuration.ts'
import { DayCounters, dayStart } from './day-counters.ts'

export type SitePorts = {
  clock: Clock
  log: EventLog
  /** Gives the gateway a command; it is kept until acknowledged. */
  send(command: GatewayCommand): void
  /** The prompt's file for a language, or null: it is missing or no sound. */
  prompt(name: string, language: Language): { name: string; sha256: string } | null
  /** These machines changed, and the change is on disk. */
  changed(changed: Changed[]): void
  ended(record: CallRecord, transferredTo: string | null): void
  promptMissing(name: string, language: Language): void
  fatal(cause: unknown): void
}

/** Prompts number-1 … number-50 exist in each language. */
const ANNOUNCED_UP_TO = 50

export class Site {
  readonly runner: Runner
  readonly counters = new DayCounters()
  private lease = 0
  private wake: (() => void) | null = null

  constructor(
    private readonly ports: SitePorts,
    public configuration: SiteConfiguration,
  ) {
    this.runner = new Runner(ports.clock, ports.log, {
      perform: (effect) => this.perform(effect),
      settle: () => this.match(),
      committed: (changed, inputs) => {
        for (const input of inputs) this.counters.count(input)
        ports.changed(changed)
      },
      fatal: (cause) => ports.fatal(cause),
    })
  }

  /** Brings back what was open when the last process ended. */
  recover(): void {
    for (const input of this.ports.log.countedInputsSince(dayStart(this.ports.clock.now()))) this.counters.count(input)
    this.runner.recover()
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

  waiting(): WaitingEntry[] {
    return [...this.runner.all('queue-entry')].filter((entry) => entry.state === 'waiting')
  }

  /** Rank of a call among the waiting of its queue, from 1; null when it does not wait. */
  position(callId: string): number | null {
    const mine = this.waiting().find((entry) => entry.callId === callId)
    return mine ? this.ranked(mine.queue.id).indexOf(mine) + 1 : null
  }

  /** The waiting of one queue, first served first. */
  ranked(queueId: string): WaitingEntry[] {
    return rankEntries(this.waiting().filter((entry) => entry.queue.id === queueId))
  }

  /** Why a call waits now: the decision as it would be made at this moment. */
  explain(callId: string): Decision | null {
    const entry = this.waiting().find((candidate) => candidate.callId === callId)
    if (!entry) return null
    return explain(entry, this.position(callId) ?? 1, this.candidates(), new Set(), this.now())
  }

  /** Settings have changed: who waits is matched anew. */
  reconfigure(configuration: SiteConfiguration): void {
    this.configuration = configuration
    this.runner.run(() => {})
  }

  private candidates(): Map<AgentId, Candidate> {
    const candidates = new Map<AgentId, Candidate>()
    for (const person of this.configuration.people.values())
      candidates.set(person.id, {
        agent: this.agent(person.id),
        name: person.name,
        callsToday: this.counters.callsOf(person.id),
      })
    return candidates
  }

  /** Makes every offer that can be made; wakes itself when an agent that refused a caller may be asked again. */
  private match(): void {
    const waiting = this.waiting()
    if (waiting.length === 0) return
    const now = this.now()
    const current = waiting.map((entry) => this.withPresentSettings(entry))
    for (const { entryId, agentId, decision } of decide(current, this.candidates(), now)) {
      this.lease = Math.max(this.lease + 1, now)
      this.runner.batch.decisions.push(decision)
      this.runner.dispatch('queue-entry', entryId, { type: 'offer', agentId, lease: this.lease })
    }
    const passes = waiting.flatMap((entry) => Object.values(entry.passed)).filter((until) => until > now)
    this.wake?.()
    this.wake = passes.length > 0 ? this.ports.clock.at(Math.min(...passes) + 1, () => this.runner.run(() => {})) : null
  }

  /** Members, order and priority count as they are now, not as they were when the caller came. */
  private withPresentSettings(entry: WaitingEntry): WaitingEntry {
    const queue = this.configuration.queues.find((candidate) => candidate.id === entry.queue.id)
    return queue && queue !== entry.queue ? { ...entry, queue } : entry
  }

  private perform(effect: OutsideEffect): void {
    switch (effect.type) {
      case 'gateway':
        this.command(effect.command)
        return
      case 'play':
        this.play(effect, effect.prompts)
        return
      case 'announce-position':
        this.play({ ...effect, loop: false, bargeIn: false }, this.positionPrompts(effect.entryId))
        return
      case 'start-flow': {
        const { id, callId, legId, flow, hours, at } = effect
        const { queues } = this.configuration
        this.runner.dispatch('flow-run', id, { type: 'start', callId, legId, flow, hours, queues, at })
        return
      }
      case 'enter-queue':
      case 'requeue':
        this.enterQueue(effect)
        return
      case 'open-recording': {
        const { recordingId, callId, legId, kind, box } = effect
        const startedAt = this.now()
        this.runner.batch.recordings.push({ id: recordingId, callId, kind, box, startedAt })
        this.command({ type: 'recording.start', recordingId, callId, legId, startedAt })
        return
      }
      case 'record':
        this.runner.batch.records.push(effect.record)
        this.runner.afterCommit(() => this.ports.ended(effect.record, effect.transferredTo))
    }
  }

  private enterQueue(effect: OutsideEffect & { type: 'enter-queue' | 'requeue' }): void {
    const { id, callId, legId, language, enteredAt } = effect
    const queue =
      effect.type === 'enter-queue' ? effect.queue : this.configuration.queues.find((q) => q.id === effect.queueId)
    if (!queue) {
      this.runner.dispatch('call', callId, { type: 'queue.left', why: 'timeout' })
      return
    }
    const waiting = this.waiting().filter((entry) => entry.queue.id === queue.id).length
    const head = effect.type === 'requeue'
    const enter = { type: 'enter', callId, legId, queue, language, waiting, head, enteredAt } as const
    this.runner.dispatch('queue-entry', id, enter)
  }

  /** Gives the gateway a command when what led to it is on disk. */
  command(command: GatewayCommand): void {
    this.runner.afterCommit(() => this.ports.send(command))
  }

  private play(
    player: { playerId: string; legId: string; language: Language; loop: boolean; bargeIn: boolean },
    prompts: string[],
  ): void {
    const { playerId, legId, language, loop, bargeIn } = player
    const items: PlayItem[] = []
    for (const name of prompts) {
      const prompt = this.ports.prompt(name, language)
      if (prompt) items.push({ kind: 'prompt', name: prompt.name, sha256: prompt.sha256 })
      else this.ports.promptMissing(name, language)
    }
    // Nothing to play still takes its turn: half a second of silence, then player.finished as ever.
    if (items.length === 0) items.push({ kind: 'silence', ms: 500 })
    this.command({ type: 'player.start', playerId, legId, items, loop, bargeIn })
  }

  private positionPrompts(entryId: string): string[] {
    const entry = this.runner.get('queue-entry', entryId)
    const position = entry && entry.state !== 'new' && entry.callId ? this.position(entry.callId) : null
    if (position === null || position > ANNOUNCED_UP_TO) return ['queue-wait']
    return ['position', `number-${position}`, 'position-after']
  }

  private startDay(): void {
    const next = dayStart(this.now() + 26 * 3_600_000)
    this.ports.clock.at(next, () => {
      this.counters.reset()
      this.startDay()
    })
  }
}
