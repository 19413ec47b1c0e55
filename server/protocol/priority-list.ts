// The customers who are VIPs: GET /priority-list → PriorityEntry[] (queue.read);
// PUT /priority-list PriorityBody sets one by number, who becomes a customer if not one yet; DELETE /priority-list/:id (queue.write).
import { type Static, Type } from '@sinclair/typebox'
import type { ShownNumber } from './shown-number.ts'

export const PriorityBody = Type.Object(
  {
    number: Type.String({ minLength: 1, maxLength: 40 }),
    /** Of a customer who is not known yet; '': the number. */
    name: Type.String({ maxLength: 60 }),
    note: Type.String({ maxLength: 200 }),
    /** Null: for good. */
    until: Type.Union([Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 }), Type.Null()]),
  },
  { additionalProperties: false },
)
export type PriorityBody = Static<typeof PriorityBody>

/** `id` is the customer's. */
export type PriorityEntry = Omit<PriorityBody, 'number'> & { id: string; number: ShownNumber }
