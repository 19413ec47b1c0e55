import { Type } from '@sinclair/typebox'
import { Id } from '#protocol/ids'
import { type QueueConfig, StoredQueue } from '#protocol/queue-config'
import { listHours } from '../hours/hours-store.ts'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { leadsTo, refuseNamed } from '../site/where-used.ts'
import { newId } from '../store/stores.ts'
import { listSkills } from '../team/skill-store.ts'
import { listTeams } from '../team/team-store.ts'
import { findUser } from '../user/user-store.ts'
import { wholeQueue } from './queue-settings.ts'
import { deleteQueue, findQueue, listQueues, saveQueue } from './queue-store.ts'

const QueueBody = Type.Object({ ...StoredQueue.properties, id: Type.Optional(Id) }, { additionalProperties: false })

export function queueRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const save = (queue: QueueConfig): QueueConfig => {
    if (queue.members.some((id) => findUser(core, id) === null)) throw invalid('There is no such person', 'members')
    const known = { teams: listTeams(core), skills: listSkills(core) }
    if (queue.teams.some(({ id }) => !known.teams.some((team) => team.id === id)))
      throw invalid('There is no such team', 'teams')
    if (queue.skills.some(({ id }) => !known.skills.some((skill) => skill.id === id)))
      throw invalid('There is no such skill', 'skills')
    if (leadsTo(queue).some((id) => id !== queue.id && findQueue(core, id) === null))
      throw invalid('There is no such queue', 'targets')
    if (queue.hours !== null && !listHours(core).some(({ id }) => id === queue.hours?.id))
      throw invalid('There are no such hours', 'hours')
    if (queue.callback === null && Object.values(queue.keys).some(({ kind }) => kind === 'callback'))
      throw invalid('The queue does not call back', 'keys')
    saveQueue(core, queue)
    return findQueue(core, queue.id) ?? queue
  }
  routes.user('queue.read', 'GET', '/queues', {}, () => listQueues(core))
  routes.user('queue.write', 'POST', '/queues', { body: QueueBody }, (call) => {
    const id = call.body.id ?? newId()
    if (findQueue(core, id) !== null) throw conflict('Another queue has this id', 'id')
    const saved = save(wholeQueue({ ...call.body, id }))
    tellChange(deps, call, 'queues', id, 'created')
    return saved
  })
  routes.user('queue.write', 'PUT', '/queues/:id', { params: IdParams, body: QueueBody }, (call) => {
    const { id } = call.params
    const before = findQueue(core, id)
    if (before === null) throw notFound()
    if (call.body.id !== undefined && call.body.id !== id) throw invalid('The id cannot be changed', 'id')
    // What an older client leaves out stays as it is.
    const saved = save({ ...before, ...call.body, id })
    tellChange(deps, call, 'queues', id, 'changed')
    return saved
  })
  routes.user('queue.write', 'DELETE', '/queues/:id', { params: IdParams }, (call) => {
    const { id } = call.params
    if (findQueue(core, id) === null) throw notFound()
    refuseNamed(core, ['queue', 'box'], id)
    if (deps.hub.list('call').some((live) => live.queueId === id)) throw conflict('Calls wait in this queue')
    deleteQueue(core, id)
    tellChange(deps, call, 'queues', id, 'deleted')
  })
}
