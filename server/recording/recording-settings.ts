// How recordings are kept: one row, once it is not the default.
import type { RecordingSettings } from '#protocol/api'
import type { Database } from '../store/database.ts'

const DEFAULTS: RecordingSettings = { floorPercent: 10, floorBytes: 1024 ** 3, archiveAfterDays: null, keepDays: 0 }

type Row = { floor_percent: number; floor_bytes: number; archive_after_days: number | null; keep_days: number }

export function recordingSettings(core: Database): RecordingSettings {
  const row = core.get<Row>('select floor_percent, floor_bytes, archive_after_days, keep_days from recording_settings')
  if (row === null) return DEFAULTS
  return {
    floorPercent: row.floor_percent,
    floorBytes: row.floor_bytes,
    archiveAfterDays: row.archive_after_days,
    keepDays: row.keep_days,
  }
}

export function saveRecordingSettings(core: Database, settings: RecordingSettings): void {
  const { floorPercent, floorBytes, archiveAfterDays, keepDays } = settings
  core.run(
    'insert or replace into recording_settings values (1, ?, ?, ?, ?)',
    floorPercent,
    floorBytes,
    archiveAfterDays,
    keepDays,
  )
}
