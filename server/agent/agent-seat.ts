// The seat's connection comes and goes. Rules A9-A11, A22.
import type { Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { type Agent, idle, liveCallOf, SEAT_GRACE_MS, setPresence, tellCall, withdrawRing } from './agent.ts'
import type { AgentInput } from './agent-inputs.ts'

/** All that the agent has: the present one and those on hold. */
const liveCalls = (agent: Agent): string[] => {
  const present = liveCallOf(agent)
  return present === null ? [] : [present, ...agent.onHold]
}

const tellCalls = (agent: Agent, type: 'seat.away' | 'seat.back' | 'seat.given-up'): Effect[] =>
  liveCalls(agent).map((callId) => tellCall(callId, { type, agentId: agent.id }))

export function seatLost(agent: Agent, input: AgentInput & { type: 'seat.lost' }, now: Ms): [Agent, Effect[]] {
  if (agent.connectionId === null) return [agent, []]
  if (input.connectionId !== null && input.connectionId !== agent.connectionId) return [agent, []]
  const away: Agent = { ...agent, connectionId: null }
  if (liveCallOf(agent) === null) return [away, withdrawRing(agent)]
  return [
    { ...away, awayUntil: now + SEAT_GRACE_MS },
    [{ type: 'set-timer', name: 'grace', after: SEAT_GRACE_MS }, ...tellCalls(agent, 'seat.away')],
  ]
}

export function seatConnected(agent: Agent, connectionId: string): [Agent, Effect[]] {
  const back: Agent = { ...agent, connectionId, awayUntil: null }
  if (liveCallOf(agent) === null || agent.awayUntil === null) return [back, []]
  return [back, [{ type: 'clear-timer', name: 'grace' }, ...tellCalls(agent, 'seat.back')]]
}

export function gaveUp(agent: Agent, now: Ms): [Agent, Effect[]] {
  if (liveCallOf(agent) === null || agent.awayUntil === null) return [agent, []]
  const lost = idle(setPresence({ ...agent, awayUntil: null, onHold: [] }, 'not-ready', 'device-lost', now), now)
  return [{ ...lost, lastCallEndedAt: now }, tellCalls(agent, 'seat.given-up')]
}
