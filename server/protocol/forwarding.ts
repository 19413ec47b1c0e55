// Forwarding per person (F050, F051). What each kind means: server/forward/SPEC.md.
// GET /forwarding → ForwardingRow[], of those whom one may set it for; PUT /forwarding/:id Forwarding → ForwardingRow;
// GET /forward-places → ForwardPlaces.
import { type Static, Type } from '@sinclair/typebox'
import { strict } from './fields.ts'
import { Id, type Ms } from './ids.ts'

const target = <K extends string, P extends Parameters<typeof Type.Object>[0]>(kind: K, properties: P) =>
  Type.Object({ kind: Type.Literal(kind), ...properties }, strict)

export const ForwardTarget = Type.Union([
  target('agent', { agent: Id }),
  target('queue', { queue: Id }),
  /** `box`: a person's, a queue's, a team's, or one made by name. */
  target('message', { box: Id }),
  target('number', { number: Type.String({ pattern: '^\\+?[0-9]{2,18}$' }) }),
])
export type ForwardTarget = Static<typeof ForwardTarget>

export const ForwardWhy = Type.Union([
  Type.Literal('always'),
  Type.Literal('busy'),
  Type.Literal('noAnswer'),
  Type.Literal('away'),
])
export type ForwardWhy = Static<typeof ForwardWhy>

const OrNobody = Type.Union([ForwardTarget, Type.Null()])
/** `on`: off keeps what is set. `afterMs`: how long it rings before it counts as not answered. */
export const Forwarding = Type.Object(
  {
    on: Type.Boolean(),
    always: OrNobody,
    busy: OrNobody,
    noAnswer: OrNobody,
    away: OrNobody,
    afterMs: Type.Integer({ minimum: 3000, maximum: 120_000 }),
  },
  strict,
)
export type Forwarding = Static<typeof Forwarding>

export type ForwardingRow = {
  agentId: string
  number: string
  name: string
  forwarding: Forwarding
  set: { name: string; at: Ms } | null
}

type Named = { id: string; name: string }
export type ForwardPlaces = { people: (Named & { number: string })[]; queues: Named[]; boxes: Named[] }
