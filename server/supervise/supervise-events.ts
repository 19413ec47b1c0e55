// A call's timeline for those who must not read from it that somebody listened.
import type { StoredEvent } from '../call/call-store.ts'

type Begun = { legId: string; agentId: string }

/** Without the supervisions and all that the supervisor's leg and seat did for them; what a take-over began stays. */
export function withoutSupervision(events: readonly StoredEvent[]): StoredEvent[] {
  const hidden = new Set<string>()
  return events.filter((event) => {
    const told = JSON.parse(event.data) as Partial<Begun>
    if (event.machine === 'supervision') {
      if (event.type === 'begin' && told.legId && told.agentId) hidden.add(told.legId).add(told.agentId)
      if (event.type === 'taken-over') hidden.clear()
      return false
    }
    if (event.machine === 'call') return event.type !== 'supervised' && !hidden.has(told.legId ?? '')
    return !hidden.has(event.machineId)
  })
}
