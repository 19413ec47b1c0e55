// Night service by a switch: opening hours forced open or closed, by whoever has the console, for good or until then (F203).
import { NightBody, type NightService } from '#protocol/api'
import type { OpeningHours } from '#protocol/hours-config'
import type { Ms } from '#protocol/ids'
import { isForced } from '../flow/opening-hours.ts'
import { tellChange } from '../http/config-change.ts'
import { invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import type { Database } from '../store/database.ts'
import { hoursInForce } from './holiday-store.ts'
import { forcedBy, listHours, markForced, saveHours } from './hours-store.ts'
import { nextOpening } from './next-opening.ts'

function nights(core: Database, now: Ms): NightService[] {
  const by = forcedBy(core)
  return listHours(core).map((hours) => {
    const { id, name, forced, forcedUntil: until = null } = hours
    if (!isForced(hours, now)) return { id, name, forced: 'auto', until: null, set: null }
    return { id, name, forced, until, set: by.get(id) ?? null }
  })
}

export function nightRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('console.use', 'GET', '/night-service', {}, () => nights(core, deps.now()))
  routes.user('console.use', 'PUT', '/night-service/:id', { params: IdParams, body: NightBody }, (call) => {
    const { params, body, me } = call
    const before = listHours(core).find((hours) => hours.id === params.id)
    const counting = hoursInForce(core).find((hours) => hours.id === params.id)
    if (before === undefined || counting === undefined) throw notFound()
    const forcedUntil = untilOf(counting, body, deps.now())
    saveHours(core, { ...before, forced: body.forced, forcedUntil })
    markForced(core, before.id, me.userId, deps.now())
    const until = forcedUntil === null ? '' : ` until ${new Date(forcedUntil).toISOString()}`
    tellChange(deps, call, 'hours', before.id, `forced ${body.forced}${until}`)
    return nights(core, deps.now())
  })
}

/** Null: for good. */
function untilOf(hours: OpeningHours, { forced, until = null }: NightBody, now: Ms): Ms | null {
  if (forced === 'auto' || until === null) return null
  const at = until === 'opening' ? nextOpening(hours, now) : until
  if (at === null) throw invalid('There is no opening to come within two weeks', 'until')
  if (at <= now) throw invalid('That has passed', 'until')
  return at
}
