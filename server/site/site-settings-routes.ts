import { Type } from '@sinclair/typebox'
import { SiteSettings } from '#protocol/site-settings'
import { tellChange } from '../http/config-change.ts'
import { invalid } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { limitFault } from '../line/line-limits.ts'
import { saveSiteSettings, siteSettings } from './site-settings.ts'

/** What is left out stays as it was. */
const Body = Type.Partial(SiteSettings, { additionalProperties: false })

export function siteSettingsRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('site.settings', 'GET', '/site-settings', {}, () => siteSettings(core))
  routes.user('site.settings', 'PUT', '/site-settings', { body: Body }, (call) => {
    const fault = limitFault(call.body)
    if (fault) throw invalid(fault.message, fault.field)
    saveSiteSettings(core, call.body)
    tellChange(deps, call, 'site', 'site', JSON.stringify(call.body))
    return siteSettings(core)
  })
}
