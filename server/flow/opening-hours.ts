import type { OpeningHours } from '#protocol/config'
import type { Ms } from '#protocol/ids'

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Weekday (0 = Sunday) and minute of the day in a zone; an unknown zone counts as UTC. */
function localTime(zone: string, at: Ms): { day: number; minute: number } {
  const options = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  let parts: Intl.DateTimeFormatPart[]
  try {
    parts = new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone }).formatToParts(at)
  } catch {
    parts = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).formatToParts(at)
  }
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  return { day: WEEKDAYS.indexOf(part('weekday')), minute: Number(part('hour')) * 60 + Number(part('minute')) }
}

/** Open now? A forced state wins; else any span of today that holds the local minute (from included, to excluded). */
export function isOpen(hours: OpeningHours, at: Ms): boolean {
  if (hours.forced !== 'auto') return hours.forced === 'open'
  const { day, minute } = localTime(hours.zone, at)
  return hours.spans.some((span) => span.days.includes(day) && minute >= span.from && minute < span.to)
}
