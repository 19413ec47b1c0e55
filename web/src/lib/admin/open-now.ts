// Whether opening hours are open at an instant, and until when, as the page tells it. Pure.
import type { OpeningHours } from '#protocol/hours-config'

type Hours = Pick<OpeningHours, 'spans' | 'special' | 'forced' | 'forcedUntil' | 'zone'>
const DAY_MINUTES = 1440
const DAY_MS = DAY_MINUTES * 60_000
/** So many days are looked at for the next change: a long holiday and the week after it. */
const AHEAD = 15

/** The zone's date as that day's midnight in UTC, to reckon with, and the minute of that day. */
function localTime(at: number, timeZone: string): { midnight: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string): number => Number(parts.find((candidate) => candidate.type === type)?.value ?? '0')
  const midnight = Date.UTC(part('year'), part('month') - 1, part('day'))
  return { midnight, minute: part('hour') * 60 + part('minute') }
}

function spansOf({ spans, special = [] }: Hours, midnight: number): readonly { from: number; to: number }[] {
  const date = new Date(midnight)
  const text = date.toISOString().slice(0, 10)
  const own =
    special.find((day) => !day.yearly && day.date === text) ??
    special.find((day) => day.yearly && day.date.slice(5) === text.slice(5))
  return own ? own.spans : spans.filter((span) => span.days.includes(date.getUTCDay()))
}

export const isForced = ({ forced, forcedUntil = null }: Pick<Hours, 'forced' | 'forcedUntil'>, at: number): boolean =>
  forced !== 'auto' && (forcedUntil === null || at < forcedUntil)

export type OpenNow = { open: boolean; untilMinute: number | null }

/** `untilMinute` is the minute of the day of the next change; null when forced or when nothing changes for two weeks. */
export function openNow(hours: Hours, at: number): OpenNow {
  if (isForced(hours, at)) return { open: hours.forced === 'open', untilMinute: null }
  const { midnight, minute: now } = localTime(at, hours.zone)
  let open: boolean | null = null
  for (let day = 0; day < AHEAD; day++) {
    const spans = spansOf(hours, midnight + day * DAY_MS)
    for (let minute = day === 0 ? now : 0; minute < DAY_MINUTES; minute++) {
      const isOpen = spans.some(({ from, to }) => minute >= from && minute < to)
      open ??= isOpen
      if (isOpen !== open) return { open, untilMinute: minute }
    }
  }
  return { open: open === true, untilMinute: null }
}
