// Teams and skills: who belongs together, and who can do what how well.
import { type Static, Type } from '@sinclair/typebox'
import { Id } from '#protocol/ids'
import { SkillConfig, TeamConfig } from '#protocol/people-config'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { listQueues } from '../queue/queue-store.ts'
import { refuseNamed } from '../site/where-used.ts'
import { newId } from '../store/stores.ts'
import { findUser } from '../user/user-store.ts'
import { deleteSkill, findSkill, listSkills, saveSkill } from './skill-store.ts'
import { deleteTeam, findTeam, listTeams, saveTeam } from './team-store.ts'

const TeamBody = Type.Object({ ...TeamConfig.properties, id: Type.Optional(Id) }, { additionalProperties: false })
const SkillBody = Type.Object({ ...SkillConfig.properties, id: Type.Optional(Id) }, { additionalProperties: false })

export function teamRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('queue.read', 'GET', '/teams', {}, () => listTeams(core))
  routes.user('queue.write', 'POST', '/teams', { body: TeamBody }, (call) => {
    const id = newIdOr(call.body, (given) => findTeam(core, given) !== null)
    const saved = keepTeam(deps, { ...call.body, id })
    tellChange(deps, call, 'teams', id, 'created')
    return saved
  })
  routes.user('queue.write', 'PUT', '/teams/:id', { params: IdParams, body: TeamBody }, (call) => {
    const { id } = call.params
    if (findTeam(core, id) === null) throw notFound()
    const saved = keepTeam(deps, { ...call.body, id })
    tellChange(deps, call, 'teams', id, 'changed')
    return saved
  })
  routes.user('queue.write', 'DELETE', '/teams/:id', { params: IdParams }, (call) => {
    const { id } = call.params
    if (findTeam(core, id) === null) throw notFound()
    refuseNamed(core, 'box', id)
    deleteTeam(core, id)
    tellChange(deps, call, 'teams', id, 'deleted')
  })
}

export function skillRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('queue.read', 'GET', '/skills', {}, () => listSkills(core))
  routes.user('queue.write', 'POST', '/skills', { body: SkillBody }, (call) => {
    const id = newIdOr(call.body, (given) => findSkill(core, given) !== null)
    const saved = keepSkill(deps, { ...call.body, id })
    tellChange(deps, call, 'skills', id, 'created')
    return saved
  })
  routes.user('queue.write', 'PUT', '/skills/:id', { params: IdParams, body: SkillBody }, (call) => {
    const { id } = call.params
    if (findSkill(core, id) === null) throw notFound()
    const saved = keepSkill(deps, { ...call.body, id })
    tellChange(deps, call, 'skills', id, 'changed')
    return saved
  })
  routes.user('queue.write', 'DELETE', '/skills/:id', { params: IdParams }, (call) => {
    const { id } = call.params
    if (findSkill(core, id) === null) throw notFound()
    const user = listQueues(core).find((queue) => queue.skills.some((need) => need.id === id))
    if (user !== undefined) throw conflict(`The queue ${user.name} asks for this skill`)
    deleteSkill(core, id)
    tellChange(deps, call, 'skills', id, 'deleted')
  })
}

function newIdOr({ id }: { id?: string }, isTaken: (id: string) => boolean): string {
  if (id !== undefined && isTaken(id)) throw conflict('Another one has this id', 'id')
  return id ?? newId()
}

function keepTeam(deps: AppDeps, team: Static<typeof TeamConfig>): TeamConfig {
  const { core } = deps.stores
  if (team.members.some((id) => findUser(core, id) === null)) throw invalid('There is no such person', 'members')
  saveTeam(core, team)
  return findTeam(core, team.id) ?? team
}

function keepSkill(deps: AppDeps, skill: Static<typeof SkillConfig>): SkillConfig {
  const { core } = deps.stores
  if (Object.keys(skill.levels).some((id) => findUser(core, id) === null))
    throw invalid('There is no such person', 'levels')
  saveSkill(core, skill)
  return findSkill(core, skill.id) ?? skill
}
