import type { SpeechSettings } from '#protocol/prompt-library'
import type { Database } from '../store/database.ts'

export function speechSettings(core: Database): SpeechSettings {
  return core.get<SpeechSettings>('select url, key from speech_settings') ?? { url: '', key: '' }
}

export function saveSpeechSettings(core: Database, { url, key }: SpeechSettings): void {
  core.run('insert or replace into speech_settings (one, url, key) values (1, ?, ?)', url, key)
}
