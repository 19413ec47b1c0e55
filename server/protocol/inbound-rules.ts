// Inbound rules: which next step a call takes, by number called, line, caller and time. What each means: server/inbound/SPEC.md.
// GET /inbound-rules → InboundRule[]; POST, PUT /inbound-rules/:id RuleBody; PUT /inbound-order OrderBody; GET, PUT /forced-inbound;
// POST /inbound-trial TrialBody → InboundTrial.
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

/** A condition that names nothing holds for every call. */
export const InboundRule = Type.Object(
  {
    id: Id,
    name: Name,
    enabled: Type.Boolean(),
    numbers: Type.Array(Called, { maxItems: 200 }),
    lines: Type.Array(Id, { maxItems: 200 }),
    /** Any of the three is enough. */
    caller: Type.Object(
      {
        /** As numbers are written here (138, 021), or from the + on (+1, +86138). */
        prefixes: Type.Array(Type.String({ pattern: '^\\+?[0-9]{1,15}$' }), { maxItems: 500 }),
        /** ISO 3166 countries of the number. */
        countries: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), { maxItems: 250 }),
        marks: Type.Array(CallerMark, { maxItems: 3 }),
      },
      strict,
    ),
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
export type WhyNot = 'off' | 'number' | 'line' | 'caller' | 'time' | 'hours' | 'target'
export type RuleTrace = { id: string; name: string; why: WhyNot[] }
/** `step` null: the call is refused. `rules`: those before the one that was taken. */
export type InboundTrial = {
  by: 'forced' | 'rule' | 'number' | 'none'
  rule: { id: string; name: string } | null
  step: NextStep | null
  rules: RuleTrace[]
}
