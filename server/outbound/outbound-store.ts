import type { OutboundSetting } from '#protocol/outbound-rules'
import type { Database } from '../store/database.ts'
import { NO_OUTBOUND } from './outbound-rules.ts'

export function outboundSetting(core: Database): OutboundSetting {
  const row = core.get<{ setting: string }>('select setting from outbound_setting')
  return row === null ? NO_OUTBOUND : (JSON.parse(row.setting) as OutboundSetting)
}

export function saveOutbound(core: Database, setting: OutboundSetting): void {
  core.run('insert or replace into outbound_setting (one, setting) values (1, ?)', JSON.stringify(setting))
}
