// When the next of a repetition is. Rule WU9 in SPEC.md.
import type { Ms } from '#protocol/ids'
import { localTime } from '../flow/local-time.ts'
import type { WakeUpWish } from './wake-up-inputs.ts'

const DAY_MINUTES = 1440
const DAY_MS: Ms = 86_400_000

/** The first time of the repetition after `after` that is later than `now`; null of one that comes once. */
export function nextTime(wish: Pick<WakeUpWish, 'at' | 'zone' | 'repeat'>, after: Ms, now: Ms): Ms | null {
  if (wish.repeat === 'once') return null
  const { minute } = localTime(wish.zone, wish.at)
  let next = after
  do {
    next = atMinute(wish.zone, next + DAY_MS, minute)
  } while (next <= now || !isMeant(wish, next))
  return next
}

/** The first time itself, or the next that the repetition means. */
export const firstTime = (wish: Pick<WakeUpWish, 'at' | 'zone' | 'repeat'>, now: Ms): Ms =>
  isMeant(wish, wish.at) ? wish.at : (nextTime(wish, wish.at, now) ?? wish.at)

function isMeant({ repeat, zone }: Pick<WakeUpWish, 'zone' | 'repeat'>, at: Ms): boolean {
  if (repeat !== 'weekdays') return true
  const { day } = localTime(zone, at)
  return day !== 0 && day !== 6
}

/** Near `at`, where the clock of the zone shows this minute; a day that has no such minute has the one an hour before it. */
function atMinute(zone: string, at: Ms, minute: number): Ms {
  const off = (minute - localTime(zone, at).minute + 1.5 * DAY_MINUTES) % DAY_MINUTES
  return at + (off - DAY_MINUTES / 2) * 60_000
}
