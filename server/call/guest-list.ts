// The guests of a call: found, changed, counted.
import type { AgentId, LegId } from '#protocol/ids'
import type { LiveCall } from './call.ts'
import { agentOf, type Guest } from './guest.ts'

export const guestOf = (call: LiveCall, legId: LegId | null): Guest | undefined =>
  call.guests.find((guest) => guest.legId === legId)

export const guestAgent = (call: LiveCall, agentId: AgentId): Guest | undefined =>
  call.guests.find(({ party }) => party.kind === 'agent' && party.agentId === agentId)

/** P2: one is rung at a time. */
export const pendingOf = (call: LiveCall): Guest | undefined => call.guests.find(({ state }) => state !== 'up')

export const inTalk = (call: LiveCall): Guest[] => call.guests.filter(({ state, joined }) => state === 'up' && joined)

export const withGuest = (call: LiveCall, legId: LegId, change: Partial<Guest>): LiveCall => ({
  ...call,
  guests: call.guests.map((guest) => (guest.legId === legId ? { ...guest, ...change } : guest)),
})

export const withoutGuest = (call: LiveCall, legId: LegId): LiveCall => ({
  ...call,
  guests: call.guests.filter((guest) => guest.legId !== legId),
  consulting: call.consulting === legId ? null : call.consulting,
})

/** Every agent at whose seat the call is or rings beside the one whose part it is. */
export function otherAgents(call: LiveCall): AgentId[] {
  const callee = call.callee ? [call.callee.agentId] : []
  const beside = call.guests.flatMap((guest) => guest.beside ?? [])
  return [...callee, ...call.guests.flatMap((guest) => agentOf(guest) ?? []), ...beside]
}

/** The busy agent for whom the call waits (camp-on). */
export function waitedFor({ callee, guests }: LiveCall): AgentId | null {
  if (callee?.state === 'waiting') return callee.agentId
  const guest = guests.find(({ state }) => state === 'waiting')
  return guest ? agentOf(guest) : null
}
