// What a call-back is told, and what is kept of it.

import type { CallbackView } from '#protocol/callback-terms'
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
  /** What the customer said it is about; missing in older events. */
  note?: string
}
/** What a queue hands its caller's call instead of a place. */
export type CallbackTarget = { kind: 'callback' } & Pick<CallbackWish, 'queueId' | 'place' | 'tries' | 'pauseMs'>

/** Where a caller goes on to from a queue. */
export type WayOut = QueueTarget | CallbackTarget | FlowTarget

export type CallbackInput =
  | { type: 'ask'; wish: CallbackWish }
  | ({ type: 'dial'; callId: CallId; flow: FlowDefinition } & Route)
  /** Its place in the queue is taken by a call without anybody yet. */
  | ({ type: 'stand'; callId: CallId } & Route)
  /** An agent has taken that call: the customer is called. */
  | { type: 'agent-took' }
  | { type: 'connected' }
  /** The call of the call-back has ended without a talk. */
  | { type: 'not-connected'; cause: HangupCause }
  /** By its sound no person has answered. */
  | { type: 'machine-answered' }
  | { type: 'cancel' }
  | { type: 'timer'; name: 'due' }

/** By which line, to which number as it is dialled, from which. */
export type Route = { lineId: LineId; to: string; from: string; withheld: boolean }
/** What a call knows of the call-back that it carries out; all but id and place is missing in older events. */
export type CarriedOut = { id: string; place: Ms } & Partial<Omit<CallbackView, 'agentFirst'>>

/** What the call that is made for it is told. */
export type CallbackCallInput =
  | ({
      type: 'dialed-back'
      callback: CarriedOut
      customer: string
      noAnswerMs: Ms
      /** Says who calls and enters the queue. */
      flow: FlowDefinition
    } & Route)
  /** It stands in the queue; who takes it calls the customer. */
  | ({
      type: 'stands'
      callback: CarriedOut
      customer: string
      noAnswerMs: Ms
      queueId: QueueId
      language: Language
    } & Route)
  /** The call-back is not wanted any more, or a machine has answered it. */
  | { type: 'called-off'; cause: HangupCause }

/** What a place in a queue has to do with call-backs. */
export type EntryCallback = {
  /** He can be called back; has been, so that nothing sends him away; is called only when an agent has taken him. */
  callable?: true
  promised?: true
  silent?: true
}

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
