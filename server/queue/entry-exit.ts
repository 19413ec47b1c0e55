// How a caller leaves a queue without an agent. Rules Q11, Q20, Q21, Q31, X1-X9 in SPEC.md.
import type { WayOut } from '../callback/callback-inputs.ts'
import type { ConsoleEntryInput } from '../console/console-inputs.ts'
import type { Effect } from '../machine/effects.ts'
import {
  clearTimers,
  ended,
  endOffer,
  type Offered,
  type Place,
  type QueueEntry,
  tellCall,
  type Waiting,
} from './entry-place.ts'
import { sound, stopPlayer } from './entry-sound.ts'
import { isPromised, unstaffedTarget } from './limits.ts'
import type { LeftQueue } from './queue-inputs.ts'

function goOn(entry: Place, why: LeftQueue, target: WayOut): [QueueEntry, Effect[]] {
  return [
    ended(entry),
    [...clearTimers, stopPlayer(entry), tellCall(entry.callId, { type: 'queue.left', why, target })],
  ]
}

/** Q11, X6. An overflow that has been taken back meanwhile moves nobody. */
export function timeUp(entry: Waiting, why: 'timeout' | 'overflow'): [QueueEntry, Effect[]] {
  const { targets, overflow } = entry.queue
  const target = why === 'timeout' ? targets.timeout : overflow?.target
  return target ? goOn(entry, why, target) : [{ ...entry, overdue: null }, []]
}

/** Q21: who presses a key goes at once, also while it rings. */
export function pressed(entry: Waiting | Offered, digit: string): [QueueEntry, Effect[]] {
  const target = entry.queue.keys[digit]
  if (!target) return [entry, []]
  return target.kind === 'callback' ? askedBack(entry) : goAtOnce(entry, 'key', target)
}

/** Q31: with the place kept; who cannot be called back is told so and waits on. */
function askedBack(entry: Waiting | Offered): [QueueEntry, Effect[]] {
  const { id: queueId, callback } = entry.queue
  const promise = callback && { queueId, place: entry.enteredAt, tries: callback.tries, pauseMs: callback.pauseMs }
  if (promise && entry.callable) return goAtOnce(entry, 'key', { kind: 'callback', ...promise })
  if (entry.state === 'offered') return [entry, []]
  const [next, play] = sound(entry, 'announcement', ['callback-not-possible'])
  return [next, [play]]
}

/** Whoever's phone rings is told that the offer is withdrawn. */
export function goAtOnce(entry: Waiting | Offered, why: LeftQueue, target: WayOut): [QueueEntry, Effect[]] {
  const withdrawn =
    entry.state === 'offered' ? entry.offers.map((offer) => endOffer(offer, 'withdrawn', entry.queue)) : []
  const [gone, effects] = goOn(entry, why, target)
  return [gone, [...withdrawn, ...effects]]
}

/** CS5: away from the console; a phone that rings goes on ringing. */
export function sentOn(entry: Waiting | Offered, { why, target }: ConsoleEntryInput): [QueueEntry, Effect[]] {
  const stays = why === 'automatic' && isPromised(entry)
  return stays || entry.state === 'offered' ? [entry, []] : goOn(entry, why, target)
}

/** Q20. One put back at the head was promised an agent and waits. */
export function unstaffed(entry: Waiting | Offered, staffing: 'nobody' | 'on-break'): [QueueEntry, Effect[]] {
  const target = unstaffedTarget(entry.queue, staffing)
  return target === null || isPromised(entry) || entry.state === 'offered' ? [entry, []] : goOn(entry, staffing, target)
}

export function leave(entry: Waiting | Offered): [QueueEntry, Effect[]] {
  const offers = entry.state === 'offered' ? entry.offers : []
  return [
    ended(entry),
    [...clearTimers, stopPlayer(entry), ...offers.map((offer) => endOffer(offer, 'withdrawn', entry.queue))],
  ]
}
