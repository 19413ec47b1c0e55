import type { OpeningHours } from '#protocol/hours-config'
import type { Ms } from '#protocol/ids'
import { localTime } from './local-time.ts'

/**
 * Open now? A forced state wins, as long as it holds; else the spans of a special day, by its date before one of every year (none: a holiday); else any span of the week that holds
 * the local minute (from included, to excluded).
 */
export function hoursState(hours: OpeningHours, at: Ms): 'open' | 'closed' | 'holiday' {
  if (isForced(hours, at) && hours.forced !== 'auto') return hours.forced
  const { date, day, minute } = localTime(hours.zone, at)
  const holds = (span: { from: number; to: number }) => minute >= span.from && minute < span.to
  const special =
    hours.special?.find((candidate) => !candidate.yearly && candidate.date === date) ??
    hours.special?.find((candidate) => candidate.yearly && candidate.date.slice(5) === date.slice(5))
  if (special?.spans.length === 0) return 'holiday'
  const spans = special ? special.spans : hours.spans.filter((span) => span.days.includes(day))
  return spans.some(holds) ? 'open' : 'closed'
}

export const isForced = ({ forced, forcedUntil = null }: OpeningHours, at: Ms): boolean =>
  forced !== 'auto' && (forcedUntil === null || at < forcedUntil)

export const isOpen = (hours: OpeningHours, at: Ms): boolean => hoursState(hours, at) === 'open'

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null
  } catch {
    return false
  }
}
