// An offer comes to the seat: it rings, or is answered by itself. Rules A1, A17, A30 in SPEC.md.
import type { Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { type Agent, AUTO_ANSWER_MS, canTakeOffer, WARM_MS } from './agent.ts'
import type { AgentInput } from './agent-inputs.ts'

export function offered(agent: Agent, input: AgentInput & { type: 'offer' }, now: Ms): [Agent, Effect[]] {
  if (!canTakeOffer(agent)) return [agent, []]
  const { callId, entryId, lease, auto } = input
  const ringing = { name: 'ringing' as const, since: now, callId, entryId, lease }
  const warm: Effect = { type: 'gateway', command: { type: 'seat.warm', seatId: agent.id, ms: WARM_MS } }
  if (!auto) return [{ ...agent, activity: ringing }, [warm]]
  const answer: Effect = { type: 'set-timer', name: 'auto-answer', after: AUTO_ANSWER_MS }
  return [{ ...agent, activity: { ...ringing, auto: true } }, [warm, answer]]
}

/** A30 */
export function answersItself({ id: agentId, activity }: Agent): Effect[] {
  if (activity.name !== 'ringing' || !activity.auto || activity.entryId === null) return []
  const { entryId, lease } = activity
  return [{ type: 'tell', machine: 'queue-entry', id: entryId, input: { type: 'accept', agentId, lease } }]
}
