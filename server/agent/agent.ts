// What an agent chose (presence), what the system sees (activity), and whether the seat is there (reachable):
// three signals, never mixed. Rules A1-A25 in SPEC.md.
import type { AgentId, CallId, Ms } from '#protocol/ids'
import type { DoNotDisturb, NotReadyReason, Presence } from '#protocol/reasons'
import type { CallInput } from '../call/call-inputs.ts'
import type { Effect } from '../machine/effects.ts'

export type AgentActivity =
  | { name: 'idle'; since: Ms }
  /** `entryId` null: a colleague calls, no queue. */
  | { name: 'ringing'; since: Ms; callId: CallId; entryId: string | null; lease: number; auto?: true }
  | { name: 'dialing' | 'talking' | 'holding' | 'supervising'; since: Ms; callId: CallId }
  | { name: 'wrap-up'; since: Ms; callId: CallId; until: Ms; extensions: number; most: number }

export type Agent = {
  id: AgentId
  presence: Presence
  reason: NotReadyReason | null
  presenceSince: Ms
  activity: AgentActivity
  /** Calls on hold beside the present activity's. */
  onHold: readonly CallId[]
  doNotDisturb: DoNotDisturb
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
/** A30. Long enough for the beep. */
export const AUTO_ANSWER_MS: Ms = 1000
export const MAX_WRAP_UP_EXTENSIONS = 2

export const newAgent = (id: AgentId): Agent => ({
  id,
  presence: 'signed-out',
  reason: null,
  presenceSince: 0,
  activity: { name: 'idle', since: 0 },
  onHold: [],
  doNotDisturb: 'off',
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

export const tellCall = (id: CallId, input: CallInput): Effect => ({ type: 'tell', machine: 'call', id, input })

/** Whatever rings at the seat is told that the agent is not there for it. */
export function withdrawRing({ id: agentId, activity }: Agent): Effect[] {
  if (activity.name !== 'ringing') return []
  const { entryId, callId } = activity
  if (entryId === null) return [tellCall(callId, { type: 'guest.lost', agentId })]
  return [{ type: 'tell', machine: 'queue-entry', id: entryId, input: { type: 'agent-lost', agentId } }]
}

export function setPresence(agent: Agent, presence: Presence, reason: NotReadyReason | null, now: Ms): Agent {
  if (agent.presence === presence && agent.reason === reason) return agent
  return { ...agent, presence, reason, presenceSince: now, unanswered: 0, declined: 0 }
}

export function idle(agent: Agent, now: Ms): Agent {
  return { ...agent, activity: { name: 'idle', since: now } }
}
