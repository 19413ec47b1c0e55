import { RecordingSettings } from '#protocol/api'
import { tellChange } from '../http/config-change.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { recordingSettings, saveRecordingSettings } from './recording-settings.ts'

export function recordingSettingsRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('recording.settings', 'GET', '/recording-settings', {}, () => recordingSettings(core))
  routes.user('recording.settings', 'PUT', '/recording-settings', { body: RecordingSettings }, (call) => {
    saveRecordingSettings(core, call.body)
    tellChange(deps, call, 'recordings', 'recordings', JSON.stringify(call.body))
    return recordingSettings(core)
  })
}
