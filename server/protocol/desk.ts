// What an agent keeps at the desk: appointments, phrases and scripts, results of calls, the line to the leaders.

import { type Static, Type } from '@sinclair/typebox'
import { strict } from './fields.ts'
import { Id } from './ids.ts'
import type { ShownNumber } from './shown-number.ts'

/** Whose number it is, where the number itself is masked. */
export const NumberOf = Type.Object(
  {
    kind: Type.Union([
      Type.Literal('customer'),
      Type.Literal('call'),
      Type.Literal('message'),
      Type.Literal('appointment'),
    ]),
    id: Id,
  },
  strict,
)
export type NumberOf = Static<typeof NumberOf>

const Text = (maxLength: number, minLength = 0) => Type.String({ minLength, maxLength })

// GET /appointments?status=&from=&to=&whose= → Appointment[], soonest first; POST /appointments; PUT /appointments/:id;
// PUT /appointments/:id/status {status}. Right appointment.keep: own, or all (whose=all, agentId).
export const AppointmentStatus = Type.Union([Type.Literal('open'), Type.Literal('done'), Type.Literal('cancelled')])
export type AppointmentStatus = Static<typeof AppointmentStatus>
export const AppointmentBody = Type.Object(
  {
    at: Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 }),
    note: Text(1000),
    /** Whom it is with: a customer, else the caller of a call, else the name and number as typed. */
    customerId: Type.Union([Id, Type.Null()]),
    callId: Type.Union([Id, Type.Null()]),
    name: Text(60),
    /** Null: the number of the customer or the call, or as it was. */
    number: Type.Union([Text(40), Type.Null()]),
    /** Whose it is; left out: one's own. */
    agentId: Type.Optional(Id),
  },
  strict,
)
export type AppointmentBody = Static<typeof AppointmentBody>
export const AppointmentStatusBody = Type.Object({ status: AppointmentStatus }, strict)
export type Appointment = {
  id: string
  agentId: string
  agentName: string
  customerId: string | null
  callId: string | null
  name: string
  number: ShownNumber
  at: number
  note: string
  status: AppointmentStatus
}

// GET /scripts → ScriptConfig[] (script.read); POST /scripts; PUT, DELETE /scripts/:id (script.write).
export const ScriptConfig = Type.Object(
  {
    id: Id,
    kind: Type.Union([Type.Literal('phrase'), Type.Literal('script')]),
    name: Text(60, 1),
    /** {agent}, {number} and {customer} are put in at the seat. */
    text: Text(4000, 1),
    /** Empty: for every call. */
    queues: Type.Array(Id, { maxItems: 100, uniqueItems: true }),
    place: Type.Integer({ minimum: 0, maximum: 999 }),
  },
  strict,
)
export type ScriptConfig = Static<typeof ScriptConfig>

// GET /dispositions → DispositionConfig[] (call.note), also the retired; PUT /dispositions/:code, DELETE retires (disposition.write).
export const DispositionConfig = Type.Object(
  {
    code: Id,
    zh: Text(30, 1),
    en: Text(30, 1),
    place: Type.Integer({ minimum: 0, maximum: 999 }),
    retired: Type.Boolean(),
  },
  strict,
)
export type DispositionConfig = Static<typeof DispositionConfig>

// GET /chat → ChatLine[]: an agent's own, or those of a leader's agents; POST /chat/:id {text}; PUT /chat/:id/read {seq}. :id = the agent's.
export const ChatBody = Type.Object({ text: Text(500, 1) }, strict)
export const ReadBody = Type.Object({ seq: Type.Integer({ minimum: 0 }) }, strict)
export type ChatMessage = { seq: number; at: number; fromId: string; fromName: string; text: string }
export type ChatLine = {
  agentId: string
  agentName: string
  /** Who reads it beside the agent. */
  leaders: string[]
  /** The last hundred, oldest first. */
  messages: ChatMessage[]
  unread: number
}
