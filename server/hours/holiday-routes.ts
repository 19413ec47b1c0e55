// The yearly calendar of public holidays, and opening hours as they count with it.
import { Type } from '@sinclair/typebox'
import { HolidayBody } from '#protocol/holidays'
import { tellChange } from '../http/config-change.ts'
import { invalid, notFound } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { periodsFault } from './holiday-calendar.ts'
import { deleteHolidays, hoursInForce, listHolidays, saveHolidays } from './holiday-store.ts'

const YearParams = Type.Object({ year: Type.String({ pattern: '^20[0-9]{2}$' }) }, { additionalProperties: false })

export function holidayRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('hours.read', 'GET', '/hours-in-force', {}, () => hoursInForce(core))
  routes.user('hours.read', 'GET', '/holidays', {}, () => listHolidays(core))
  routes.user('hours.write', 'PUT', '/holidays/:year', { params: YearParams, body: HolidayBody }, (call) => {
    const year = Number(call.params.year)
    const periods = call.body.periods.toSorted((a, b) => a.from.localeCompare(b.from))
    const fault = periodsFault(year, periods)
    if (fault !== null) throw invalid(fault, 'periods')
    saveHolidays(core, { year, periods })
    tellChange(deps, call, 'hours', `holidays-${year}`, 'changed')
    return { year, periods }
  })
  routes.user('hours.write', 'DELETE', '/holidays/:year', { params: YearParams }, (call) => {
    if (!deleteHolidays(core, Number(call.params.year))) throw notFound()
    tellChange(deps, call, 'hours', `holidays-${call.params.year}`, 'deleted')
  })
}
