// Text to speech: which engines there are, a try-out to listen to, and the address of the one by HTTP.
import { SpeechBody, SpeechSettings } from '#protocol/prompt-library'
import { tellChange } from '../http/config-change.ts'
import { invalid } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { speak, speechEngines } from './speak.ts'
import { saveSpeechSettings, speechSettings } from './speech-settings.ts'

export function speechRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('prompt.write', 'GET', '/speech', {}, () =>
    Object.values(speechEngines(deps)).map((engine) => ({ id: engine.id, ready: engine.isReady() })),
  )
  routes.user('prompt.write', 'POST', '/speech', { body: SpeechBody }, async ({ body }) => {
    const { wav } = await speak(deps, body)
    return new Response(wav, { headers: { 'content-type': 'audio/wav', 'cache-control': 'no-store' } })
  })
  routes.user('prompt.write', 'GET', '/speech/settings', {}, () => ({ ...speechSettings(core), key: '' }))
  routes.user('prompt.write', 'PUT', '/speech/settings', { body: SpeechSettings }, (call) => {
    const { url, key } = call.body
    if (url !== '' && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      throw invalid('This is no address of a web service', 'url')
    const before = speechSettings(core)
    // A key is for the host that it was given for.
    const kept = key === '' && hostOf(before.url) === hostOf(url) ? before.key : key
    saveSpeechSettings(core, { url, key: url === '' ? '' : kept })
    tellChange(deps, call, 'prompts', 'speech', url === '' ? 'engine removed' : 'engine set')
    return { url, key: '' }
  })
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? ''
