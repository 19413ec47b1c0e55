// When opening hours open next, by their days alone. Pure.
import type { OpeningHours } from '#protocol/hours-config'
import type { Ms } from '#protocol/ids'
import { localTime } from '../flow/local-time.ts'
import { isOpen } from '../flow/opening-hours.ts'

const MINUTE_MS: Ms = 60_000
const DAY_MS: Ms = 86_400_000
/** A long holiday and the week after it. */
const DAYS = 15

/** Where they are open now, the opening after that; null: none within the days looked at. */
export function nextOpening(hours: OpeningHours, at: Ms): Ms | null {
  const byTime: OpeningHours = { ...hours, forced: 'auto' }
  const opens = (instant: Ms) => isOpen(byTime, instant) && !isOpen(byTime, instant - MINUTE_MS)
  const spans = [...hours.spans, ...(hours.special ?? []).flatMap((day) => day.spans)]
  const minutes = [...new Set(spans.map(({ from }) => from))].sort((a, b) => a - b)
  for (let day = 0; day < DAYS; day++)
    for (const minute of minutes) {
      const instant = instantOf(hours.zone, at + day * DAY_MS, minute)
      if (instant > at && opens(instant)) return instant
    }
  return null
}

/** The minute of the local day that holds `at`; the clock may be put forward or back on it. */
function instantOf(zone: string, at: Ms, minute: number): Ms {
  const start = at - (at % MINUTE_MS)
  const first = start + (minute - localTime(zone, start).minute) * MINUTE_MS
  return first + (minute - localTime(zone, first).minute) * MINUTE_MS
}
