import { SiteSettings } from '#protocol/api'
import { tellChange } from '../http/config-change.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { saveSiteSettings, siteSettings } from './site-settings.ts'

export function siteSettingsRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('site.settings', 'GET', '/site-settings', {}, () => siteSettings(core))
  routes.user('site.settings', 'PUT', '/site-settings', { body: SiteSettings }, (call) => {
    saveSiteSettings(core, call.body)
    tellChange(deps, call, 'site', 'site', JSON.stringify(call.body))
    return siteSettings(core)
  })
}
