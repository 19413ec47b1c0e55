// What one party's side of a call is told.
import type { FlowDefinition } from '#protocol/flow-config'
import type { ForwardWhy } from '#protocol/forwarding'
import type { OpeningHours } from '#protocol/hours-config'
import type { AgentId, CallId, LineId, Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'

/** Where a far end wants its call to go: a number of ours with its flow, or null when it may not go there. */
export type TransferRequest = {
  target: string
  /** `callId`: the far end has that call of ours too, and joins the two. */
  to: { did: string; flow: FlowDefinition; hours: OpeningHours[] } | { callId: CallId } | null
}

/** Who sends the call on, as a number, and why. */
export type Diversion = { number: string; why: ForwardWhy }

export type LegInput =
  | { type: 'offered'; callId: CallId; lineId: LineId }
  | {
      type: 'dial'
      callId: CallId
      lineId: LineId
      to: string
      from: string
      withheld?: boolean
      noAnswerMs: Ms
      diversion?: Diversion
    }
  | { type: 'open-seat'; callId: CallId; agentId: AgentId }
  | { type: 'answer' }
  | { type: 'hang-up'; cause: HangupCause }
  /** The far end is about to end it; after 5 s we do. */
  | { type: 'let-go' }
  | { type: 'progressed'; progress: 'ringing' | 'early-media' }
  | { type: 'answered' }
  | { type: 'ended'; cause: HangupCause; by: 'us' | 'them'; detail: string }
  | { type: 'digit'; digit: string }
  | { type: 'held'; held: boolean }
  | ({ type: 'transfer-requested' } & TransferRequest)
  | { type: 'transferred'; ok: boolean; cause: HangupCause }
  /** The gateway lists its legs: is this one among them, and how far is it there? */
  | { type: 'reconciled'; state: 'offered' | 'dialing' | 'answered' | 'gone' }
  | { type: 'timer'; name: 'no-answer' | 'guard' }
