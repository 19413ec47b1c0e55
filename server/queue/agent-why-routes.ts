// Why an agent gets no call now, and why the last one came.
import type { AgentWhy, Decision } from '#protocol/api'
import type { AgentId } from '#protocol/ids'
import { decisionsOfCall, lastCallOf } from '../call/call-store.ts'
import { notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { teamsOf } from '../team/team-reach.ts'
import { may } from '../user/may.ts'

const MAX_DECISIONS = 200

export function agentWhyRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('decision.read', 'GET', '/agents/:id/why', { params: IdParams }, ({ me, params }): AgentWhy => {
    const { id } = params
    const reasons = deps.core.explainAgent(id)
    const isReached = may(me, 'decision.read', { agentId: id, teams: teamsOf(core, { agentId: id, queueId: null }) })
    if (reasons === null || !isReached) throw notFound()
    return { agentId: id, ...reasons, last: lastDecision(deps, id) }
  })
}

/** Of the call that is on, else of the last one. */
function lastDecision({ hub, stores: { events } }: AppDeps, agentId: AgentId): Decision | null {
  const callId = hub.find('agent', agentId)?.callId ?? lastCallOf(events, agentId)
  if (callId === null) return null
  return decisionsOfCall(events, callId, MAX_DECISIONS).findLast(({ chosen }) => chosen === agentId) ?? null
}
