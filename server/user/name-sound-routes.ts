// The name as its owner says it (F089): heard, recorded or uploaded on the page of one's own settings, or by an administrator.
import type { AgentId } from '#protocol/ids'
import { nameSound } from '../call/introduce.ts'
import { readBytes } from '../http/body.ts'
import { tellChange } from '../http/config-change.ts'
import { HttpError, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { MAX_PROMPT_BYTES, toPromptSound } from '../prompt/prompt-sound.ts'
import { findUser } from './user-store.ts'

/** A name, not a speech: customer and agent wait for it. */
const LONGEST_MS = 8000

export function nameSoundRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('session.use', 'GET', '/session/name-sound', {}, ({ me }) => soundOf(deps, me.agentId))
  routes.user('session.use', 'PUT', '/session/name-sound', {}, (call) => keep(deps, call, call.me.agentId))
  routes.user('user.write', 'GET', '/users/:id/name-sound', { params: IdParams }, ({ params }) =>
    soundOf(deps, params.id),
  )
  routes.user('user.write', 'PUT', '/users/:id/name-sound', { params: IdParams }, (call) => {
    const { id } = call.params
    if (findUser(core, id) === null) throw notFound()
    return keep(deps, call, id)
  })
}

function soundOf({ prompts }: AppDeps, agentId: AgentId | null): Response {
  const { name, language } = nameSound(agentId ?? '')
  const sound = agentId === null ? null : prompts.find(name, language)
  if (sound === null) throw notFound()
  const headers = { 'content-type': 'audio/wav', 'cache-control': 'private, no-cache' }
  return new Response(Bun.file(sound.path), { headers })
}

async function keep(deps: AppDeps, call: Caller & { request: Request }, agentId: AgentId | null): Promise<void> {
  if (agentId === null) throw notFound()
  const { name, language } = nameSound(agentId)
  const sound = await toPromptSound(await readBytes(call.request, MAX_PROMPT_BYTES))
  if (sound.durationMs > LONGEST_MS) throw new HttpError(422, 'sound-refused', 'A name is said in eight seconds')
  deps.prompts.add(name, language, {
    sound,
    origin: 'recording',
    text: findUser(deps.stores.core, agentId)?.name ?? '',
    madeBy: call.me.userId,
  })
  tellChange(deps, call, 'prompts', `${name}/${language}`, 'replaced')
}
