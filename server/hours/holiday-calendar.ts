// The calendar of public holidays laid over opening hours. Pure. Rules X2-X6 in SPEC.md.
import type { HolidayPeriod, HolidayYear } from '#protocol/holidays'
import type { OpeningHours, SpecialDay } from '#protocol/hours-config'

const DAY_MS = 86_400_000

/** The hours with the calendar's days among the special ones, where they go by it. */
export function withCalendar(hours: OpeningHours, years: readonly HolidayYear[]): OpeningHours {
  const { calendar, spans, special = [] } = hours
  if (!calendar) return hours
  const workday = spans.filter(({ days }) => days.includes(calendar.workday)).map(({ from, to }) => ({ from, to }))
  const own = new Set(special.map(dayKey))
  const days = years.flatMap(({ periods }) =>
    periods.flatMap((period) =>
      datesOf(period)
        .filter((date) => !own.has(date) && !own.has(date.slice(5)))
        .map((date): SpecialDay => ({ date, spans: period.kind === 'off' ? [] : workday })),
    ),
  )
  return { ...hours, special: [...special, ...days] }
}

/** MM-DD of one that comes every year. */
const dayKey = ({ date, yearly }: SpecialDay): string => (yearly ? date.slice(5) : date)

function datesOf({ from, to }: HolidayPeriod): string[] {
  const dates: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS)
    dates.push(new Date(at).toISOString().slice(0, 10))
  return dates
}

export function isDate(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date)
}

/** X6; null when the periods can be those of the year. */
export function periodsFault(year: number, periods: readonly HolidayPeriod[]): string | null {
  const taken = new Set<string>()
  for (const period of periods) {
    if (!isDate(period.from) || !isDate(period.to)) return 'There is no such date'
    if (period.from > period.to) return 'A period ends before it begins'
    if (!period.from.startsWith(`${year}-`) || !period.to.startsWith(`${year}-`)) return 'A period is not in this year'
    for (const date of datesOf(period)) {
      if (taken.has(date)) return `Two periods have ${date}`
      taken.add(date)
    }
  }
  return null
}
