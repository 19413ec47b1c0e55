// A customer whom a queue has promised to call back. Rules B1-B10, B20-B23 in SPEC.md.
import type { CallId, Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { CallInput } from '../call/call-inputs.ts'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import type { CallbackInput, CallbackRecord, CallbackWish, CarriedOut } from './callback-inputs.ts'

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
  /** Agent first: a call stands in the queue at its place, without the customer. */
  | (Known & { state: 'standing'; callId: CallId })
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

/** What the call shows the agent. */
function carriedOut({ id, place, askedAt, wishedAt, note = '', tried, tries }: OpenCallback): CarriedOut {
  return { id, place, askedAt, wishedAt, note, attempt: tried + 1, tries }
}

function dial(callback: OpenCallback, input: CallbackInput & { type: 'dial' }): [Callback, Effect[]] {
  const { type: _, callId, ...route } = input
  const { number: customer, tried } = callback
  const told = { type: 'dialed-back', callback: carriedOut(callback), customer, noAnswerMs: RING_MS, ...route } as const
  return [{ ...callback, state: 'dialing', callId, tried: tried + 1 }, [tellCall(callId, told)]]
}

/** B20 */
function stand(callback: OpenCallback, input: CallbackInput & { type: 'stand' }): [Callback, Effect[]] {
  const { type: _, callId, ...route } = input
  const { number: customer, queueId, language } = callback
  const terms = { customer, queueId, language, noAnswerMs: RING_MS, ...route }
  const told = { type: 'stands', callback: carriedOut(callback), ...terms } as const
  return [{ ...callback, state: 'standing', callId }, [tellCall(callId, told)]]
}

function end(callback: OpenCallback, result: CallbackRecord['result'], now: Ms): [Callback, Effect[]] {
  const { id, number, queueId, language, place, wishedAt, askedBy, tries, pauseMs, note } = callback
  const wish: CallbackWish = { number, queueId, language, place, wishedAt, askedBy, tries, pauseMs }
  if (note !== undefined) wish.note = note
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
  // B23: the customer is not to pay for a seat that broke.
  if (cause === 'seat-lost') return [{ ...failed, state: 'due', tried: callback.tried - 1 }, []]
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
    case 'cancel':
      return cancelCall(callback, now)
    default:
      return [callback, []]
  }
}

/** B8 */
function cancelCall(callback: OpenCallback & { callId: CallId }, now: Ms): [Callback, Effect[]] {
  const [ended, effects] = end(callback, 'cancelled', now)
  return [ended, [...effects, tellCall(callback.callId, { type: 'called-off', cause: 'cancelled' })]]
}

/** B21, B22: the call that stands ended without anybody called; or an agent has taken it. */
function whileStanding(
  callback: OpenCallback & { state: 'standing' },
  input: CallbackInput,
  now: Ms,
): [Callback, Effect[]] {
  switch (input.type) {
    case 'agent-took':
      return [{ ...callback, state: 'dialing', tried: callback.tried + 1 }, []]
    case 'not-connected':
      return [{ ...callback, state: 'due' }, []]
    case 'cancel':
      return cancelCall(callback, now)
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
      if (input.type === 'stand') return stand(callback, input)
      return input.type === 'cancel' ? end(callback, 'cancelled', now) : [callback, []]
    case 'standing':
      return whileStanding(callback, input, now)
    case 'dialing':
      return whileDialing(callback, input, now)
    case 'ended':
      return [callback, []]
    default:
      return assertNever(callback)
  }
}
