// How recordings are kept: one row, once it is not the default.
import type { RecordingSettings } from '#protocol/api'
import type { Database } from '../store/database.ts'

const DEFAULTS: RecordingSettings = { floorPercent: 10, floorBytes: 1024 ** 3 }

export function recordingSettings(core: Database): RecordingSettings {
  const row = core.get<RecordingSettings>(
    'select floor_percent as floorPercent, floor_bytes as floorBytes from recording_settings',
  )
  return row === null ? DEFAULTS : { floorPercent: row.floorPercent, floorBytes: row.floorBytes }
}

export function saveRecordingSettings(core: Database, { floorPercent, floorBytes }: RecordingSettings): void {
  core.run('insert or replace into recording_settings values (1, ?, ?)', floorPercent, floorBytes)
}
