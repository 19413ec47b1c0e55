// What holds for the whole site: one row, once it is not the default.
import type { SiteSettings } from '#protocol/site-settings'
import type { Database } from '../store/database.ts'
import type { QuietTerms } from './quiet-calls.ts'

const DEFAULTS: SiteSettings = {
  seatCodec: 'auto',
  superviseTold: false,
  pickUpLockMs: 0,
  quietPromptMs: 180_000,
  quietEndMs: 30_000,
  transferToAway: true,
  extensionDigits: 0,
  maxTalkMs: 0,
  answerTimeoutMs: 0,
}

type Row = Omit<SiteSettings, 'superviseTold' | 'transferToAway'> & { superviseTold: number; transferToAway: number }

export function siteSettings(core: Database): SiteSettings {
  const row = core.get<Row>(
    `select seat_codec as seatCodec, supervise_told as superviseTold, pick_up_lock_ms as pickUpLockMs,
     quiet_prompt_ms as quietPromptMs, quiet_end_ms as quietEndMs, transfer_to_away as transferToAway,
     extension_digits as extensionDigits, max_talk_ms as maxTalkMs, answer_timeout_ms as answerTimeoutMs
     from site_settings`,
  )
  return row ? { ...row, superviseTold: row.superviseTold === 1, transferToAway: row.transferToAway === 1 } : DEFAULTS
}

/** What is left out stays as it was. */
export function saveSiteSettings(core: Database, change: Partial<SiteSettings>): void {
  const settings = { ...siteSettings(core), ...change }
  const { seatCodec, superviseTold, pickUpLockMs, quietPromptMs, quietEndMs } = settings
  const { transferToAway, extensionDigits, maxTalkMs, answerTimeoutMs } = settings
  core.run(
    `insert or replace into site_settings
     (one, seat_codec, supervise_told, pick_up_lock_ms, quiet_prompt_ms, quiet_end_ms, transfer_to_away,
     extension_digits, max_talk_ms, answer_timeout_ms) values (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    seatCodec,
    superviseTold ? 1 : 0,
    pickUpLockMs,
    quietPromptMs,
    quietEndMs,
    transferToAway ? 1 : 0,
    extensionDigits,
    maxTalkMs,
    answerTimeoutMs,
  )
}

export function quietTerms(core: Database): QuietTerms {
  const { quietPromptMs: promptMs, quietEndMs: endMs } = siteSettings(core)
  return { promptMs, endMs }
}
