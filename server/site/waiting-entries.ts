// Entries of queues as decisions and settings see them.
import type { QueueConfig } from '#protocol/queue-config'
import type { QueueEntry } from '../queue/entry-place.ts'
import { ringsAtSeveral } from '../queue/strategy.ts'
import type { AskableEntry } from '../queue/waiting.ts'

/** What decisions need of an entry: null when it cannot be offered to anybody more. */
export const askable = (entry: QueueEntry): AskableEntry | null => {
  if (entry.state === 'waiting') return entry
  const ringsAtMore = entry.state === 'offered' && ringsAtSeveral(entry.queue.strategy)
  return ringsAtMore ? entry : null
}

/** Entries whose queue is not as they know it, with the queue as it is. */
export function* changedEntries(
  entries: Iterable<QueueEntry>,
  queues: readonly QueueConfig[],
): Generator<[string, QueueConfig]> {
  const present = new Map(queues.map((queue) => [queue.id, queue]))
  const same = new Map<QueueConfig, boolean>()
  for (const entry of [...entries]) {
    if (entry.state === 'new' || entry.state === 'ended') continue
    const queue = present.get(entry.queue.id)
    if (!queue) continue
    const isSame = same.get(entry.queue) ?? JSON.stringify(entry.queue) === JSON.stringify(queue)
    same.set(entry.queue, isSame)
    if (!isSame) yield [entry.id, queue]
  }
}
