// A customer whom a queue has promised to call back. Rules B1-B10 in SPEC.md.
import type { CallId, Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { CallInput } from '../call/call-inputs.ts'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import type { CallbackInput, CallbackRecord, CallbackWish } from './callback-inputs.ts'

type Known = CallbackWish & {
  id: string
  askedAt: Ms
  /** Calls made. */
  tried: number
  /** The last of them and why it failed. */
  callId: CallId | null
  cause: HangupCause | null
}
export type Callback =
  | { state: 'new'; id: string }
  /** Its time has not come. */
  | (Known & { state: 'asked'; dueAt: Ms })
  /** To be called as soon as its turn comes. */
  | (Known & { state: 'due' })
  | (Known & { state: 'dialing'; callId: CallId })
  | { state: 'ended'; id: string; record: CallbackRecord }
export type OpenCallback = Exclude<Callback, { state: 'new' | 'ended' }>

/** B4: the customer's telephone rings for this long. */
const RING_MS: Ms = 40_000

export const newCallback = (id: string): Callback => ({ state: 'new', id })

/** The call whose timeline shows it: the last one made, before that the one in which it was asked for. */
export function callOf(callback: Callback): CallId | null {
  if (callback.state === 'new') return null
  const { callId, askedBy } = callback.state === 'ended' ? callback.record : callback
  return callId ?? (askedBy.kind === 'key' ? askedBy.callId : null)
}

const tellCall = (id: CallId, input: CallInput): Effect => ({ type: 'tell', machine: 'call', id, input })

function ask(id: string, wish: CallbackWish, now: Ms): [Callback, Effect[]] {
  const known: Known = { ...wish, id, askedAt: now, tried: 0, callId: null, cause: null }
  return wish.wishedAt !== null && wish.wishedAt > now
    ? later(known, wish.wishedAt, now)
    : [{ ...known, state: 'due' }, []]
}

const later = (known: Known, dueAt: Ms, now: Ms): [Callback, Effect[]] => [
  { ...known, state: 'asked', dueAt },
  [{ type: 'set-timer', name: 'due', after: dueAt - now }],
]

function dial(callback: OpenCallback, input: CallbackInput & { type: 'dial' }): [Callback, Effect[]] {
  const { type: _, callId, ...route } = input
  const { id, place, number: customer, tried } = callback
  const dialed = { type: 'dialed-back', callback: { id, place }, customer, noAnswerMs: RING_MS, ...route } as const
  return [{ ...callback, state: 'dialing', callId, tried: tried + 1 }, [tellCall(callId, dialed)]]
}

function end(callback: OpenCallback, result: CallbackRecord['result'], now: Ms): [Callback, Effect[]] {
  const { id, number, queueId, language, place, wishedAt, askedBy, tries, pauseMs } = callback
  const wish: CallbackWish = { number, queueId, language, place, wishedAt, askedBy, tries, pauseMs }
  const { askedAt, tried, callId, cause } = callback
  const record = { ...wish, id, askedAt, endedAt: now, tried, result, cause, callId }
  return [{ state: 'ended', id, record }, [{ type: 'record-callback', record }]]
}

function notConnected(
  callback: OpenCallback & { state: 'dialing' },
  cause: HangupCause,
  now: Ms,
): [Callback, Effect[]] {
  const failed = { ...callback, cause }
  return callback.tried < callback.tries ? later(failed, now + callback.pauseMs, now) : end(failed, 'failed', now)
}

function whileDialing(
  callback: OpenCallback & { state: 'dialing' },
  input: CallbackInput,
  now: Ms,
): [Callback, Effect[]] {
  switch (input.type) {
    case 'connected':
      return end({ ...callback, cause: null }, 'done', now)
    case 'not-connected':
      return notConnected(callback, input.cause, now)
    case 'machine-answered':
      return [callback, [tellCall(callback.callId, { type: 'called-off', cause: 'no-answer' })]]
    case 'cancel': {
      const [ended, effects] = end(callback, 'cancelled', now)
      return [ended, [...effects, tellCall(callback.callId, { type: 'called-off', cause: 'cancelled' })]]
    }
    default:
      return [callback, []]
  }
}

export function stepCallback(callback: Callback, input: CallbackInput, now: Ms): [Callback, Effect[]] {
  switch (callback.state) {
    case 'new':
      return input.type === 'ask' ? ask(callback.id, input.wish, now) : [callback, []]
    case 'asked':
      if (input.type === 'timer') return [{ ...callback, state: 'due' }, []]
      return input.type === 'cancel' ? end(callback, 'cancelled', now) : [callback, []]
    case 'due':
      if (input.type === 'dial') return dial(callback, input)
      return input.type === 'cancel' ? end(callback, 'cancelled', now) : [callback, []]
    case 'dialing':
      return whileDialing(callback, input, now)
    case 'ended':
      return [callback, []]
    default:
      return assertNever(callback)
  }
}
