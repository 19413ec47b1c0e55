// Who may not wait in a queue, or not any longer, and where they go instead. Rules Q2, Q20, Q22 and X1-X9 in SPEC.md.

import type { CallId } from '#protocol/ids'
import type { QueueConfig, QueueTarget } from '#protocol/queue-config'
import type { FlowTarget } from '../console/console-inputs.ts'
import type { LeftQueue, QueueEntryInput, Staffing } from './queue-inputs.ts'

type Away = { why: LeftQueue; target: QueueTarget | FlowTarget }

/** Q20: where a queue that nobody serves now sends its callers; null = they wait. */
export const unstaffedTarget = ({ targets }: QueueConfig, staffing: Staffing): QueueTarget | null =>
  staffing === 'nobody' ? targets.nobody : staffing === 'on-break' ? targets.onBreak : null

/** X1: where one who comes goes on to at once; null = he waits. */
export function sentAway(queue: QueueConfig, entering: QueueEntryInput & { type: 'enter' }): Away | null {
  const { waiting, staffing = 'at-work', hours = 'open', estimate, callId } = entering
  const { expectedLimit: limit, overflow } = queue
  if (queue.hours && hours !== 'open')
    return { why: hours, target: (hours === 'holiday' ? queue.hours.holiday : null) ?? queue.hours.closed }
  if (entering.away) return entering.away
  const unstaffed = unstaffedTarget(queue, staffing)
  if (unstaffed !== null && staffing !== 'at-work') return { why: staffing, target: unstaffed }
  if (waiting >= queue.maxWaiting) return { why: 'full', target: queue.targets.full }
  if (limit && estimate && estimate.medianMs > limit.ms) return { why: 'expected', target: limit.target }
  const isMany = overflow !== null && overflow.whenWaiting > 0 && waiting >= overflow.whenWaiting
  return isMany && isShared(queue, callId) ? { why: 'overflow', target: overflow.target } : null
}

type Placed = { head: boolean; promised: boolean; queue: QueueConfig; callId: CallId }

/** One put back at the head, or called back, was promised an agent. */
export const isPromised = ({ head, promised }: Pick<Placed, 'head' | 'promised'>): boolean => head || promised

/** CS5: who was promised an agent goes when the console is out of order, else waits. */
export function mayNotWait(queue: QueueConfig, entering: QueueEntryInput & { type: 'enter' }): Away | null {
  const { head, promised = false, away = null } = entering
  if (!isPromised({ head, promised })) return sentAway(queue, entering)
  return away?.why === 'out-of-order' ? away : null
}

/** X6, X9: after this a caller of the share overflows; 0 = never. */
export const overflowAfterMs = (place: Placed, queue = place.queue): number =>
  queue.overflow && !isPromised(place) && isShared(queue, place.callId) ? queue.overflow.afterMs : 0

/** X5: is this caller among the share that overflows? The same caller always is, or never. */
function isShared({ id, overflow }: QueueConfig, callId: CallId): boolean {
  return overflow !== null && hundredth(`${id} ${callId}`) < overflow.share
}

/** FNV-1a with a last mix: 0-99, alike for every text. */
function hundredth(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) % 100
}
