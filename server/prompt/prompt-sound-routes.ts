// Sounds of prompts: to listen to, new versions by upload, recording or speech, and back to an older one.
import { Type } from '@sinclair/typebox'
import { PromptName, SpeechBody, VersionBody } from '#protocol/prompt-library'
import { Language } from '#protocol/reasons'
import { readBytes } from '../http/body.ts'
import { tellChange } from '../http/config-change.ts'
import { conflict, notFound } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { findMusic } from '../music/music-store.ts'
import { speak } from '../speech/speak.ts'
import { promptDetail, soundReply } from './prompt-routes.ts'
import { MAX_PROMPT_BYTES, toPromptSound } from './prompt-sound.ts'
import type { NewSound } from './prompt-store.ts'

const strict = { additionalProperties: false } as const
const SoundParams = Type.Object({ name: PromptName, language: Language }, strict)
const FileParams = Type.Object({ name: PromptName, language: Type.String({ pattern: '^(zh-CN|en)\\.wav$' }) }, strict)
const FileQuery = Type.Object({ version: Type.Optional(Type.Integer({ minimum: 0 })) }, strict)
const UploadQuery = Type.Object(
  { origin: Type.Optional(Type.Union([Type.Literal('upload'), Type.Literal('recording')])) },
  strict,
)
const SpokenBody = Type.Omit(SpeechBody, ['language'], strict)

export function promptSoundRoutes(routes: Routes, deps: AppDeps): void {
  const { prompts } = deps
  const file = { params: FileParams, query: FileQuery }
  routes.user('prompt.read', 'GET', '/prompts/:name/:language', file, ({ params, query }) =>
    soundReply(
      prompts.find(params.name, params.language === 'en.wav' ? 'en' : 'zh-CN', query.version),
      'private, no-cache',
    ),
  )
  const upload = { params: SoundParams, query: UploadQuery }
  routes.user('prompt.write', 'PUT', '/prompts/:name/:language', upload, async (call) => {
    const sound = await toPromptSound(await readBytes(call.request, MAX_PROMPT_BYTES))
    const { origin = 'upload' } = call.query
    return keep(deps, call, call.params, { sound, origin, text: '' })
  })
  const spoken = { params: SoundParams, body: SpokenBody }
  routes.user('prompt.write', 'POST', '/prompts/:name/:language/speech', spoken, async (call) => {
    const { engine, text } = call.body
    const sound = await speak(deps, { engine, text, language: call.params.language })
    return keep(deps, call, call.params, { sound, origin: 'speech', text })
  })
  const back = { params: SoundParams, body: VersionBody }
  routes.user('prompt.write', 'POST', '/prompts/:name/:language/current', back, (call) => {
    const { name, language } = call.params
    const { version } = call.body
    if (prompts.has(name) !== 'here' || !prompts.rollBack(name, language, version)) throw notFound()
    tellChange(deps, call, 'prompts', `${name}/${language}`, `version ${version}`)
    return promptDetail(deps, name)
  })
}

function keep(
  deps: AppDeps,
  call: Caller,
  { name, language }: { name: string; language: Language },
  made: Omit<NewSound, 'madeBy'>,
) {
  if (findMusic(deps.stores.core, name) !== null) throw conflict('A music list has this name', 'name')
  deps.prompts.add(name, language, { ...made, madeBy: call.me.userId })
  tellChange(deps, call, 'prompts', `${name}/${language}`, 'replaced')
  return promptDetail(deps, name)
}
