// Guards against toll fraud: what calls cost, how much may be spent, when and where nobody calls. What each means: server/outbound/SPEC.md.
// GET, PUT /toll-guard TollGuardBody. GET /toll-blocks TollBlock[]. POST /toll-blocks/:id/lift.
import { type Static, Type } from '@sinclair/typebox'
import { strict } from './fields.ts'
import { Id } from './ids.ts'
import { DestinationClass } from './outbound-rules.ts'

const oneOf = <const T extends readonly (string | number)[]>(...values: T) =>
  Type.Unsafe<T[number]>(Type.Union(values.map((value) => Type.Literal(value))))

// Money is a whole number of ten-thousandths of the currency.

export const TollScope = oneOf('person', 'team', 'line', 'site')
export type TollScope = Static<typeof TollScope>

const TollPrice = Type.Object(
  {
    /** Money for a minute. */
    perMinute: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
    /** Seconds that a begun one counts as. */
    roundS: oneOf(1, 6, 60),
  },
  strict,
)
export type TollPrice = Static<typeof TollPrice>

const Amount = (maximum: number) => Type.Union([Type.Integer({ minimum: 0, maximum }), Type.Null()])

export const TollCap = Type.Object(
  {
    id: Id,
    scope: TollScope,
    /** People, teams or lines by their ids, each for itself; none: every one. */
    of: Type.Array(Id, { maxItems: 2000 }),
    /** What counts, and what is barred at the cap. None: all. */
    classes: Type.Array(DestinationClass, { maxItems: 6 }),
    per: oneOf('day', 'month'),
    minutes: Amount(10_000_000),
    money: Amount(1_000_000_000_000),
  },
  strict,
)
export type TollCap = Static<typeof TollCap>

export const TollGuardBody = Type.Object(
  {
    /** ISO 4217 */
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    prices: Type.Object(
      {
        local: TollPrice,
        national: TollPrice,
        mobile: TollPrice,
        service: TollPrice,
        special: TollPrice,
        international: TollPrice,
      },
      strict,
    ),
    caps: Type.Array(TollCap, { maxItems: 100 }),
    /** Running calls are ended where a cap is reached. */
    endsRunning: Type.Boolean(),
    /** Outside these hours only these classes are called; null: no such window. */
    night: Type.Union([
      Type.Object({ hours: Id, classes: Type.Array(DestinationClass, { maxItems: 6 }) }, strict),
      Type.Null(),
    ]),
    /** So many calls abroad or to special numbers that begin with the same digits; 0 = never. */
    samePrefix: Type.Object(
      {
        calls: Type.Integer({ minimum: 0, maximum: 10_000 }),
        withinMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
        digits: Type.Integer({ minimum: 1, maximum: 10 }),
      },
      strict,
    ),
    /** So many of them by one person that end within so many seconds; 0 = never. */
    short: Type.Object(
      {
        calls: Type.Integer({ minimum: 0, maximum: 10_000 }),
        withinMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
        underS: Type.Integer({ minimum: 1, maximum: 600 }),
      },
      strict,
    ),
  },
  strict,
)
export type TollGuardSetting = Static<typeof TollGuardBody>

/** What barred: calls an hour, minutes or money of a cap, one of the two bursts. */
export const TollReason = oneOf('calls', 'minutes', 'money', 'same-prefix', 'short')
export type TollReason = Static<typeof TollReason>

export type TollBlock = {
  id: string
  reason: TollReason
  scope: TollScope | 'prefix'
  /** Name of the person, team or line; the digits of a prefix; '' = the site. */
  name: string
  per: 'hour' | 'day' | 'month' | null
  /** Calls, minutes or money. */
  limit: number
  since: number
  /** Null: it stands. `by`: who lifted it; '' = its time was over. */
  ended: { at: number; by: string } | null
}
