// What an agent's state is told.
import type { CallId, Ms } from '#protocol/ids'
import type { DoNotDisturb, NotReadyReason } from '#protocol/reasons'
import type { OfferEnd } from '../queue/queue-inputs.ts'

export type AgentInput =
  | { type: 'sign-in' }
  | { type: 'sign-out' }
  | { type: 'presence'; presence: 'available' | 'not-ready'; reason: NotReadyReason | null }
  | { type: 'seat.connected'; connectionId: string }
  | { type: 'seat.lost'; connectionId: string | null }
  | { type: 'offer'; callId: CallId; entryId: string; lease: number; auto?: boolean }
  | { type: 'offer-ended'; lease: number; why: OfferEnd; noAnswerLimit: number; declineLimit?: number }
  | { type: 'dial'; callId: CallId }
  | { type: 'supervise'; callId: CallId }
  /** A colleague calls, or brings the agent to a call. */
  | { type: 'ring'; callId: CallId; override?: boolean }
  | { type: 'ring-ended'; callId: CallId }
  /** In a call at once, without ringing. */
  | { type: 'pick-up'; callId: CallId }
  | { type: 'do-not-disturb'; level: DoNotDisturb }
  | { type: 'talking'; callId: CallId }
  | { type: 'holding'; callId: CallId }
  | { type: 'call-ended'; callId: CallId; wrapUpMs: Ms; extensions?: number }
  | { type: 'finish-wrap-up' }
  | { type: 'extend-wrap-up' }
  | { type: 'timer'; name: 'wrap-up' | 'grace' | 'auto-answer' }
