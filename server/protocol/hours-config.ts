// Opening hours: a week's spans and the days that are not as the week says.
import { type Static, Type } from '@sinclair/typebox'
import { Name, strict } from './fields.ts'
import { Id } from './ids.ts'

const Day = Type.Integer({ minimum: 0, maximum: 6 })
const Minute = Type.Integer({ minimum: 0, maximum: 1440 })
/** A day of its own hours: a holiday when it has no span, else open in its spans alone. */
export const SpecialDay = Type.Object(
  {
    date: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }),
    spans: Type.Array(Type.Object({ from: Minute, to: Minute }, strict), { maxItems: 10 }),
    /** On this day of every year; the date's year is when it began. */
    yearly: Type.Optional(Type.Boolean()),
  },
  strict,
)
export type SpecialDay = Static<typeof SpecialDay>

/** Opening hours: local minutes of the site's zone; 0 = Sunday. */
export const OpeningHours = Type.Object(
  {
    id: Id,
    name: Name,
    zone: Type.String({ maxLength: 60 }),
    spans: Type.Array(
      Type.Object(
        {
          days: Type.Array(Day, { maxItems: 7 }),
          from: Type.Integer({ minimum: 0, maximum: 1440 }),
          to: Type.Integer({ minimum: 0, maximum: 1440 }),
        },
        strict,
      ),
      { maxItems: 50 },
    ),
    /** Days that the week's spans are not for; missing in older events. */
    special: Type.Optional(Type.Array(SpecialDay, { maxItems: 400 })),
    /** Goes by the calendar of public holidays; `workday`: the weekday whose spans a make-up workday has. Null or missing: does not. */
    calendar: Type.Optional(Type.Union([Type.Object({ workday: Day }, strict), Type.Null()])),
    /** 'open' and 'closed' override the spans until set back to 'auto'. */
    forced: Type.Union([Type.Literal('auto'), Type.Literal('open'), Type.Literal('closed')]),
    /** From then on they are as 'auto'. Null or missing: until set back. */
    forcedUntil: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
  },
  strict,
)
export type OpeningHours = Static<typeof OpeningHours>
