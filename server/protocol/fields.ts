// What many fields of the configuration have in common.
import { Type } from '@sinclair/typebox'

/** A property that the schema does not name is refused. */
export const strict = { additionalProperties: false } as const
export const Name = Type.String({ minLength: 1, maxLength: 60 })
/** Milliseconds, up to a day. */
export const Duration = Type.Integer({ minimum: 0, maximum: 86_400_000 })
