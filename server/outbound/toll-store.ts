import type { TollGuardSetting } from '#protocol/toll-guard'
import type { Database } from '../store/database.ts'
import { NO_TOLL_GUARD } from './toll-price.ts'

export function tollGuardSetting(core: Database): TollGuardSetting {
  const row = core.get<{ setting: string }>('select setting from toll_guard')
  return row === null ? NO_TOLL_GUARD : (JSON.parse(row.setting) as TollGuardSetting)
}

export function saveTollGuard(core: Database, setting: TollGuardSetting): void {
  core.run('insert or replace into toll_guard (one, setting) values (1, ?)', JSON.stringify(setting))
}
