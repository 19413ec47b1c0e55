import type { HolidayPeriod, HolidayYear } from '#protocol/holidays'
import type { OpeningHours } from '#protocol/hours-config'
import type { Database } from '../store/database.ts'
import { withCalendar } from './holiday-calendar.ts'
import { listHours } from './hours-store.ts'

export const listHolidays = (core: Database): HolidayYear[] =>
  core
    .all<{ year: number; periods: string }>('select year, periods from holiday_year order by year')
    .map(({ year, periods }) => ({ year, periods: JSON.parse(periods) as HolidayPeriod[] }))

export function saveHolidays(core: Database, { year, periods }: HolidayYear): void {
  core.run('insert or replace into holiday_year (year, periods) values (?, ?)', year, JSON.stringify(periods))
}

export const deleteHolidays = (core: Database, year: number): boolean =>
  core.run('delete from holiday_year where year = ?', year).changes > 0

/** The opening hours as they count: the calendar is in them. */
export function hoursInForce(core: Database): OpeningHours[] {
  const years = listHolidays(core)
  return listHours(core).map((hours) => withCalendar(hours, years))
}
