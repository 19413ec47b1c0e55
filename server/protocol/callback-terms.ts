// How a queue calls its customers back, and what an agent is shown of a call-back.
import { type Static, Type } from '@sinclair/typebox'

export const CallbackTerms = Type.Object(
  {
    tries: Type.Integer({ minimum: 1, maximum: 10 }),
    /** From one try to the next. */
    pauseMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
    /** Says who calls. */
    prompt: Type.String({ minLength: 1, maxLength: 60 }),
    /** Who is called first; missing: the customer. */
    first: Type.Optional(Type.Union([Type.Literal('customer'), Type.Literal('agent')])),
  },
  { additionalProperties: false },
)

const orNull = Type.Union([Type.Integer(), Type.Null()])
/** Of the call that is, or will be, made to the customer. */
export const CallbackView = Type.Object({
  askedAt: orNull,
  wishedAt: orNull,
  /** What the customer said it is about. */
  note: Type.String(),
  /** Which call it is, of how many at most. */
  attempt: Type.Integer(),
  tries: Type.Integer(),
  /** The customer is called when the agent has taken it. */
  agentFirst: Type.Boolean(),
})
export type CallbackView = Static<typeof CallbackView>
