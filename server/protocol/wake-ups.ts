// Wake-up calls: GET /wake-ups → WakeUpRow[]; POST /wake-ups WakeUpBody → { id }; DELETE /wake-ups/:id takes an open one back (console.use).
import { type Static, Type } from '@sinclair/typebox'
import { strict } from './fields.ts'
import { Id } from './ids.ts'
import { type HangupCause, Language } from './reasons.ts'
import type { ShownNumber } from './shown-number.ts'

export const WakeUpRepeat = Type.Union([Type.Literal('once'), Type.Literal('daily'), Type.Literal('weekdays')])
export type WakeUpRepeat = Static<typeof WakeUpRepeat>

/** late: it could not be called in time. */
export type WakeUpResult = 'answered' | 'failed' | 'late' | 'cancelled'

export const WakeUpBody = Type.Object(
  {
    to: Type.Union([
      Type.Object({ kind: Type.Literal('agent'), agentId: Id }, strict),
      Type.Object({ kind: Type.Literal('number'), number: Type.String({ minLength: 1, maxLength: 40 }) }, strict),
    ]),
    /** The first time. */
    at: Type.Integer({ minimum: 0 }),
    /** In which those after it are at the same time of the day. */
    zone: Type.String({ minLength: 1, maxLength: 60 }),
    repeat: WakeUpRepeat,
    language: Language,
    /** Key 1 is asked for; of a number only. */
    confirm: Type.Boolean(),
    tries: Type.Integer({ minimum: 1, maximum: 10 }),
    /** From one try to the next. */
    pauseMs: Type.Integer({ minimum: 1000, maximum: 3_600_000 }),
  },
  strict,
)
export type WakeUpBody = Static<typeof WakeUpBody>

/** One that is open, or the result of one time. */
export type WakeUpRow = {
  id: string
  /** A person's agent number is never masked. */
  to: { kind: 'agent'; name: string; number: string } | { kind: 'number'; name: string; number: ShownNumber }
  /** The time that is next, or whose result this is. */
  at: number
  repeat: WakeUpRepeat
  confirm: boolean
  tries: number
  tried: number
  state: 'set' | 'due' | 'calling' | WakeUpResult
  /** Of one that is tried again: when. */
  againAt: number | null
  /** Why the last try failed. */
  cause: HangupCause | null
  answeredAt: number | null
  endedAt: number | null
  callId: string | null
  setBy: string
}
