import { OpeningHours } from '#protocol/config'
import { tellChange } from '../http/config-change.ts'
import { invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { listHours, saveHours } from './hours-store.ts'

export function hoursRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('hours.read', 'GET', '/hours', {}, () => listHours(core))
  routes.user('hours.write', 'PUT', '/hours/:id', { params: IdParams, body: OpeningHours }, (call) => {
    const { params, body } = call
    const before = listHours(core).find((hours) => hours.id === params.id)
    if (before === undefined) throw notFound()
    if (body.id !== params.id) throw invalid('The id cannot be changed', 'id')
    if (!isZone(body.zone)) throw invalid('There is no such time zone', 'zone')
    if (body.spans.some((span) => span.from >= span.to)) throw invalid('A span ends before it begins', 'spans')
    saveHours(core, body)
    tellChange(deps, call, 'hours', body.id, before.forced === body.forced ? 'changed' : `forced ${body.forced}`)
    return body
  })
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null
  } catch {
    return false
  }
}
