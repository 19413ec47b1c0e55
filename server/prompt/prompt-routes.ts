// The prompt library: what each prompt is called, who names it, deleting and bringing back; and the file for the gateway.
import { Type } from '@sinclair/typebox'
import { strict } from '#protocol/fields'
import { PromptBody, type PromptDetail, PromptFacts, PromptName } from '#protocol/prompt-library'
import { tellChange } from '../http/config-change.ts'
import { conflict, HttpError, invalid, notFound } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { findMusic } from '../music/music-store.ts'
import type { ResolvedPrompt } from './built-in.ts'
import { listCategories } from './category-store.ts'
import { nameFor } from './prompt-name.ts'
import { promptUses } from './prompt-uses.ts'

export const NameParams = Type.Object({ name: PromptName }, strict)
const HashParams = Type.Object({ sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) }, strict)

export function promptRoutes(routes: Routes, deps: AppDeps): void {
  const { prompts, stores } = deps
  routes.user('prompt.read', 'GET', '/prompts', {}, () => {
    const uses = promptUses(stores.core)
    return prompts.list().map((prompt) => ({ ...prompt, uses: uses.get(prompt.name)?.length ?? 0 }))
  })
  routes.user('prompt.read', 'GET', '/prompts/:name', { params: NameParams }, ({ params }) =>
    promptDetail(deps, params.name),
  )
  routes.open('gateway', 'GET', '/gateway/prompts/:sha256', { params: HashParams }, ({ params }) =>
    soundReply(prompts.byHash(params.sha256), 'private, max-age=31536000, immutable'),
  )
  describingRoutes(routes, deps)
  deletingRoutes(routes, deps)
}

function describingRoutes(routes: Routes, deps: AppDeps): void {
  const { prompts, stores } = deps
  const isTaken = (name: string) => prompts.has(name) !== null || findMusic(stores.core, name) !== null
  routes.user('prompt.write', 'POST', '/prompts', { body: PromptBody }, (call) => {
    const { name = nameFor(call.body.title, isTaken), ...facts } = call.body
    if (isTaken(name)) throw conflict('Another prompt has this name', 'name')
    describe(deps, name, facts)
    tellChange(deps, call, 'prompts', name, 'created')
    return promptDetail(deps, name)
  })
  routes.user('prompt.write', 'PUT', '/prompts/:name', { params: NameParams, body: PromptFacts }, (call) => {
    const { name } = call.params
    if (prompts.has(name) !== 'here') throw notFound()
    describe(deps, name, call.body)
    tellChange(deps, call, 'prompts', name, 'described')
    return promptDetail(deps, name)
  })
}

function deletingRoutes(routes: Routes, deps: AppDeps): void {
  const { prompts } = deps
  routes.user('prompt.write', 'DELETE', '/prompts/:name', { params: NameParams }, (call) => {
    const { name } = call.params
    const prompt = promptDetail(deps, name)
    if (prompt.builtIn) throw conflict('A prompt of the program cannot be deleted, only replaced')
    refuseUsed(prompt.usedBy)
    prompts.setDeleted(name, true)
    tellChange(deps, call, 'prompts', name, 'deleted')
  })
  routes.user('prompt.write', 'POST', '/prompts/:name/restore', { params: NameParams }, (call) => {
    const { name } = call.params
    if (prompts.has(name) !== 'deleted') throw notFound()
    prompts.setDeleted(name, false)
    tellChange(deps, call, 'prompts', name, 'restored')
    return promptDetail(deps, name)
  })
}

function describe({ stores, prompts }: AppDeps, name: string, facts: PromptFacts): void {
  if (!listCategories(stores.core).some(({ id }) => id === facts.category))
    throw invalid('There is no such category', 'category')
  prompts.describe(name, facts)
}

/** Throws 404. */
export function promptDetail({ stores, prompts }: AppDeps, name: string): PromptDetail {
  const prompt = prompts.list().find((candidate) => candidate.name === name)
  if (!prompt) throw notFound()
  const usedBy = promptUses(stores.core).get(name) ?? []
  return { ...prompt, uses: usedBy.length, versions: prompts.versions(name), usedBy }
}

/** What is named somewhere stays: a call would come to a prompt that is not there. */
export function refuseUsed(usedBy: PromptDetail['usedBy']): void {
  if (usedBy.length === 0) return
  const names = usedBy.map(({ kind, name }) => `${kind} ${name}`).join(', ')
  throw new HttpError(409, 'conflict', `It is used by: ${names}`, { reason: 'prompt-in-use' })
}

export function soundReply(prompt: ResolvedPrompt | null, caching: string): Response {
  if (prompt === null) throw notFound()
  return new Response(Bun.file(prompt.path), {
    headers: { 'content-type': 'audio/wav', 'cache-control': caching, etag: `"${prompt.sha256}"` },
  })
}
