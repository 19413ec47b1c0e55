// What holds for the whole site: one row, once it is not the default.
import type { SiteSettings } from '#protocol/api'
import type { Database } from '../store/database.ts'

const DEFAULTS: SiteSettings = { seatCodec: 'auto' }

export function siteSettings(core: Database): SiteSettings {
  return core.get<SiteSettings>('select seat_codec as seatCodec from site_settings') ?? DEFAULTS
}

export function saveSiteSettings(core: Database, { seatCodec }: SiteSettings): void {
  core.run('insert or replace into site_settings values (1, ?)', seatCodec)
}
