// Phrases and scripts: maintained by the leaders, read at every seat.
import { Type } from '@sinclair/typebox'
import { ScriptConfig } from '#protocol/desk'
import { Id } from '#protocol/ids'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { findQueue } from '../queue/queue-store.ts'
import { newId } from '../store/stores.ts'
import { deleteScript, findScript, listScripts, saveScript } from './script-store.ts'

const ScriptBody = Type.Object({ ...ScriptConfig.properties, id: Type.Optional(Id) }, { additionalProperties: false })

export function scriptRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('script.read', 'GET', '/scripts', {}, () => listScripts(core))
  routes.user('script.write', 'POST', '/scripts', { body: ScriptBody }, (call) => {
    const { id = newId(), ...rest } = call.body
    if (findScript(core, id) !== null) throw conflict('Another one has this id', 'id')
    const script = keep(deps, { id, ...rest })
    tell(deps, call, id, 'created')
    return script
  })
  routes.user('script.write', 'PUT', '/scripts/:id', { params: IdParams, body: ScriptBody }, (call) => {
    const { id } = call.params
    if (findScript(core, id) === null) throw notFound()
    const script = keep(deps, { ...call.body, id })
    tell(deps, call, id, 'changed')
    return script
  })
  routes.user('script.write', 'DELETE', '/scripts/:id', { params: IdParams }, (call) => {
    const { id } = call.params
    if (findScript(core, id) === null) throw notFound()
    deleteScript(core, id)
    tell(deps, call, id, 'deleted')
  })
}

function keep({ stores: { core } }: AppDeps, script: ScriptConfig): ScriptConfig {
  if (script.queues.some((id) => findQueue(core, id) === null)) throw invalid('There is no such queue', 'queues')
  saveScript(core, script)
  return script
}

/** Every open page shows it at once. */
function tell(deps: AppDeps, call: Caller, object: string, detail: string): void {
  tellChange(deps, call, 'scripts', object, detail)
  deps.hub.toAll({ type: 'desk.changed', what: 'scripts' })
}
