import { Type } from '@sinclair/typebox'
import { OpeningHours } from '#protocol/hours-config'
import { Id } from '#protocol/ids'
import { isZone } from '../flow/opening-hours.ts'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { refuseNamed } from '../site/where-used.ts'
import { newId } from '../store/stores.ts'
import { isDate } from './holiday-calendar.ts'
import { deleteHours, listHours, markForced, saveHours } from './hours-store.ts'

const NewHours = Type.Object({ ...OpeningHours.properties, id: Type.Optional(Id) }, { additionalProperties: false })

export function hoursRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const find = (id: string) => listHours(core).find((hours) => hours.id === id)
  routes.user('hours.read', 'GET', '/hours', {}, () => listHours(core))
  routes.user('hours.write', 'POST', '/hours', { body: NewHours }, (call) => {
    const hours = { ...call.body, id: call.body.id ?? newId() }
    if (find(hours.id)) throw conflict('Other hours have this id', 'id')
    check(hours)
    saveHours(core, hours)
    tellChange(deps, call, 'hours', hours.id, 'created')
    return hours
  })
  routes.user('hours.write', 'PUT', '/hours/:id', { params: IdParams, body: OpeningHours }, (call) => {
    const { params, body } = call
    const before = find(params.id)
    if (before === undefined) throw notFound()
    if (body.id !== params.id) throw invalid('The id cannot be changed', 'id')
    check(body)
    // What an older client leaves out stays as it is.
    const after = { ...before, ...(before.forced === body.forced ? {} : { forcedUntil: null }), ...body }
    saveHours(core, after)
    if (before.forced !== after.forced) markForced(core, after.id, call.me.userId, deps.now())
    tellChange(deps, call, 'hours', body.id, before.forced === body.forced ? 'changed' : `forced ${body.forced}`)
    return after
  })
  routes.user('hours.write', 'DELETE', '/hours/:id', { params: IdParams }, (call) => {
    const { id } = call.params
    if (!find(id)) throw notFound()
    refuseNamed(core, 'hours', id)
    deleteHours(core, id)
    tellChange(deps, call, 'hours', id, 'deleted')
  })
}

function check({ zone, spans, special = [] }: OpeningHours): void {
  if (!isZone(zone)) throw invalid('There is no such time zone', 'zone')
  if ([...spans, ...special.flatMap((day) => day.spans)].some((span) => span.from >= span.to))
    throw invalid('A span ends before it begins', 'spans')
  if (special.some(({ date }) => !isDate(date))) throw invalid('There is no such date', 'special')
  if (new Set(special.map(({ date }) => date)).size < special.length) throw invalid('A date is there twice', 'special')
}
