// How long the two may talk, and how long a caller may wait for somebody. Rules C70-C73 in SPEC.md.
import type { Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import type { Call, LiveCall } from './call.ts'
import { finish } from './call-end.ts'
import { inTalk } from './guest-list.ts'

type Next = [Call, Effect[]]
/** 0 = no limit. */
export type CallLimits = { talkMs: Ms; answerMs: Ms }
export const NO_LIMITS: CallLimits = { talkMs: 0, answerMs: 0 }

/** C71: the end is told so long before. */
export const WARNING_MS: Ms = 30_000
/** Thrice, short: not the tone of a supervisor who comes (C47). */
const BEEP = { kind: 'tone' as const, hz: [450], ms: 100 }
const PAUSE = { kind: 'silence' as const, ms: 100 }
const WARNING = [BEEP, PAUSE, BEEP, PAUSE, BEEP]

type Clock = 'talk' | 'awaited' | null

/** What runs for the call now; null: nothing. */
function clockOf({ stage, answeredAt, direction }: LiveCall): Clock {
  switch (stage.name) {
    case 'talking':
    case 'held':
    case 'parked':
    case 'bridged':
      return 'talk'
    case 'connecting':
    case 'handing-over':
      if (answeredAt !== null) return 'talk'
      return direction === 'in' ? 'awaited' : null
    case 'queued':
      return direction === 'in' ? 'awaited' : null
    case 'answering':
    case 'menu':
    case 'message':
    case 'dialing':
      return null
  }
}

const limitOf = ({ talkMs, answerMs }: CallLimits, clock: Clock): Ms =>
  clock === 'talk' ? talkMs : clock === 'awaited' ? answerMs : 0

/** C70: the timers that follow from where a step has led. */
export function timed(before: Call, [after, effects]: Next, now: Ms): Next {
  if (after.state !== 'live') return [after, effects]
  const was = before.state === 'live' ? before : null
  const had = was ? clockOf(was) : null
  const clock = clockOf(after)
  if (clock === had && was?.limits === after.limits) return [after, effects]
  const since = clock === had ? after.timedSince : now
  const call = { ...after, timedSince: since }
  const over = was && limitOf(was.limits, had) > 0 ? [CLEAR, CLEAR_WARNING] : []
  return [call, [...effects, ...over, ...timersFor(clock, limitOf(after.limits, clock), since - now)]]
}

const CLEAR: Effect = { type: 'clear-timer', name: 'limit' }
const CLEAR_WARNING: Effect = { type: 'clear-timer', name: 'limit-warning' }

/** `passed`: below 0, what has run already. */
function timersFor(clock: Clock, limitMs: Ms, passed: Ms): Effect[] {
  if (limitMs === 0) return []
  const timer: Effect = { type: 'set-timer', name: 'limit', after: Math.max(0, limitMs + passed) }
  const warnAfter = limitMs - WARNING_MS + passed
  if (clock !== 'talk' || warnAfter <= 0) return [timer]
  return [timer, { type: 'set-timer', name: 'limit-warning', after: warnAfter }]
}

/** C72, C73 */
export function limitReached(call: LiveCall, now: Ms): Next {
  const clock = clockOf(call)
  if (limitOf(call.limits, clock) === 0) return [call, []]
  return finish(call, clock === 'talk' ? 'time-limit' : 'no-answer', 'system', now)
}

/** C71: all who hear each other hear it. */
export function warn(call: LiveCall): Next {
  const { stage, next, customerLeg } = call
  if (stage.name !== 'talking' && stage.name !== 'bridged') return [call, []]
  const seat = stage.name === 'talking' ? [stage.part.seatLeg] : []
  const legs = [customerLeg, ...seat, ...inTalk(call).map(({ legId }) => legId)]
  const tones = legs.map((legId, i): Effect => {
    const playerId = `call:${call.id}:${next.player + i}`
    const command = { type: 'player.start' as const, playerId, legId, items: WARNING, loop: false, bargeIn: false }
    return { type: 'gateway', command }
  })
  return [{ ...call, next: { ...next, player: next.player + legs.length } }, tones]
}
