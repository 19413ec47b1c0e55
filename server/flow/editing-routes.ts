// Who is drawing a flow now. It lives in memory: after a restart whoever tells first has it (E1); saves are guarded by the draft's revision all the same.
import { Type } from '@sinclair/typebox'
import { EditingBody, type EditingReply } from '#protocol/flow-api'
import { Id } from '#protocol/ids'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { holder, type Leases, stepLeases } from './editing.ts'

const TabParams = Type.Object({ id: Id, tab: Id }, { additionalProperties: false })

export function editingRoutes(routes: Routes, deps: AppDeps): void {
  let leases: Leases = {}
  const shape = { params: IdParams, body: EditingBody }
  routes.user('flow.write', 'PUT', '/flows/:id/editing', shape, ({ params, body, me }): EditingReply => {
    leases = stepLeases(leases, { ...body, type: 'here', flow: params.id, name: me.name }, deps.now())
    const held = holder(leases, params.id, deps.now())
    return { mine: held?.tab === body.tab, name: held?.name ?? me.name, since: held?.since ?? deps.now() }
  })
  routes.user('flow.write', 'DELETE', '/flows/:id/editing/:tab', { params: TabParams }, ({ params }) => {
    leases = stepLeases(leases, { type: 'left', flow: params.id, tab: params.tab }, deps.now())
  })
}
