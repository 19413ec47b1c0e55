import { type Static, Type } from '@sinclair/typebox'

const oneOf = <const T extends readonly string[]>(...values: T) =>
  Type.Unsafe<T[number]>(Type.Union(values.map((value) => Type.Literal(value))))

/** Why a leg or a call ended: one closed set for SIP statuses, Q.850 causes, tones and our own decisions. */
export const HangupCause = oneOf(
  'normal', // BYE, Q.850 16, busy tone after an answered call
  'cancelled', // CANCEL, or the caller hung up before the answer
  'busy', // 486, 600, Q.850 17, busy tone
  'no-answer', // 408, 480, Q.850 18 and 19, or our own ring time
  'rejected', // 603, 403, Q.850 21
  'unknown-number', // 404, 410, 484, 604, Q.850 1, 3 and 28
  'unreachable', // no response, 503, Q.850 20, 27 and 38
  'congestion', // 500-599, congestion tone, Q.850 34, 42
  'not-acceptable', // 488, 415, 406: no common codec
  'unauthorised', // 401 or 407 that the trunk's credentials did not satisfy
  'media-timeout', // no sound arrived for the line's RTP time-out
  'seat-lost', // the agent's seat did not come back within the grace time
  'gateway-failed', // the gateway process died with the leg
  'time-limit', // the two talked as long as the line lets a call last
  'flow-ended', // the voice menu ended the call
  'shutdown', // an orderly stop ended the call
  'error', // a fault of ours; the log has its text
)
export type HangupCause = Static<typeof HangupCause>

/** By what it was told who answered a call: a person, or a machine. */
export const AnswerReason = oneOf(
  'initial-silence', // nobody said a word: a machine before its beep
  'long-greeting', // a machine talks on
  'many-words', // so does this one
  'long-word', // one sound without a pause: music, noise
  'greeting-ended', // a short greeting, then silence: a person waits
  'too-long', // none of these in time
)
export type AnswerReason = Static<typeof AnswerReason>

/** How a whole call came out; exactly one on every call record. */
export const CallOutcome = oneOf('answered', 'abandoned', 'message', 'menu-only', 'overflowed', 'refused', 'failed')
export type CallOutcome = Static<typeof CallOutcome>

/** Why a command was not carried out; the web has one sentence for each in both languages. */
export const RefusalReason = oneOf(
  'version-mismatch',
  'invalid-message',
  'not-signed-in',
  'no-right',
  'not-found',
  'wrong-state',
  'already-taken',
  'seat-not-reachable',
  'in-call',
  'colleague-busy', // the agent wanted is in a call or rung; he can be waited for
  'colleague-away', // the agent wanted is not signed in, or his seat is not there
  'forwarded-elsewhere', // calls of the agent wanted go to a queue or a box, which cannot be asked
  'forward-loop', // calls of the agent wanted are forwarded in a circle, or too often
  'do-not-disturb', // the agent wanted does not want to be called by colleagues
  'nobody-free', // no leader of the team can be called now
  'locked', // what rings there is kept for the one rung, for now
  'no-line',
  'line-down',
  'number-invalid',
  'number-not-allowed',
  'number-listed', // a list of numbers that are not to be called has it
  'number-not-listed', // only listed numbers may be called
  'access-digit', // keyed without the digit for outside numbers
  'dial-class', // further than the agent may call
  'toll-cap', // so many calls, minutes or so much money, and no more
  'toll-night', // not outside working hours
  'toll-burst', // it looks like fraud
  'number-too-short',
  'limit-reached',
  'gateway-away',
  'rate-limited',
  'conflict',
  'origin-refused',
  'bad-token',
  'sound-refused',
  'agent-signed-out', // the agent who is to be set
  'agent-in-call',
  'not-waiting', // the call that is to be moved has an agent by now, or is gone
  'queue-full',
  'queue-unstaffed',
  'already-acknowledged', // the alarm, or its cause has gone
)
export type RefusalReason = Static<typeof RefusalReason>

export const Presence = oneOf('signed-out', 'available', 'not-ready')
export type Presence = Static<typeof Presence>

export const Activity = oneOf('idle', 'reserved', 'ringing', 'dialing', 'talking', 'holding', 'supervising', 'wrap-up')
export type Activity = Static<typeof Activity>

/** What a supervisor's voice reaches: nobody, the agent alone, or both. */
export const SuperviseMode = oneOf('listen', 'whisper', 'barge')
export type SuperviseMode = Static<typeof SuperviseMode>

/** Why an agent is not ready: chosen by the person, or set by the server (the last four). */
export const NotReadyReason = oneOf(
  'break',
  'meal',
  'meeting',
  'training',
  'paperwork',
  'no-answer',
  'declined',
  'device-lost',
  'signed-in',
)
export type NotReadyReason = Static<typeof NotReadyReason>

/** What an agent is told until it is read: a line of somebody's, or what a supervisor has done. */
export const NoticeKind = oneOf(
  'line',
  'forced-available',
  'forced-not-ready',
  'forced-sign-out',
  'taken-over', // the call goes on with the supervisor
  'hung-up', // the call has been ended by force
  'message', // somebody has left a message; text is the box's name
  'toll-blocked', // calls out of `from` are barred; '' = of the whole site
  'toll-ended', // the call was ended at the cap
)
export type NoticeKind = Static<typeof NoticeKind>

export const Language = oneOf('zh-CN', 'en')
export type Language = Static<typeof Language>

export const Role = oneOf('agent', 'attendant', 'supervisor', 'administrator', 'wallboard')
export type Role = Static<typeof Role>

/** Whether colleagues may call an agent: super keeps off the attendant's override too (F209, F210). */
export const DoNotDisturb = oneOf('off', 'on', 'super')
export type DoNotDisturb = Static<typeof DoNotDisturb>

export const LineState = oneOf('up', 'registering', 'down', 'disabled')
export type LineState = Static<typeof LineState>

/** Why a line is not up. */
export const LineFault = oneOf(
  'unreachable', // no answer in time
  'refused', // nobody listens there
  'certificate', // the trunk could not prove who it is
  'unavailable', // it answers that it cannot take calls (503)
  'unauthorised',
  'name-not-found',
  'port-taken',
  'configuration',
  'no-dial-tone',
  'gateway-away',
)
export type LineFault = Static<typeof LineFault>

/** What a seat is sent: 'auto' sends G.711 and goes to Opus while packets are lost; 'opus' always sends that. */
export const SeatCodec = oneOf('auto', 'opus')
export type SeatCodec = Static<typeof SeatCodec>
