// Public holidays and make-up workdays (调休) of a year. GET /holidays → HolidayYear[]; PUT /holidays/:year HolidayBody; DELETE.
import { type Static, Type } from '@sinclair/typebox'
import { Name, strict } from './fields.ts'

const CalendarDate = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })

/** From and to inclusive; 'work' = a weekend day that is worked. */
export const HolidayPeriod = Type.Object(
  {
    from: CalendarDate,
    to: CalendarDate,
    name: Name,
    kind: Type.Union([Type.Literal('off'), Type.Literal('work')]),
  },
  strict,
)
export type HolidayPeriod = Static<typeof HolidayPeriod>

export const HolidayBody = Type.Object({ periods: Type.Array(HolidayPeriod, { minItems: 1, maxItems: 100 }) }, strict)
/** A year that is not in the list has not been entered: its weeks are ordinary ones. */
export type HolidayYear = { year: number; periods: HolidayPeriod[] }
