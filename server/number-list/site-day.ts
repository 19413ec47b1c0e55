// Days as the site has them.
import type { Ms } from '#protocol/ids'
import { localTime } from '../flow/local-time.ts'
import { listHours } from '../hours/hours-store.ts'
import type { Database } from '../store/database.ts'

const DAY_MS: Ms = 86_400_000

/** The zone of the first opening hours, else the machine's. */
export const siteZone = (core: Database): string =>
  listHours(core)[0]?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone

export const dayAt = (zone: string, at: Ms): string => localTime(zone, at).date

/** The midnight that ends a day, YYYY-MM-DD. */
export function endOfDay(day: string, zone: string): Ms {
  const utc = Date.parse(`${day}T00:00:00Z`) + DAY_MS
  const offsetAt = (at: Ms): Ms => {
    const { date, time } = localTime(zone, at)
    return Date.parse(`${date}T${time}Z`) - at
  }
  // Summer time may begin between the first guess and the midnight meant.
  return utc - offsetAt(utc - offsetAt(utc))
}

/** So many days on, today counted as none. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
