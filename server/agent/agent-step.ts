// The agent's reducer. Rules A1-A25 in SPEC.md.
import type { Ms } from '#protocol/ids'
import { assertNever } from '../machine/assert-never.ts'
import type { Effect } from '../machine/effects.ts'
import { type Agent, idle, liveCallOf, setPresence, WRAP_UP_EXTENSION_MS, withdrawRing } from './agent.ts'
import { busyWith, callEnded, inCall, pickUp, ring, ringEnded } from './agent-calls.ts'
import type { AgentInput } from './agent-inputs.ts'
import { answersItself, offered } from './agent-offer.ts'
import { gaveUp, seatConnected, seatLost } from './agent-seat.ts'

function offerEnded(agent: Agent, input: AgentInput & { type: 'offer-ended' }, now: Ms): Agent {
  if (agent.activity.name !== 'ringing' || agent.activity.lease !== input.lease) return agent
  const free = idle(agent, now)
  if (input.why === 'declined') return declined(free, input.declineLimit ?? 0, now)
  if (input.why !== 'no-answer') return free
  const unanswered = agent.unanswered + 1
  if (input.noAnswerLimit > 0 && unanswered >= input.noAnswerLimit)
    return setPresence(free, 'not-ready', 'no-answer', now)
  return { ...free, unanswered }
}

/** A18. */
function declined(agent: Agent, limit: number, now: Ms): Agent {
  const times = agent.declined + 1
  return limit > 0 && times >= limit ? setPresence(agent, 'not-ready', 'declined', now) : { ...agent, declined: times }
}

function extendWrapUp(agent: Agent, now: Ms): [Agent, Effect[]] {
  const { activity } = agent
  if (activity.name !== 'wrap-up' || activity.extensions >= activity.most) return [agent, []]
  const until = activity.until + WRAP_UP_EXTENSION_MS
  return [
    { ...agent, activity: { ...activity, until, extensions: activity.extensions + 1 } },
    [{ type: 'set-timer', name: 'wrap-up', after: until - now }],
  ]
}

function finishWrapUp(agent: Agent, now: Ms): [Agent, Effect[]] {
  if (agent.activity.name !== 'wrap-up') return [agent, []]
  return [idle(agent, now), [{ type: 'clear-timer', name: 'wrap-up' }]]
}

function signOut(agent: Agent, now: Ms): [Agent, Effect[]] {
  if (liveCallOf(agent) !== null) return [agent, []]
  const out = idle(setPresence(agent, 'signed-out', null, now), now)
  return [out, [{ type: 'clear-timer', name: 'wrap-up' }, ...withdrawRing(agent)]]
}

export function stepAgent(agent: Agent, input: AgentInput, now: Ms): [Agent, Effect[]] {
  switch (input.type) {
    case 'sign-in':
      if (agent.presence !== 'signed-out') return [agent, []]
      return [{ ...setPresence(agent, 'available', null, now), signedInAt: now }, []]
    case 'sign-out':
      return agent.presence === 'signed-out' ? [agent, []] : signOut(agent, now)
    case 'presence':
      if (agent.presence === 'signed-out') return [agent, []]
      return [setPresence(agent, input.presence, input.presence === 'available' ? null : input.reason, now), []]
    case 'seat.connected':
      return seatConnected(agent, input.connectionId)
    case 'seat.lost':
      return seatLost(agent, input, now)
    case 'offer':
      return offered(agent, input, now)
    case 'offer-ended':
      return [offerEnded(agent, input, now), []]
    case 'dial':
      return [busyWith(agent, 'dialing', input.callId, now), []]
    case 'supervise':
      return [busyWith(agent, 'supervising', input.callId, now), []]
    case 'ring':
      return ring(agent, input, now)
    case 'ring-ended':
      return [ringEnded(agent, input.callId, now), []]
    case 'do-not-disturb':
      return [agent.doNotDisturb === input.level ? agent : { ...agent, doNotDisturb: input.level }, []]
    case 'pick-up':
      return [pickUp(agent, input.callId, now), []]
    case 'talking':
      return [inCall(agent, 'talking', input.callId, now), []]
    case 'holding':
      return [inCall(agent, 'holding', input.callId, now), []]
    case 'call-ended':
      return callEnded(agent, input, now)
    case 'finish-wrap-up':
      return finishWrapUp(agent, now)
    case 'extend-wrap-up':
      return extendWrapUp(agent, now)
    case 'timer':
      if (input.name === 'auto-answer') return [agent, answersItself(agent)]
      return input.name === 'wrap-up' ? finishWrapUp(agent, now) : gaveUp(agent, now)
    default:
      return assertNever(input)
  }
}
