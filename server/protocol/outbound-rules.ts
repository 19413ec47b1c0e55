// Outbound rules: who may call where, by which line, with which number. What each means: server/outbound/SPEC.md.
// GET, PUT /outbound-rules OutboundBody (all of them, in their order, with the settings).
import { type Static, Type } from '@sinclair/typebox'
import { Name, strict } from './fields.ts'
import { Id } from './ids.ts'

export const DestinationClass = Type.Union([
  Type.Literal('local'),
  Type.Literal('national'),
  Type.Literal('mobile'),
  Type.Literal('service'),
  Type.Literal('special'),
  Type.Literal('international'),
])
export type DestinationClass = Static<typeof DestinationClass>

export const LineChoice = Type.Union([
  Type.Literal('order'),
  Type.Literal('round-robin'),
  Type.Literal('random'),
  Type.Literal('least-used'),
])
export type LineChoice = Static<typeof LineChoice>

const Digits = Type.String({ pattern: '^[0-9]{0,15}$' })

/** A condition that names nothing holds for every call. */
export const OutboundRule = Type.Object(
  {
    id: Id,
    name: Name,
    enabled: Type.Boolean(),
    teams: Type.Array(Id, { maxItems: 200 }),
    agents: Type.Array(Id, { maxItems: 2000 }),
    classes: Type.Array(DestinationClass, { maxItems: 6 }),
    /** As numbers are written here (138, 021), or from the + on. */
    prefixes: Type.Array(Type.String({ pattern: '^\\+?[0-9]{1,15}$' }), { maxItems: 500 }),
    allow: Type.Boolean(),
    /** So many leading digits go, and these come before the rest, of what the line is told. */
    strip: Type.Integer({ minimum: 0, maximum: 15 }),
    prepend: Digits,
    /** None: any line for calls out, trunks first. */
    lines: Type.Array(Id, { maxItems: 200 }),
    choice: LineChoice,
    /** Shown by lines that own it; '' = each line's first. */
    from: Type.String({ pattern: '^(\\+?[0-9]{3,15})?$' }),
  },
  strict,
)
export type OutboundRule = Static<typeof OutboundRule>

export const OutboundBody = Type.Object(
  {
    rules: Type.Array(OutboundRule, { maxItems: 500 }),
    /** Digit that agents key before an outside number; '' = none. */
    accessDigit: Type.String({ pattern: '^[0-9]?$' }),
    /** Own area code, with its 0; '' = all towns are others. */
    homeArea: Type.String({ pattern: '^(0[0-9]{2,3})?$' }),
    /** Calls abroad and to special numbers within an hour: of one agent, of the whole site. */
    agentCap: Type.Integer({ minimum: 0, maximum: 1000 }),
    siteCap: Type.Integer({ minimum: 0, maximum: 10_000 }),
  },
  strict,
)
export type OutboundSetting = Static<typeof OutboundBody>
