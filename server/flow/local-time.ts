// Wall-clock time of a zone.
import type { Ms } from '#protocol/ids'

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
/** `date` YYYY-MM-DD, `time` hh:mm:ss, `day` 0 = Sunday, `minute` of the day. */
export type LocalTime = { date: string; time: string; day: number; minute: number }

const OPTIONS = {
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
} as const

/** An unknown zone counts as UTC. */
export function localTime(zone: string, at: Ms): LocalTime {
  const partsIn = (timeZone: string) => new Intl.DateTimeFormat('en-US', { ...OPTIONS, timeZone }).formatToParts(at)
  let parts: Intl.DateTimeFormatPart[]
  try {
    parts = partsIn(zone)
  } catch {
    parts = partsIn('UTC')
  }
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}:${part('second')}`,
    day: WEEKDAYS.indexOf(part('weekday')),
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  }
}
