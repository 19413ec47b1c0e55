import { type Static, Type } from '@sinclair/typebox'

/** A number as this user may see it: whole, or masked (first 3, last 4) without the right number.reveal. */
export const ShownNumber = Type.Object({ text: Type.String(), masked: Type.Boolean() })
export type ShownNumber = Static<typeof ShownNumber>
