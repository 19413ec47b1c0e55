// Message boxes as administrators set them up.
import { Type } from '@sinclair/typebox'
import { Id } from '#protocol/ids'
import { MessageBoxConfig } from '#protocol/messages'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { refuseNamed } from '../site/where-used.ts'
import { newId } from '../store/stores.ts'
import { findTeam } from '../team/team-store.ts'
import { findUser } from '../user/user-store.ts'
import { allBoxes } from './box-people.ts'
import { deleteBox, findBox, listBoxes, saveBox } from './box-store.ts'

const BoxBody = Type.Object({ ...MessageBoxConfig.properties, id: Type.Optional(Id) }, { additionalProperties: false })

export function boxRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('queue.read', 'GET', '/message-boxes', {}, () => listBoxes(core))
  routes.user('queue.write', 'POST', '/message-boxes', { body: BoxBody }, (call) => {
    const { id = newId(), ...rest } = call.body
    if (findBox(core, id) !== null) throw conflict('This box has settings already', 'id')
    const box = keep(deps, { id, ...rest })
    tell(deps, call, id, 'created')
    return box
  })
  routes.user('queue.write', 'PUT', '/message-boxes/:id', { params: IdParams, body: BoxBody }, (call) => {
    const { id } = call.params
    if (findBox(core, id) === null) throw notFound()
    const box = keep(deps, { ...call.body, id })
    tell(deps, call, id, 'changed')
    return box
  })
  routes.user('queue.write', 'DELETE', '/message-boxes/:id', { params: IdParams }, (call) => {
    const { id } = call.params
    if (findBox(core, id) === null) throw notFound()
    const isFree = allBoxes(core, call.me).some((box) => box.id === id && box.kind === 'box')
    if (isFree) refuseNamed(core, 'box', id)
    deleteBox(core, id)
    tell(deps, call, id, 'deleted')
  })
}

function keep({ stores: { core }, prompts }: AppDeps, box: MessageBoxConfig): MessageBoxConfig {
  if (box.agents.some((id) => findUser(core, id) === null)) throw invalid('There is no such person', 'agents')
  if (box.teams.some((id) => findTeam(core, id) === null)) throw invalid('There is no such team', 'teams')
  for (const field of ['greetingPrompt', 'savedPrompt'] as const) {
    const name = box[field]
    if (name !== null && prompts.has(name) !== 'here') throw invalid('There is no such prompt', field)
  }
  saveBox(core, box)
  return box
}

/** Who hears what may have changed. */
function tell(deps: AppDeps, call: Caller, object: string, detail: string): void {
  tellChange(deps, call, 'boxes', object, detail)
  deps.hub.toAll({ type: 'desk.changed', what: 'messages' })
}
