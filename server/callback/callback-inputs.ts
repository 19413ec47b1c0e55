// What a call-back is told, and what is kept of it.

import type { FlowDefinition } from '#protocol/flow-config'
import type { CallId, LineId, Ms, QueueId } from '#protocol/ids'
import type { QueueTarget } from '#protocol/queue-config'
import type { HangupCause, Language } from '#protocol/reasons'
import type { FlowTarget } from '../console/console-inputs.ts'

/** A queue's promise to call a customer back. */
export type CallbackWish = {
  /** Stored. */
  number: string
  queueId: QueueId
  language: Language
  /** Since when the customer waits: what the place in the queue counts from. */
  place: Ms
  /** Not before this; null: when the place's turn comes. */
  wishedAt: Ms | null
  askedBy: { kind: 'key'; callId: CallId } | { kind: 'user'; userId: string }
  tries: number
  pauseMs: Ms
}
/** What a queue hands its caller's call instead of a place. */
export type CallbackTarget = { kind: 'callback' } & Pick<CallbackWish, 'queueId' | 'place' | 'tries' | 'pauseMs'>

/** Where a caller goes on to from a queue. */
export type WayOut = QueueTarget | CallbackTarget | FlowTarget

export type CallbackInput =
  | { type: 'ask'; wish: CallbackWish }
  | {
      type: 'dial'
      callId: CallId
      lineId: LineId
      to: string
      from: string
      withheld: boolean
      flow: FlowDefinition
    }
  | { type: 'connected' }
  /** The call of the call-back has ended without a talk. */
  | { type: 'not-connected'; cause: HangupCause }
  /** By its sound no person has answered. */
  | { type: 'machine-answered' }
  | { type: 'cancel' }
  | { type: 'timer'; name: 'due' }

/** What the call that is made for it is told. */
export type CallbackCallInput =
  | {
      type: 'dialed-back'
      callback: { id: string; place: Ms }
      lineId: LineId
      customer: string
      to: string
      from: string
      withheld: boolean
      noAnswerMs: Ms
      /** Says who calls and enters the queue. */
      flow: FlowDefinition
    }
  /** The call-back is not wanted any more, or a machine has answered it. */
  | { type: 'called-off'; cause: HangupCause }

/** How a call-back came out, written in the transaction of its last event. */
export type CallbackRecord = CallbackWish & {
  id: string
  askedAt: Ms
  endedAt: Ms
  tried: number
  result: 'done' | 'failed' | 'cancelled'
  /** Why the last try failed. */
  cause: HangupCause | null
  /** The last call made for it. */
  callId: CallId | null
}
