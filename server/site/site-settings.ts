// What holds for the whole site: one row, once it is not the default.
import type { SiteSettings } from '#protocol/api'
import type { Database } from '../store/database.ts'

const DEFAULTS: SiteSettings = { seatCodec: 'auto', superviseTold: false, pickUpLockMs: 0 }

export function siteSettings(core: Database): SiteSettings {
  const row = core.get<{ seatCodec: SiteSettings['seatCodec']; superviseTold: number; pickUpLockMs: number }>(
    `select seat_codec as seatCodec, supervise_told as superviseTold, pick_up_lock_ms as pickUpLockMs
     from site_settings`,
  )
  return row ? { ...row, superviseTold: row.superviseTold === 1 } : DEFAULTS
}

export function saveSiteSettings(core: Database, { seatCodec, superviseTold, pickUpLockMs }: SiteSettings): void {
  core.run(
    'insert or replace into site_settings (one, seat_codec, supervise_told, pick_up_lock_ms) values (1, ?, ?, ?)',
    seatCodec,
    superviseTold ? 1 : 0,
    pickUpLockMs,
  )
}
