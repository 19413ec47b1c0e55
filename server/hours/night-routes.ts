// Night service by a switch: opening hours forced open or closed, by whoever has the console (F203).
import { NightBody, type NightService } from '#protocol/api'
import { tellChange } from '../http/config-change.ts'
import { notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import type { Database } from '../store/database.ts'
import { forcedBy, listHours, markForced, saveHours } from './hours-store.ts'

function nights(core: Database): NightService[] {
  const by = forcedBy(core)
  return listHours(core).map(({ id, name, forced }) => ({ id, name, forced, set: by.get(id) ?? null }))
}

export function nightRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('console.use', 'GET', '/night-service', {}, () => nights(core))
  routes.user('console.use', 'PUT', '/night-service/:id', { params: IdParams, body: NightBody }, (call) => {
    const before = listHours(core).find((hours) => hours.id === call.params.id)
    if (before === undefined) throw notFound()
    saveHours(core, { ...before, forced: call.body.forced })
    markForced(core, before.id, call.me.userId, deps.now())
    tellChange(deps, call, 'hours', before.id, `forced ${call.body.forced}`)
    return nights(core)
  })
}
