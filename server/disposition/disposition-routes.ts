// The results that agents choose from. One that calls have is retired, never lost.
import { Type } from '@sinclair/typebox'
import { DispositionConfig } from '#protocol/desk'
import { Id } from '#protocol/ids'
import { tellChange } from '../http/config-change.ts'
import { conflict, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { newId } from '../store/stores.ts'
import { findDisposition, listDispositions, saveDisposition } from './disposition-store.ts'

const Body = Type.Object({ ...DispositionConfig.properties, code: Type.Optional(Id) }, { additionalProperties: false })

export function dispositionRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('call.note', 'GET', '/dispositions', {}, () => listDispositions(core))
  routes.user('disposition.write', 'POST', '/dispositions', { body: Body }, (call) => {
    const { code = newId(), ...rest } = call.body
    if (findDisposition(core, code) !== null) throw conflict('Another one has this code', 'code')
    saveDisposition(core, { code, ...rest })
    tell(deps, call, code, 'created')
    return { ...rest, code, id: code }
  })
  routes.user('disposition.write', 'PUT', '/dispositions/:id', { params: IdParams, body: Body }, (call) => {
    const { id: code } = call.params
    if (findDisposition(core, code) === null) throw notFound()
    saveDisposition(core, { ...call.body, code })
    tell(deps, call, code, 'changed')
    return { ...call.body, code }
  })
  routes.user('disposition.write', 'DELETE', '/dispositions/:id', { params: IdParams }, (call) => {
    const before = findDisposition(core, call.params.id)
    if (before === null) throw notFound()
    saveDisposition(core, { ...before, retired: true })
    tell(deps, call, before.code, 'retired')
  })
}

/** Every open page shows it at once. */
function tell(deps: AppDeps, call: Caller, object: string, detail: string): void {
  tellChange(deps, call, 'dispositions', object, detail)
  deps.hub.toAll({ type: 'desk.changed', what: 'dispositions' })
}
