import { Type } from '@sinclair/typebox'
import { strict } from '#protocol/fields'
import { Language } from '#protocol/reasons'
import { readBytes } from '../http/body.ts'
import { tellChange } from '../http/config-change.ts'
import { notFound } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { MAX_PROMPT_BYTES, toPromptSound } from './prompt-sound.ts'
import type { ResolvedPrompt } from './prompt-store.ts'

const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$' })
const PromptParams = Type.Object({ name: Name, language: Language }, strict)
const FileParams = Type.Object({ name: Name, language: Type.String({ pattern: '^(zh-CN|en)\\.wav$' }) }, strict)
const HashParams = Type.Object({ sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) }, strict)

export function promptRoutes(routes: Routes, deps: AppDeps): void {
  const { prompts } = deps
  routes.user('prompt.read', 'GET', '/prompts', {}, () => prompts.list())
  routes.user('prompt.read', 'GET', '/prompts/:name/:language', { params: FileParams }, ({ params }) =>
    soundReply(prompts.find(params.name, params.language === 'en.wav' ? 'en' : 'zh-CN'), 'private, no-cache'),
  )
  routes.user('prompt.write', 'PUT', '/prompts/:name/:language', { params: PromptParams }, async (call) => {
    const { name, language } = call.params
    const sound = await toPromptSound(await readBytes(call.request, MAX_PROMPT_BYTES))
    prompts.replace(name, language, sound.wav, sound.durationMs)
    tellChange(deps, call, 'prompts', `${name}/${language}`, 'replaced')
    return prompts.list().find((prompt) => prompt.name === name && prompt.language === language)
  })
  routes.open('gateway', 'GET', '/gateway/prompts/:sha256', { params: HashParams }, ({ params }) =>
    soundReply(prompts.byHash(params.sha256), 'private, max-age=31536000, immutable'),
  )
}

function soundReply(prompt: ResolvedPrompt | null, caching: string): Response {
  if (prompt === null) throw notFound()
  return new Response(Bun.file(prompt.path), {
    headers: { 'content-type': 'audio/wav', 'cache-control': caching, etag: `"${prompt.sha256}"` },
  })
}
