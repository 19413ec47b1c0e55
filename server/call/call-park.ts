// A call put on hold in a numbered place, which anybody takes up again. Rule P19.
import type { AgentId, Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { ask } from './ask-guest.ts'
import { type AgentPart, atStage, type Call, type LiveCall } from './call.ts'
import { tellAgent, tellLeg } from './call-effects.ts'
import { partEnds, withoutOwner } from './call-end.ts'
import type { CallInput } from './call-inputs.ts'

type Next = [Call, Effect[]]
/** Then who parked it is rung. */
export const PARK_MS: Ms = 120_000

/** The agent is free at once, without wrap-up: the call is not over. */
export function park(call: LiveCall, part: AgentPart, slot: number, now: Ms): Next {
  if (call.guests.length > 0 || call.callee) return [call, []]
  const parked = atStage(withoutOwner(call), { name: 'parked', slot, by: part }, now)
  const timer: Effect = { type: 'set-timer', name: 'park', after: PARK_MS }
  return [parked, [...partEnds(call, { ...part, wrapUpMs: 0 }), timer]]
}

export function retrieve(call: LiveCall, { by: agentId }: CallInput & { type: 'retrieve' }, now: Ms): Next {
  const { stage } = call
  if (stage.name !== 'parked') return [call, []]
  const seatLeg = `${call.id}.s${call.next.seat}`
  const next = { ...call.next, seat: call.next.seat + 1 }
  const part: AgentPart = { ...stage.by, agentId, seatLeg }
  const connecting = { ...atStage(call, { name: 'connecting', part, away: false }, now), next, lastAgent: agentId }
  return [
    connecting,
    [
      { type: 'clear-timer', name: 'park' },
      tellLeg(seatLeg, { type: 'open-seat', callId: call.id, agentId }),
      tellAgent(agentId, { type: 'pick-up', callId: call.id }),
    ],
  ]
}

export function onParkTimeout(call: LiveCall, now: Ms): Next {
  const { stage } = call
  if (stage.name !== 'parked') return [call, []]
  const { agentId, terms, wrapUpMs } = stage.by
  return backTo(call, agentId, { terms, wrapUpMs }, now)
}

function backTo(call: LiveCall, agentId: AgentId, terms: Pick<AgentPart, 'terms' | 'wrapUpMs'>, now: Ms): Next {
  const [asked, { legId }, effects] = ask(call, { kind: 'agent', agentId, camp: false })
  return [atStage(asked, { name: 'handing-over', to: legId, back: null, ...terms }, now), effects]
}
