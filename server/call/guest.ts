// Who else is at a call: guests that an agent has brought (a colleague, an outside number), and the colleague whom an agent
// called. Rules P1-P19 in SPEC.md.
import type { AgentId, LegId, LineId, Ms } from '#protocol/ids'

/** A colleague is rung this long; the one whom a call was handed to and who lets it ring gives it back. */
export const RING_MS: Ms = 20_000
/** A busy colleague is waited for this long (camp-on). */
export const CAMP_MS: Ms = 120_000
/** Beside the customer and the agent. */
export const MAX_GUESTS = 8

/** waiting: asked for, and busy or not yet ringing. */
export type RungState = 'waiting' | 'ringing' | 'up'
/** The colleague whom an agent called: the other side of an internal call. */
export type Callee = {
  agentId: AgentId
  state: RungState
  camp: boolean
  muted: boolean
  aimed?: Aimed
  /** Missing: RING_MS. */
  ringMs?: Ms
}
/** What fails to reach him is asked again (C66). `via`: who has forwarded the call. */
export type Aimed = { via: readonly AgentId[] }

export type GuestParty =
  | { kind: 'agent'; agentId: AgentId; camp: boolean }
  /** `to` as it is dialled, for `number`. */
  | { kind: 'number'; number: string; to: string; lineId: LineId }
export type Guest = {
  legId: LegId
  party: GuestParty
  state: RungState
  /** Is in the conversation; else on hold, or spoken with aside. */
  joined: boolean
  muted: boolean
  /** A number that is rung sends sound of its own. */
  early: boolean
  /** How long an agent is rung; missing in older events: RING_MS. */
  ringMs?: Ms
  aimed?: Aimed
  /** The main ring of the line, rung with this one (C74). */
  beside?: AgentId
}

export const agentOf = ({ party }: Guest): AgentId | null => (party.kind === 'agent' ? party.agentId : null)
