// Callers who hung up waiting, so that one who soon calls again has the old place; from the same events as the day's counters.

import type { Ms, QueueId } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import type { LoggedInput } from '../runner/event-log.ts'

type Entered = { queueId: QueueId; customer: string; enteredAt: Ms }
type Left = { enteredAt: Ms; at: Ms }

/** The longest time for which a queue may keep a place. */
const LONGEST: Ms = 86_400_000
/** Places remembered at most; the oldest is forgotten. */
const MOST = 10_000

export class Abandoned {
  private readonly entered = new Map<string, Entered>()
  private readonly left = new Map<string, Left>()

  /** Since when the caller has waited whom this queue remembers, or null. */
  since(customer: string, { id, returnMs }: QueueConfig, now: Ms): Ms | null {
    const left = this.left.get(`${id} ${customer}`)
    if (!left || customer === '' || now - left.at > returnMs) return null
    return left.enteredAt
  }

  count({ machine, machineId, at, input }: LoggedInput): void {
    if (machine !== 'queue-entry') return
    if (input.type === 'enter' && input.customer && !input.silent) {
      const { customer, enteredAt, queue } = input
      this.entered.set(machineId, { queueId: queue.id, customer, enteredAt })
      this.left.delete(`${queue.id} ${customer}`)
    }
    if (input.type === 'leave') this.leaves(machineId, at)
    if (input.type === 'leave' || input.type === 'accept' || input.type === 'pick-up') this.entered.delete(machineId)
  }

  private leaves(machineId: string, at: Ms): void {
    const entry = this.entered.get(machineId)
    if (!entry) return
    const key = `${entry.queueId} ${entry.customer}`
    this.left.delete(key)
    this.left.set(key, { enteredAt: entry.enteredAt, at })
    for (const [oldest, { at: since }] of this.left) {
      if (this.left.size <= MOST && at - since <= LONGEST) break
      this.left.delete(oldest)
    }
  }
}
