import { Type } from '@sinclair/typebox'
import { RecordingSettings, type RetentionPreview } from '#protocol/api'
import { tellChange } from '../http/config-change.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { keptBefore } from './aging.ts'
import { recordingSettings, saveRecordingSettings } from './recording-settings.ts'

export function recordingSettingsRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('recording.settings', 'GET', '/recording-settings', {}, () => recordingSettings(core))
  routes.user('recording.settings', 'PUT', '/recording-settings', { body: RecordingSettings }, (call) => {
    saveRecordingSettings(core, call.body)
    tellChange(deps, call, 'recordings', 'recordings', JSON.stringify(call.body))
    return recordingSettings(core)
  })
  const query = Type.Object(
    { keepDays: Type.Integer({ minimum: 1, maximum: 36_500 }) },
    { additionalProperties: false },
  )
  routes.user('recording.settings', 'GET', '/recording-retention', { query }, ({ query }): RetentionPreview => {
    return deps.recordings.countToDelete(keptBefore(deps.now(), query.keepDays))
  })
}
