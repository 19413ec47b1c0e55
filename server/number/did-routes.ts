import { Type } from '@sinclair/typebox'
import { DidConfig } from '#protocol/flow-config'
import { listFlows } from '../flow/flow-store.ts'
import { tellChange } from '../http/config-change.ts'
import { invalid, notFound } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { deleteDid, listDids, saveDid } from './did-store.ts'

const NumberParams = Type.Object({ number: DidConfig.properties.number }, { additionalProperties: false })

export function didRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('number.read', 'GET', '/numbers', {}, () => listDids(core))
  routes.user('number.write', 'PUT', '/numbers/:number', { params: NumberParams, body: DidConfig }, (call) => {
    const { params, body } = call
    if (body.number !== params.number) throw invalid('The number cannot be changed', 'number')
    if (!listFlows(core).some((flow) => flow.id === body.flow)) throw invalid('There is no such flow', 'flow')
    saveDid(core, body)
    tellChange(deps, call, 'numbers', body.number, `flow ${body.flow}`)
    return body
  })
  routes.user('number.write', 'DELETE', '/numbers/:number', { params: NumberParams }, (call) => {
    if (!deleteDid(core, call.params.number)) throw notFound()
    tellChange(deps, call, 'numbers', call.params.number, 'deleted')
  })
}
