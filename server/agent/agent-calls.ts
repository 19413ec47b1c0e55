// The calls that an agent is in: one that is spoken in, others on hold. Rules A7, A8, A12, A19-A24.
import type { CallId, Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { type Agent, idle, liveCallOf, MAX_WRAP_UP_EXTENSIONS, tellCall, WARM_MS } from './agent.ts'
import type { AgentInput } from './agent-inputs.ts'

/** As many as one may have on hold beside the present one. */
const MAX_ON_HOLD = 4

const isThere = ({ presence, connectionId }: Agent): boolean => presence !== 'signed-out' && connectionId !== null

/** A21: one more call can be made now. */
export function canDial(agent: Agent): boolean {
  const { name } = agent.activity
  return isThere(agent) && (name === 'idle' || (name === 'holding' && agent.onHold.length < MAX_ON_HOLD))
}

/** A24 */
export const isDisturbable = ({ doNotDisturb }: Agent, override: boolean): boolean =>
  doNotDisturb === 'off' || (doNotDisturb === 'on' && override)

/** A20: a colleague may ring here now; not ready or in wrap-up for that very call is no hindrance. */
export const canBeRung = (agent: Agent, callId: CallId | null, override = false): boolean =>
  isThere(agent) &&
  isDisturbable(agent, override) &&
  (agent.activity.name === 'idle' || (agent.activity.name === 'wrap-up' && agent.activity.callId === callId))

/** A25: what rang here, or was picked up, is a call-back: the customer is called now. */
const hasTaken = ({ activity }: Agent, callId: CallId): boolean =>
  ((activity.name === 'ringing' && activity.entryId !== null) || activity.name === 'talking') &&
  activity.callId === callId

/** A7, A19, A21, A25 */
export function busyWith(agent: Agent, name: 'dialing' | 'supervising', callId: CallId, now: Ms): Agent {
  if (name === 'dialing' && hasTaken(agent, callId))
    return { ...agent, unanswered: 0, declined: 0, activity: { name, since: now, callId } }
  if (name === 'dialing' ? !canDial(agent) : agent.activity.name !== 'idle' || !isThere(agent)) return agent
  const onHold = agent.activity.name === 'holding' ? [...agent.onHold, agent.activity.callId] : agent.onHold
  return { ...agent, onHold, activity: { name, since: now, callId } }
}

/** A20 */
export function ring(agent: Agent, input: AgentInput & { type: 'ring' }, now: Ms): [Agent, Effect[]] {
  const agentId = agent.id
  const { callId, override = false } = input
  if (!canBeRung(agent, callId, override)) return [agent, [tellCall(callId, { type: 'guest.busy', agentId })]]
  return [
    { ...agent, activity: { name: 'ringing', since: now, callId, entryId: null, lease: 0 } },
    [
      { type: 'clear-timer', name: 'wrap-up' },
      { type: 'gateway', command: { type: 'seat.warm', seatId: agentId, ms: WARM_MS } },
      tellCall(callId, { type: 'guest.ringing', agentId }),
    ],
  ]
}

export function ringEnded(agent: Agent, callId: CallId, now: Ms): Agent {
  const { activity } = agent
  const isIt = activity.name === 'ringing' && activity.entryId === null && activity.callId === callId
  return isIt ? idle(agent, now) : agent
}

/** A23 */
export const pickUp = (agent: Agent, callId: CallId, now: Ms): Agent =>
  agent.activity.name === 'idle' && isThere(agent)
    ? { ...agent, unanswered: 0, declined: 0, activity: { name: 'talking', since: now, callId } }
    : agent

/** A8, A21: of one's own call; one on hold beside changes places with the present one, when that is on hold. */
export function inCall(agent: Agent, name: 'talking' | 'holding', callId: CallId, now: Ms): Agent {
  const { activity, onHold } = agent
  if (activity.name === 'wrap-up' || activity.name === 'idle') return agent
  if (activity.callId === callId)
    return activity.name === name
      ? agent
      : { ...agent, unanswered: 0, declined: 0, activity: { name, since: now, callId } }
  if (name !== 'talking' || activity.name !== 'holding' || !onHold.includes(callId)) return agent
  const others = [...onHold.filter((id) => id !== callId), activity.callId]
  return { ...agent, onHold: others, activity: { name, since: now, callId } }
}

/** A12, A22: wrap-up, or the call that is still on hold. */
export function callEnded(agent: Agent, input: AgentInput & { type: 'call-ended' }, now: Ms): [Agent, Effect[]] {
  const { callId } = input
  if (agent.onHold.includes(callId)) return [{ ...agent, onHold: agent.onHold.filter((id) => id !== callId) }, []]
  if (liveCallOf(agent) !== callId) return [agent, []]
  const next = agent.onHold.at(-1)
  if (next !== undefined) {
    const onHold = agent.onHold.slice(0, -1)
    return [{ ...agent, onHold, activity: { name: 'holding', since: now, callId: next } }, []]
  }
  const free: Agent = { ...agent, awayUntil: null, lastCallEndedAt: now }
  const clear: Effect = { type: 'clear-timer', name: 'grace' }
  if (agent.activity.name === 'dialing' || input.wrapUpMs === 0) return [idle(free, now), [clear]]
  const most = input.extensions ?? MAX_WRAP_UP_EXTENSIONS
  const until = now + input.wrapUpMs
  return [
    { ...free, activity: { name: 'wrap-up', since: now, callId, until, extensions: 0, most } },
    [clear, { type: 'set-timer', name: 'wrap-up', after: input.wrapUpMs }],
  ]
}
