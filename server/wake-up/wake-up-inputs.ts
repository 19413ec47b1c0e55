// What a wake-up call is told, what its call is told, and what is kept of it.
import type { FlowDefinition } from '#protocol/flow-config'
import type { AgentId, CallId, LineId, Ms } from '#protocol/ids'
import type { HangupCause, Language } from '#protocol/reasons'
import type { WakeUpRepeat, WakeUpResult } from '#protocol/wake-ups'

export type WakeUpTarget = { kind: 'agent'; agentId: AgentId } | { kind: 'number'; number: string }

/** Whom to wake up, when, and how. */
export type WakeUpWish = {
  to: WakeUpTarget
  /** The first time; those after it are at the same minute of the day in `zone`. */
  at: Ms
  zone: string
  repeat: WakeUpRepeat
  language: Language
  /** Of a number: answering alone is not enough, key 1 is asked for. */
  confirm: boolean
  tries: number
  pauseMs: Ms
  setBy: string
}

/** How it is called. `customer` is stored, `to` dialled. */
export type WakeUpRoute =
  | { kind: 'agent'; agentId: AgentId; number: string; name: string }
  | { kind: 'number'; lineId: LineId; customer: string; to: string; from: string; withheld: boolean }

export type WakeUpInput =
  | { type: 'set'; wish: WakeUpWish }
  | { type: 'call'; callId: CallId; route: WakeUpRoute }
  /** Nobody is there to be called. */
  | { type: 'not-there' }
  /** By its sound no person has answered. */
  | { type: 'machine-answered' }
  /** `heardAt`: since when the one called has heard why; `confirmed`: has pressed the key. */
  | { type: 'call-ended'; heardAt: Ms | null; confirmed: boolean; cause: HangupCause }
  | { type: 'cancel' }
  | { type: 'timer'; name: 'due' | 'late' }

/** What the call that is made for it is told. */
export type WakeUpCallInput = {
  type: 'wake-up'
  wakeUpId: string
  route: WakeUpRoute
  noAnswerMs: Ms
  /** What is heard. */
  flow: FlowDefinition
}

/** How one time came out, written in the transaction of its last event. */
export type WakeUpRecord = WakeUpWish & {
  id: string
  setAt: Ms
  result: WakeUpResult
  /** Why the last try failed. */
  cause: HangupCause | null
  answeredAt: Ms | null
  tried: number
  /** The last call made for it. */
  callId: CallId | null
  endedAt: Ms
}
