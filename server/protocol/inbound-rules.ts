// Inbound rules: which next step a call takes, by number called, line, caller and time. What each means: server/inbound/SPEC.md.
// GET /inbound-rules → InboundRule[]; POST, PUT /inbound-rules/:id RuleBody; PUT /inbound-order OrderBody; GET, PUT /forced-inbound;
// POST /inbound-trial TrialBody → InboundReply; GET /area-codes → Area[]: landlines alone, mobile numbers have no place.
import { type Static, Type } from '@sinclair/typebox'
import { Name, strict } from './fields.ts'
import { Id, type Ms } from './ids.ts'
import { Language } from './reasons.ts'

const step = <K extends string, P extends Parameters<typeof Type.Object>[0]>(kind: K, properties: P) =>
  Type.Object({ kind: Type.Literal(kind), ...properties }, strict)
const spoken = { language: Language }
const Called = Type.String({ pattern: '^\\+?[0-9]{3,15}$' })

export const NextStep = Type.Union([
  step('flow', { flow: Id }),
  step('queue', { queue: Id, ...spoken }),
  step('agent', { agent: Id, ...spoken }),
  /** `box`: a seat's, or a queue's. */
  step('message', { box: Id, ...spoken }),
  step('number', { number: Type.String({ pattern: '^\\+?[0-9]{2,18}$' }), ...spoken }),
  /** Null: hung up without a word. */
  step('hang-up', { prompt: Type.Union([Type.String({ minLength: 1, maxLength: 60 }), Type.Null()]), ...spoken }),
])
export type NextStep = Static<typeof NextStep>

export const CallerMark = Type.Union([Type.Literal('vip'), Type.Literal('red'), Type.Literal('withheld')])
export type CallerMark = Static<typeof CallerMark>

/** Fields of the customer's record; level is vip, red, or empty; agent: the number of who looks after the customer. */
export const CustomerField = Type.Union([
  Type.Literal('name'),
  Type.Literal('company'),
  Type.Literal('note'),
  Type.Literal('level'),
  Type.Literal('agent'),
])
export type CustomerField = Static<typeof CustomerField>
export const CustomerTest = Type.Object(
  {
    field: CustomerField,
    op: Type.Union([
      Type.Literal('is'),
      Type.Literal('is-not'),
      Type.Literal('begins'),
      Type.Literal('contains'),
      Type.Literal('empty'),
      Type.Literal('filled'),
    ]),
    /** '' for those that compare with nothing. */
    to: Type.String({ maxLength: 200 }),
  },
  strict,
)
export type CustomerTest = Static<typeof CustomerTest>

/** A condition that names nothing holds for every call. */
export const InboundRule = Type.Object(
  {
    id: Id,
    name: Name,
    enabled: Type.Boolean(),
    numbers: Type.Array(Called, { maxItems: 200 }),
    lines: Type.Array(Id, { maxItems: 200 }),
    /** Any of these is enough. */
    caller: Type.Object(
      {
        /** As numbers are written here (138, 021), or from the + on (+1, +86138). */
        prefixes: Type.Array(Type.String({ pattern: '^\\+?[0-9]{1,15}$' }), { maxItems: 500 }),
        /** ISO 3166 countries of the number. */
        countries: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), { maxItems: 250 }),
        marks: Type.Array(CallerMark, { maxItems: 3 }),
        /** Number lists that the caller stands in. Missing in older rules, as are regions and customer. */
        lists: Type.Optional(Type.Array(Id, { maxItems: 200 })),
        /** Provinces (ISO 3166-2) and area codes of landlines. */
        regions: Type.Optional(Type.Array(Type.String({ pattern: '^(CN-[A-Z]{2}|0[0-9]{2,3})$' }), { maxItems: 400 })),
      },
      strict,
    ),
    /** All of them hold; of who is no customer every field is empty. */
    customer: Type.Optional(Type.Array(CustomerTest, { maxItems: 10 })),
    time: Type.Union([
      Type.Object(
        {
          hours: Id,
          states: Type.Array(Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('holiday')]), {
            minItems: 1,
            maxItems: 3,
          }),
        },
        strict,
      ),
      Type.Null(),
    ]),
    step: NextStep,
  },
  strict,
)
export type InboundRule = Static<typeof InboundRule>

const { id: _id, ...ruleFields } = InboundRule.properties
export const RuleBody = Type.Object({ ...ruleFields, id: Type.Optional(Id) }, strict)
export const OrderBody = Type.Object({ ids: Type.Array(Id, { maxItems: 1000 }) }, strict)

export const ForcedBody = Type.Object({ on: Type.Boolean(), step: NextStep }, strict)
/** `set`: who switched it last, on or off. */
export type ForcedInbound = { on: boolean; step: NextStep | null; set: { name: string; at: Ms } | null }

export const TrialBody = Type.Object(
  {
    /** '' = withheld. */
    from: Type.String({ maxLength: 40 }),
    to: Called,
    line: Type.Union([Id, Type.Null()]),
    at: Type.Integer({ minimum: 0, maximum: 4_102_444_800_000 }),
  },
  strict,
)
export type TrialBody = Static<typeof TrialBody>

/** Why a rule was not the one. 'target' = its next step is not there any more, 'hours' = its opening hours are not. */
export type WhyNot = 'off' | 'number' | 'line' | 'caller' | 'customer' | 'time' | 'hours' | 'target'
export type RuleTrace = { id: string; name: string; why: WhyNot[] }
/** A place whose landlines begin with `code`; `province` by ISO 3166-2. */
export type Area = { code: string; province: string; names: PlaceNames; provinceNames: PlaceNames }
export type PlaceNames = Record<Language, string>
/** `step` null: the call is refused; by a list: as busy. `rules`: those before the one that was taken. */
export type InboundTrial = {
  by: 'list' | 'forced' | 'rule' | 'number' | 'none'
  /** The list that refuses the caller; `entry` null: because he is in none of those let through. */
  list?: { id: string; name: string; entry: string | null }
  rule: { id: string; name: string } | null
  step: NextStep | null
  rules: RuleTrace[]
}

/** What is known of the caller, beside where the call goes. */
export type InboundReply = InboundTrial & {
  caller: {
    customer: string | null
    marks: CallerMark[]
    country: string
    area: Area | null
    lists: { id: string; name: string }[]
    /** The entry by which a list refuses him, as it is written in files; null: none does. */
    entry: string | null
  }
}
