// A wake-up call that was set for somebody: called at its time, tried again, its result kept. Rules WU1-WU11 in SPEC.md.
import type { CallId, Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { CallInput } from '../call/call-inputs.ts'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import { wakeUpFlow } from './wake-up-flow.ts'
import type { WakeUpInput, WakeUpRecord, WakeUpWish } from './wake-up-inputs.ts'
import { firstTime, nextTime } from './wake-up-time.ts'

type Known = {
  id: string
  wish: WakeUpWish
  setAt: Ms
  /** The time that is next, or being called. */
  at: Ms
  /** Calls made for it, the last of them, and why it failed. */
  tried: number
  callId: CallId | null
  cause: HangupCause | null
}
export type WakeUp =
  | { state: 'new'; id: string }
  | (Known & { state: 'set'; dueAt: Ms })
  /** To be called now. */
  | (Known & { state: 'due'; dueAt: Ms })
  | (Known & { state: 'calling'; callId: CallId })
  | { state: 'ended'; id: string; record: WakeUpRecord }
export type OpenWakeUp = Exclude<WakeUp, { state: 'new' | 'ended' }>
type Calling = WakeUp & { state: 'calling' }
type Next = [WakeUp, Effect[]]

/** WU3 */
const RING_MS: Ms = 45_000
/** WU7 */
export const LATEST_MS: Ms = 30 * 60_000

export const newWakeUp = (id: string): WakeUp => ({ state: 'new', id })

/** The call whose timeline shows it. */
export function wakeUpCallOf(wakeUp: WakeUp): CallId | null {
  if (wakeUp.state === 'new') return null
  return wakeUp.state === 'ended' ? wakeUp.record.callId : wakeUp.callId
}

const tellCall = (id: CallId, input: CallInput): Effect => ({ type: 'tell', machine: 'call', id, input })
const isLate = (dueAt: Ms, now: Ms): boolean => now > dueAt + LATEST_MS

const setFor = (known: Known, dueAt: Ms, now: Ms): Next => [
  { ...known, state: 'set', dueAt },
  [{ type: 'set-timer', name: 'due', after: dueAt - now }],
]

function set(id: string, wish: WakeUpWish, now: Ms): Next {
  const at = firstTime(wish, now)
  return setFor({ id, wish, setAt: now, at, tried: 0, callId: null, cause: null }, at, now)
}

/** WU8 */
function recordOf(wakeUp: OpenWakeUp, how: Pick<WakeUpRecord, 'result' | 'answeredAt'>, now: Ms): WakeUpRecord {
  const { id, wish, setAt, at, tried, callId, cause } = wakeUp
  return { ...wish, id, setAt, at, tried, callId, cause, ...how, endedAt: now }
}

function over(wakeUp: OpenWakeUp, result: WakeUpRecord['result'], now: Ms, answeredAt: Ms | null = null): Next {
  const { id, wish, setAt } = wakeUp
  const record = recordOf(wakeUp, { result, answeredAt }, now)
  const kept: Effect = { type: 'record-wake-up', record }
  const at = result === 'cancelled' ? null : nextTime(wish, wakeUp.at, now)
  if (at === null) return [{ state: 'ended', id, record }, [kept]]
  const [again, effects] = setFor({ id, wish, setAt, at, tried: 0, callId: null, cause: null }, at, now)
  return [again, [kept, ...effects]]
}

function due(wakeUp: WakeUp & { state: 'set' }, now: Ms): Next {
  if (isLate(wakeUp.dueAt, now)) return over(wakeUp, 'late', now)
  return [{ ...wakeUp, state: 'due' }, [{ type: 'set-timer', name: 'late', after: wakeUp.dueAt + LATEST_MS - now }]]
}

function call(wakeUp: WakeUp & { state: 'due' }, input: WakeUpInput & { type: 'call' }): Next {
  const { callId, route } = input
  const { language, confirm } = wakeUp.wish
  const flow = wakeUpFlow(language, confirm && route.kind === 'number')
  const made = { type: 'wake-up', wakeUpId: wakeUp.id, route, noAnswerMs: RING_MS, flow } as const
  const { dueAt: _, ...known } = wakeUp
  return [
    { ...known, state: 'calling', callId, tried: wakeUp.tried + 1 },
    [{ type: 'clear-timer', name: 'late' }, tellCall(callId, made)],
  ]
}

/** WU5 */
function failed(wakeUp: OpenWakeUp, cause: HangupCause, now: Ms): Next {
  const { id, wish, setAt, at, tried, callId } = wakeUp
  if (tried >= wish.tries) return over({ ...wakeUp, cause }, 'failed', now)
  return setFor({ id, wish, setAt, at, tried, callId, cause }, now + wish.pauseMs, now)
}

/** WU4 */
function callEnded(wakeUp: Calling, input: WakeUpInput & { type: 'call-ended' }, now: Ms): Next {
  const { heardAt, confirmed, cause } = input
  const { confirm, to } = wakeUp.wish
  if (heardAt === null) return failed(wakeUp, cause, now)
  const isWoken = confirmed || !confirm || to.kind === 'agent'
  return isWoken ? over({ ...wakeUp, cause: null }, 'answered', now, heardAt) : failed(wakeUp, 'no-answer', now)
}

function whileDue(wakeUp: WakeUp & { state: 'due' }, input: WakeUpInput, now: Ms): Next {
  switch (input.type) {
    case 'call':
      return call(wakeUp, input)
    case 'not-there': {
      const [next, effects] = failed({ ...wakeUp, tried: wakeUp.tried + 1 }, 'unreachable', now)
      return [next, [{ type: 'clear-timer', name: 'late' }, ...effects]]
    }
    case 'timer':
      return input.name === 'late' ? over(wakeUp, 'late', now) : [wakeUp, []]
    case 'cancel':
      return over(wakeUp, 'cancelled', now)
    default:
      return [wakeUp, []]
  }
}

function whileCalling(wakeUp: Calling, input: WakeUpInput, now: Ms): Next {
  switch (input.type) {
    case 'call-ended':
      return callEnded(wakeUp, input, now)
    case 'machine-answered':
      return wakeUp.wish.confirm ? [wakeUp, []] : nobodyWoken(wakeUp, now)
    case 'cancel': {
      const [ended, effects] = over(wakeUp, 'cancelled', now)
      return [ended, [...effects, tellCall(wakeUp.callId, { type: 'called-off', cause: 'cancelled' })]]
    }
    default:
      return [wakeUp, []]
  }
}

/** WU6: what its call says of itself afterwards does not count. */
function nobodyWoken(wakeUp: Calling, now: Ms): Next {
  const [next, effects] = failed(wakeUp, 'no-answer', now)
  return [next, [...effects, tellCall(wakeUp.callId, { type: 'called-off', cause: 'no-answer' })]]
}

export function stepWakeUp(wakeUp: WakeUp, input: WakeUpInput, now: Ms): Next {
  switch (wakeUp.state) {
    case 'new':
      return input.type === 'set' ? set(wakeUp.id, input.wish, now) : [wakeUp, []]
    case 'set':
      if (input.type === 'timer' && input.name === 'due') return due(wakeUp, now)
      return input.type === 'cancel' ? over(wakeUp, 'cancelled', now) : [wakeUp, []]
    case 'due':
      return whileDue(wakeUp, input, now)
    case 'calling':
      return whileCalling(wakeUp, input, now)
    case 'ended':
      return [wakeUp, []]
    default:
      return assertNever(wakeUp)
  }
}
