// What an agent chose (presence), what the system sees (activity), and whether the seat is there (reachable):
// three signals, never mixed. Rules A1-A19 in SPEC.md.
import type { AgentId, CallId, Ms } from '#protocol/ids'
import type { NotReadyReason, Presence } from '#protocol/reasons'
import { assertNever } from '../machine/assert-never.ts'
import type { AgentInput, CallInput, Effect, QueueEntryInput } from '../machine/inputs.ts'

export type AgentActivity =
  | { name: 'idle'; since: Ms }
  | { name: 'ringing'; since: Ms; callId: CallId; entryId: string; lease: number }
  | { name: 'dialing' | 'talking' | 'holding' | 'supervising'; since: Ms; callId: CallId }
  | { name: 'wrap-up'; since: Ms; callId: CallId; until: Ms; extensions: number; most: number }

export type Agent = {
  id: AgentId
  presence: Presence
  reason: NotReadyReason | null
  presenceSince: Ms
  activity: AgentActivity
  /** The seat's connection, or null while the seat is away. */
  connectionId: string | null
  /** While a live call waits for the seat to come back: when that ends. */
  awayUntil: Ms | null
  /** Offers that rang out in a row. */
  unanswered: number
  /** Offers declined in a row. */
  declined: number
  /** End of the last call; what longest-idle counts from. */
  lastCallEndedAt: Ms
  signedInAt: Ms
}

/** A9: a live call's customer waits this long for the seat to come back. */
export const SEAT_GRACE_MS: Ms = 20_000
export const WRAP_UP_EXTENSION_MS: Ms = 60_000
/** A17. Longer than anybody lets it ring. */
export const WARM_MS: Ms = 60_000
export const MAX_WRAP_UP_EXTENSIONS = 2

export const newAgent = (id: AgentId): Agent => ({
  id,
  presence: 'signed-out',
  reason: null,
  presenceSince: 0,
  activity: { name: 'idle', since: 0 },
  connectionId: null,
  awayUntil: null,
  unanswered: 0,
  declined: 0,
  lastCallEndedAt: 0,
  signedInAt: 0,
})

/** A1: the one condition for an offer. */
export function canTakeOffer(agent: Agent): boolean {
  return agent.presence === 'available' && agent.activity.name === 'idle' && agent.connectionId !== null
}
export const liveCallOf = (agent: Agent): CallId | null =>
  agent.activity.name === 'dialing' ||
  agent.activity.name === 'talking' ||
  agent.activity.name === 'holding' ||
  agent.activity.name === 'supervising'
    ? agent.activity.callId
    : null

const tellCall = (id: CallId, input: CallInput): Effect => ({ type: 'tell', machine: 'call', id, input })
const tellEntry = (id: string, input: QueueEntryInput): Effect => ({ type: 'tell', machine: 'queue-entry', id, input })

function setPresence(agent: Agent, presence: Presence, reason: NotReadyReason | null, now: Ms): Agent {
  if (agent.presence === presence && agent.reason === reason) return agent
  return { ...agent, presence, reason, presenceSince: now, unanswered: 0, declined: 0 }
}

function idle(agent: Agent, now: Ms): Agent {
  return { ...agent, activity: { name: 'idle', since: now } }
}

function seatLost(agent: Agent, input: AgentInput & { type: 'seat.lost' }, now: Ms): [Agent, Effect[]] {
  if (agent.connectionId === null) return [agent, []]
  if (input.connectionId !== null && input.connectionId !== agent.connectionId) return [agent, []]
  const away: Agent = { ...agent, connectionId: null }
  const { activity } = agent
  if (activity.name === 'ringing')
    return [away, [tellEntry(activity.entryId, { type: 'agent-lost', agentId: agent.id })]]
  const callId = liveCallOf(agent)
  if (callId === null) return [away, []]
  return [
    { ...away, awayUntil: now + SEAT_GRACE_MS },
    [
      { type: 'set-timer', name: 'grace', after: SEAT_GRACE_MS },
      tellCall(callId, { type: 'seat.away', agentId: agent.id }),
    ],
  ]
}

function seatConnected(agent: Agent, connectionId: string): [Agent, Effect[]] {
  const callId = liveCallOf(agent)
  const back: Agent = { ...agent, connectionId, awayUntil: null }
  if (callId === null || agent.awayUntil === null) return [back, []]
  return [back, [{ type: 'clear-timer', name: 'grace' }, tellCall(callId, { type: 'seat.back', agentId: agent.id })]]
}

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

function callEnded(agent: Agent, input: AgentInput & { type: 'call-ended' }, now: Ms): [Agent, Effect[]] {
  if (liveCallOf(agent) !== input.callId) return [agent, []]
  const wasTalking = agent.activity.name !== 'dialing'
  const free: Agent = { ...agent, awayUntil: null, lastCallEndedAt: now }
  const clear: Effect = { type: 'clear-timer', name: 'grace' }
  if (!wasTalking || input.wrapUpMs === 0) return [idle(free, now), [clear]]
  const until = now + input.wrapUpMs
  return [
    {
      ...free,
      activity: {
        name: 'wrap-up',
        since: now,
        callId: input.callId,
        until,
        extensions: 0,
        most: input.extensions ?? MAX_WRAP_UP_EXTENSIONS,
      },
    },
    [clear, { type: 'set-timer', name: 'wrap-up', after: input.wrapUpMs }],
  ]
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
  const { activity } = agent
  const out = idle(setPresence(agent, 'signed-out', null, now), now)
  const withdraw: Effect[] =
    activity.name === 'ringing' ? [tellEntry(activity.entryId, { type: 'agent-lost', agentId: agent.id })] : []
  return [out, [{ type: 'clear-timer', name: 'wrap-up' }, ...withdraw]]
}

function gaveUp(agent: Agent, now: Ms): [Agent, Effect[]] {
  const callId = liveCallOf(agent)
  if (callId === null || agent.awayUntil === null) return [agent, []]
  const lost = idle(setPresence({ ...agent, awayUntil: null }, 'not-ready', 'device-lost', now), now)
  return [{ ...lost, lastCallEndedAt: now }, [tellCall(callId, { type: 'seat.given-up', agentId: agent.id })]]
}

/** A7, A19 */
function busyWith(agent: Agent, name: 'dialing' | 'supervising', callId: CallId, now: Ms): Agent {
  if (agent.activity.name !== 'idle' || agent.presence === 'signed-out' || agent.connectionId === null) return agent
  return { ...agent, activity: { name, since: now, callId } }
}

function inCall(agent: Agent, name: 'talking' | 'holding', callId: CallId, now: Ms): Agent {
  const { activity } = agent
  if (activity.name === name || activity.name === 'wrap-up' || activity.name === 'idle') return agent
  if (activity.callId !== callId) return agent
  return { ...agent, unanswered: 0, declined: 0, activity: { name, since: now, callId } }
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
    case 'offer': {
      if (!canTakeOffer(agent)) return [agent, []]
      const { callId, entryId, lease } = input
      return [
        { ...agent, activity: { name: 'ringing', since: now, callId, entryId, lease } },
        [{ type: 'gateway', command: { type: 'seat.warm', seatId: agent.id, ms: WARM_MS } }],
      ]
    }
    case 'offer-ended':
      return [offerEnded(agent, input, now), []]
    case 'dial':
      return [busyWith(agent, 'dialing', input.callId, now), []]
    case 'supervise':
      return [busyWith(agent, 'supervising', input.callId, now), []]
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
      return input.name === 'wrap-up' ? finishWrapUp(agent, now) : gaveUp(agent, now)
    default:
      return assertNever(input)
  }
}
