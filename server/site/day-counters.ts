// What today's columns show and strategies count; rebuilt from the event log at start, counted from the same inputs afterwards.
import type { AgentId, CallId, Ms, QueueId } from '#protocol/ids'
import type { DayWork } from '../queue/strategy.ts'
import type { LoggedInput } from '../runner/event-log.ts'

export type QueueDay = { offered: number; answered: number; answeredInTime: number; abandoned: number }
/** `counts`: a caller on the phone, not a call-back that stands (Q32). */
type Entered = { callId: CallId; queueId: QueueId; enteredAt: Ms; serviceLevelMs: Ms; counts: boolean }
type AgentDay = DayWork & { talkingSince: Ms | null }

const NOTHING: QueueDay = { offered: 0, answered: 0, answeredInTime: 0, abandoned: 0 }
const IDLE_DAY: AgentDay = { calls: 0, rings: 0, talkMs: 0, load: 0, talkingSince: null }
/** S4: what an agent has talked weighs half as much each time this has passed. */
const LOAD_HALF_LIFE: Ms = 3_600_000

export class DayCounters {
  private readonly queues = new Map<QueueId, QueueDay>()
  private readonly agents = new Map<AgentId, AgentDay>()
  private readonly entered = new Map<string, Entered>()
  private readonly asked = new Map<QueueId, AgentId>()

  queue(id: QueueId): QueueDay {
    return this.queues.get(id) ?? NOTHING
  }

  workOf(agentId: AgentId): DayWork {
    return this.agents.get(agentId) ?? IDLE_DAY
  }

  /** Whom the queue asked last: where round robin goes on. */
  lastAsked(queueId: QueueId): AgentId | null {
    return this.asked.get(queueId) ?? null
  }

  /** A new day: entries still waiting are counted where they end, round robin goes on. */
  reset(): void {
    this.queues.clear()
    this.agents.clear()
  }

  count({ machine, machineId, at, input }: LoggedInput): void {
    if (machine === 'call' && input.type === 'dialed') this.add(input.agentId, 'calls', 1)
    // It was sent on: the queue was full, or the time was up.
    if (machine === 'call' && input.type === 'queue.left') this.forget(machineId)
    if (machine === 'agent' && input.type === 'talking') this.talks(machineId, at)
    if (machine === 'agent' && input.type === 'call-ended') this.talked(machineId, at)
    if (machine !== 'queue-entry') return
    if (input.type === 'enter') {
      const { id: queueId, serviceLevelMs } = input.queue
      const { callId, enteredAt, head, silent = false } = input
      this.entered.set(machineId, { callId, queueId, enteredAt, serviceLevelMs, counts: !silent })
      if (!head && !silent) this.addToQueue(queueId, 'offered')
    }
    const entry = this.entered.get(machineId)
    if (!entry) return
    if (input.type === 'offer') {
      this.asked.set(entry.queueId, input.agentId)
      this.add(input.agentId, 'rings', 1)
    }
    if (input.type === 'accept' || input.type === 'pick-up') {
      this.add(input.agentId, 'calls', 1)
      if (entry.counts) this.answered(entry, at)
    }
    if (input.type === 'leave' && entry.counts) this.addToQueue(entry.queueId, 'abandoned')
    if (input.type === 'accept' || input.type === 'pick-up' || input.type === 'leave') this.entered.delete(machineId)
  }

  private answered({ queueId, enteredAt, serviceLevelMs }: Entered, at: Ms): void {
    this.addToQueue(queueId, 'answered')
    if (at - enteredAt <= serviceLevelMs) this.addToQueue(queueId, 'answeredInTime')
  }

  private forget(callId: CallId): void {
    for (const [id, entry] of this.entered) if (entry.callId === callId) this.entered.delete(id)
  }

  /** Talking again after a hold is the same talk. */
  private talks(agentId: AgentId, at: Ms): void {
    const day = this.agents.get(agentId) ?? IDLE_DAY
    if (day.talkingSince === null) this.agents.set(agentId, { ...day, talkingSince: at })
  }

  private talked(agentId: AgentId, at: Ms): void {
    const day = this.agents.get(agentId)
    if (!day || day.talkingSince === null) return
    const ms = Math.max(0, at - day.talkingSince)
    const load = day.load + ms * 2 ** ((at - dayStart(at)) / LOAD_HALF_LIFE)
    this.agents.set(agentId, { ...day, talkMs: day.talkMs + ms, load, talkingSince: null })
  }

  private add(agentId: AgentId, column: 'calls' | 'rings', count: number): void {
    const day = this.agents.get(agentId) ?? IDLE_DAY
    this.agents.set(agentId, { ...day, [column]: day[column] + count })
  }

  private addToQueue(id: QueueId, column: keyof QueueDay): void {
    const day = this.queue(id)
    this.queues.set(id, { ...day, [column]: day[column] + 1 })
  }
}

/** Midnight of the server's zone before `at`. */
export function dayStart(at: Ms): Ms {
  const date = new Date(at)
  date.setHours(0, 0, 0, 0)
  return date.getTime()
}
