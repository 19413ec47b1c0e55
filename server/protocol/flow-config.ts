// Voice flows, and the numbers that they answer.
import { type Static, Type } from '@sinclair/typebox'
import { Duration, Name, strict } from './fields.ts'
import { Id } from './ids.ts'
import { Language } from './reasons.ts'

const Next = Type.String({ maxLength: 64 })
export const FlowNode = Type.Union([
  Type.Object({ id: Id, kind: Type.Literal('hours'), hours: Id, open: Next, closed: Next }, strict),
  Type.Object({ id: Id, kind: Type.Literal('play'), prompt: Name, next: Next }, strict),
  Type.Object(
    {
      id: Id,
      kind: Type.Literal('menu'),
      prompt: Name,
      keys: Type.Record(Type.String({ pattern: '^[0-9*#]$' }), Next),
      wrongPrompt: Name,
      silentPrompt: Name,
      timeoutMs: Duration,
      tries: Type.Integer({ minimum: 1, maximum: 10 }),
      failed: Next,
    },
    strict,
  ),
  Type.Object(
    {
      id: Id,
      kind: Type.Literal('queue'),
      queue: Id,
      full: Next,
      timeout: Next,
      /** Added to the queue's priority for callers who come by this node. */
      priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    },
    strict,
  ),
  Type.Object({ id: Id, kind: Type.Literal('message'), prompt: Name, maxMs: Duration, box: Id, next: Next }, strict),
  Type.Object({ id: Id, kind: Type.Literal('hang-up'), prompt: Type.Union([Name, Type.Null()]) }, strict),
])
export type FlowNode = Static<typeof FlowNode>

export const FlowDefinition = Type.Object(
  {
    id: Id,
    name: Name,
    version: Type.Integer({ minimum: 1 }),
    language: Language,
    start: Next,
    nodes: Type.Array(FlowNode, { maxItems: 500 }),
  },
  strict,
)
export type FlowDefinition = Static<typeof FlowDefinition>

/** A number that can be called (DID) and what answers it. */
export const DidConfig = Type.Object(
  { number: Type.String({ pattern: '^\\+?[0-9]{3,15}$' }), name: Name, flow: Id },
  strict,
)
export type DidConfig = Static<typeof DidConfig>
