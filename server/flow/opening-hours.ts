import type { OpeningHours } from '#protocol/hours-config'
import type { Ms } from '#protocol/ids'

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
type LocalTime = { date: string; day: number; minute: number }

/** Date, weekday (0 = Sunday) and minute of the day in a zone; an unknown zone counts as UTC. */
export function localTime(zone: string, at: Ms): LocalTime {
  const options = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const partsIn = (timeZone: string) =>
    new Intl.DateTimeFormat('en-US', { ...options, ...date, timeZone }).formatToParts(at)
  let parts: Intl.DateTimeFormatPart[]
  try {
    parts = partsIn(zone)
  } catch {
    parts = partsIn('UTC')
  }
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    day: WEEKDAYS.indexOf(part('weekday')),
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  }
}

/**
 * Open now? A forced state wins; else the spans of a special day (none: a holiday); else any span of the week that holds
 * the local minute (from included, to excluded).
 */
export function hoursState(hours: OpeningHours, at: Ms): 'open' | 'closed' | 'holiday' {
  if (hours.forced !== 'auto') return hours.forced
  const { date, day, minute } = localTime(hours.zone, at)
  const holds = (span: { from: number; to: number }) => minute >= span.from && minute < span.to
  const special = hours.special?.find((candidate) => candidate.date === date)
  if (special?.spans.length === 0) return 'holiday'
  const spans = special ? special.spans : hours.spans.filter((span) => span.days.includes(day))
  return spans.some(holds) ? 'open' : 'closed'
}

export const isOpen = (hours: OpeningHours, at: Ms): boolean => hoursState(hours, at) === 'open'

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null
  } catch {
    return false
  }
}
