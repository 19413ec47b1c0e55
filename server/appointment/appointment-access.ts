// Whose appointments a user keeps: one's own, those of the agents one leads, or all.
import type { Database } from '../store/database.ts'
import { reachOf, teamsOf } from '../team/team-reach.ts'
import { type Actor, may, scopeOf } from '../user/may.ts'

export function mayKeep(core: Database, actor: Actor, agentId: string): boolean {
  return may(actor, 'appointment.keep', { agentId, teams: teamsOf(core, { agentId, queueId: null }) })
}

/** Null = everybody's. */
export function keptBy(core: Database, actor: Actor): string[] | null {
  const scope = scopeOf(actor, 'appointment.keep')
  if (scope === 'all') return null
  const own = actor.agentId ?? actor.userId
  return scope === 'team' ? [own, ...reachOf(core, actor.leads ?? []).agents] : [own]
}
