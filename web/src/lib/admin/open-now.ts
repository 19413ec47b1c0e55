// Whether opening hours are open at an instant, and until when, as the page tells it. Pure.
import type { OpeningHours } from '#protocol/config'

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const week = 7 * 1440

function minuteOfWeek(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '0'
  return dayNames.indexOf(part('weekday')) * 1440 + Number(part('hour')) * 60 + Number(part('minute'))
}

export type OpenNow = { open: boolean; untilMinute: number | null }

/** `untilMinute` is the minute of the day of the next change; null when forced or when nothing ever changes. */
export function openNow(hours: Pick<OpeningHours, 'spans' | 'forced' | 'zone'>, at: number): OpenNow {
  if (hours.forced !== 'auto') return { open: hours.forced === 'open', untilMinute: null }
  const isOpen = (minute: number): boolean => {
    const day = Math.floor(minute / 1440) % 7
    const time = minute % 1440
    return hours.spans.some((span) => span.days.includes(day) && time >= span.from && time < span.to)
  }
  const start = minuteOfWeek(at, hours.zone)
  const open = isOpen(start)
  for (let step = 1; step <= week; step += 1)
    if (isOpen((start + step) % week) !== open) return { open, untilMinute: (start + step) % 1440 }
  return { open, untilMinute: null }
}
