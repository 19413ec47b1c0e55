// An agent's queues and skills, changed from the supervisor's room: at work at once, on waiting callers too (D8).
import { type Assignment, AssignmentBody } from '#protocol/api'
import type { AgentId, QueueId } from '#protocol/ids'
import { invalid, noRight, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { findQueue, listQueues, setQueuesOfUser } from '../queue/queue-store.ts'
import type { Database } from '../store/database.ts'
import { findSkill, listSkills, setLevelsOfUser } from '../team/skill-store.ts'
import { teamsOf } from '../team/team-reach.ts'
import { listTeams } from '../team/team-store.ts'
import { type Actor, may } from '../user/may.ts'
import { listAgents } from '../user/user-store.ts'

export function assignmentRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('agent.assign', 'GET', '/agents/:id/assignment', { params: IdParams }, ({ me, params }) => {
    agentFor(core, me, params.id)
    return assignmentOf(core, params.id)
  })
  const shape = { params: IdParams, body: AssignmentBody }
  routes.user('agent.assign', 'PUT', '/agents/:id/assignment', shape, ({ me, params, body, source }) => {
    const number = agentFor(core, me, params.id)
    const before = assignmentOf(core, params.id)
    checkQueues(core, me, before.queues, body.queues)
    if (Object.keys(body.skills).some((id) => findSkill(core, id) === null))
      throw invalid('There is no such skill', 'skills')
    core.tx(() => {
      setQueuesOfUser(core, params.id, body.queues)
      setLevelsOfUser(core, params.id, body.skills)
    })
    const detail = changesOf(core, before, body)
    deps.audit.record({ userId: me.userId, action: 'agent-assigned', object: number, detail, source: source.address })
    deps.onConfigChanged('queues')
    return assignmentOf(core, params.id)
  })
}

/** The agent's number. */
function agentFor(core: Database, me: Actor, id: AgentId): string {
  const agent = listAgents(core).find((person) => person.id === id)
  if (agent === undefined) throw notFound()
  if (!may(me, 'agent.assign', { agentId: id, teams: teamsOf(core, { agentId: id, queueId: null }) })) throw noRight()
  return agent.number
}

function assignmentOf(core: Database, agentId: AgentId): Assignment {
  const queues = listQueues(core)
  const teams = new Set(listTeams(core).flatMap(({ id, members }) => (members.includes(agentId) ? [id] : [])))
  const levels = listSkills(core).map(({ id, levels }) => [id, levels[agentId]] as const)
  return {
    queues: queues.filter(({ members }) => members.includes(agentId)).map(({ id }) => id),
    byTeam: queues.filter((queue) => queue.teams.some(({ id }) => teams.has(id))).map(({ id }) => id),
    skills: Object.fromEntries(levels.flatMap(([id, level]) => (level === undefined ? [] : [[id, level]]))),
  }
}

/** RM7: whoever leads teams gives and takes only queues that these teams serve. */
function checkQueues(core: Database, me: Actor, before: readonly QueueId[], after: readonly QueueId[]): void {
  if (after.some((id) => findQueue(core, id) === null)) throw invalid('There is no such queue', 'queues')
  const changed = new Set(before).symmetricDifference(new Set(after))
  for (const queueId of changed)
    if (!may(me, 'agent.assign', { agentId: null, teams: teamsOf(core, { agentId: null, queueId }) })) throw noRight()
}

/** For the audit trail: "+service -care english 4". */
function changesOf(core: Database, before: Assignment, { queues, skills }: AssignmentBody): string {
  const nameOf = (id: string) => findSkill(core, id)?.name ?? id
  const ids = new Set([...Object.keys(before.skills), ...Object.keys(skills)])
  return [
    ...queues.filter((id) => !before.queues.includes(id)).map((id) => `+${id}`),
    ...before.queues.filter((id) => !queues.includes(id)).map((id) => `-${id}`),
    ...[...ids].filter((id) => before.skills[id] !== skills[id]).map((id) => `${nameOf(id)} ${skills[id] ?? 0}`),
  ].join(' ')
}
