// How a queue calls its customers back.
import { Type } from '@sinclair/typebox'

export const CallbackTerms = Type.Object(
  {
    tries: Type.Integer({ minimum: 1, maximum: 10 }),
    /** From one try to the next. */
    pauseMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
    /** Says who calls. */
    prompt: Type.String({ minLength: 1, maxLength: 60 }),
  },
  { additionalProperties: false },
)
