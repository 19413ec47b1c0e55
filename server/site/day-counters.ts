// What today's columns show; rebuilt from the event log at start, counted from the same inputs afterwards.
import type { AgentId, CallId, Ms, QueueId } from '#protocol/ids'
import type { LoggedInput } from '../runner/event-log.ts'

export type QueueDay = { offered: number; answered: number; answeredInTime: number; abandoned: number }
type Entered = { callId: CallId; queueId: QueueId; enteredAt: Ms; serviceLevelMs: Ms }

const NOTHING: QueueDay = { offered: 0, answered: 0, answeredInTime: 0, abandoned: 0 }

export class DayCounters {
  private readonly queues = new Map<QueueId, QueueDay>()
  private readonly agents = new Map<AgentId, number>()
  private readonly entered = new Map<string, Entered>()

  queue(id: QueueId): QueueDay {
    return this.queues.get(id) ?? NOTHING
  }

  callsOf(agentId: AgentId): number {
    return this.agents.get(agentId) ?? 0
  }

  /** A new day: entries still waiting are counted where they end. */
  reset(): void {
    this.queues.clear()
    this.agents.clear()
  }

  count({ machine, machineId, at, input }: LoggedInput): void {
    if (machine === 'call' && input.type === 'dialed') this.addCall(input.agentId)
    // It was sent on: the queue was full, or the time was up.
    if (machine === 'call' && input.type === 'queue.left') this.forget(machineId)
    if (machine !== 'queue-entry') return
    if (input.type === 'enter') {
      const { id: queueId, serviceLevelMs } = input.queue
      this.entered.set(machineId, { callId: input.callId, queueId, enteredAt: input.enteredAt, serviceLevelMs })
      if (!input.head) this.add(queueId, 'offered')
    }
    const entry = this.entered.get(machineId)
    if (!entry) return
    if (input.type === 'accept') {
      this.addCall(input.agentId)
      this.add(entry.queueId, 'answered')
      if (at - entry.enteredAt <= entry.serviceLevelMs) this.add(entry.queueId, 'answeredInTime')
    }
    if (input.type === 'leave') this.add(entry.queueId, 'abandoned')
    if (input.type === 'accept' || input.type === 'leave') this.entered.delete(machineId)
  }

  private forget(callId: CallId): void {
    for (const [id, entry] of this.entered) if (entry.callId === callId) this.entered.delete(id)
  }

  private addCall(agentId: AgentId): void {
    this.agents.set(agentId, this.callsOf(agentId) + 1)
  }

  private add(id: QueueId, column: keyof QueueDay): void {
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
