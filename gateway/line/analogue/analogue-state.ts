// The words of an analogue line: its states, what may come, what it may want done. SPEC.md A1-A29.
import type { Ms } from '#protocol/ids'
import type { HangupCause, LineFault } from '#protocol/reasons'
import type { ProgressSign } from '../../tone/call-progress-detector.ts'
import type { CardEvent } from './card-port.ts'

export type HeardCallerId = { number: string; name: string }
export type Fault = Extract<LineFault, 'no-dial-tone'> | null

export type OnHookState =
  /** `callerId` was heard in DTMF before the first ring, at that time. */
  | { state: 'idle'; callerId: (HeardCallerId & { at: Ms }) | null; fault: Fault }
  | { state: 'unplugged' }
  /** The first ring, and the pause after it in which the caller id comes. */
  | { state: 'ringing' }
  | { state: 'offered' }
  /** Rings on for a call that we have refused. */
  | { state: 'refused' }
  /** Hung up, and not to be taken again before the exchange has noticed. */
  | { state: 'clearing'; isLoopThere: boolean; fault: Fault }

export type OffHookState =
  | { state: 'answered'; since: Ms }
  | { state: 'seizing'; digits: string }
  | { state: 'dialing' }
  | { state: 'calling'; heardRingBack: boolean }
  /** Off hook for a moment to find out whether there is dial tone again. */
  | { state: 'probing' }

export type AnalogueState = OnHookState | OffHookState

export type TimerName = 'ring-gap' | 'dial-tone' | 'no-answer' | 'clear' | 'probe'

export type AnalogueInput =
  | { type: CardEvent }
  | { type: 'caller-id'; callerId: HeardCallerId }
  | { type: 'heard'; sign: ProgressSign }
  | { type: 'digits-sent' }
  | { type: 'answer' }
  | { type: 'dial'; digits: string }
  | { type: 'hang-up'; cause: HangupCause }
  | { type: 'timer'; name: TimerName }

/** Which of the receivers are on. */
export type Listening = 'dtmf-caller-id' | 'caller-id' | 'progress' | 'nothing'

export type AnalogueEffect =
  | { type: 'hook'; hook: 'on' | 'off' }
  | { type: 'listen'; to: Listening }
  | { type: 'set-timer'; name: TimerName; afterMs: Ms }
  | { type: 'clear-timer'; name: TimerName }
  | { type: 'offer'; callerId: HeardCallerId }
  | { type: 'open-sound' }
  | { type: 'send-digits'; digits: string }
  | { type: 'progressed'; progress: 'ringing' | 'early-media' }
  | { type: 'answered' }
  | { type: 'end'; cause: HangupCause; by: 'us' | 'them'; detail: string }
  | { type: 'report'; fault: LineFault | null }

export type Stepped = [AnalogueState, AnalogueEffect[]]

export const DTMF_CALLER_ID_KEEPS_MS = 5000
export const RING_GAP_MS = 6000
export const DIAL_TONE_WAIT_MS = 3000
export const NO_ANSWER_MS = 120_000
export const CLEAR_MS = 1000
export const PROBE_EVERY_MS = 60_000
/** Exchanges that mark the answer by a reversal do so at once. */
export const ANSWER_REVERSAL_MS = 500
/** Speech or music may look like one or two periods of a tone; nobody says three. */
export const RELEASE_PERIODS = 3

export const IDLE = { state: 'idle', callerId: null, fault: null } as const satisfies AnalogueState
