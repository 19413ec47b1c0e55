// Music lists: named where a prompt can be music.
import { type MusicList, MusicListBody, type MusicListView } from '#protocol/prompt-library'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { nameFor } from '../prompt/prompt-name.ts'
import { NameParams, refuseUsed } from '../prompt/prompt-routes.ts'
import { promptUses } from '../prompt/prompt-uses.ts'
import { deleteMusic, findMusic, listMusic, saveMusic } from './music-store.ts'

export function musicRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const isTaken = (name: string) => deps.prompts.has(name) !== null || findMusic(core, name) !== null
  routes.user('prompt.read', 'GET', '/music-lists', {}, (): MusicListView[] => {
    const uses = promptUses(core)
    return listMusic(core).map((list) => ({ ...list, usedBy: uses.get(list.name) ?? [] }))
  })
  routes.user('prompt.write', 'POST', '/music-lists', { body: MusicListBody }, (call) => {
    const { name = nameFor(call.body.title, isTaken), title, tracks } = call.body
    if (isTaken(name)) throw conflict('Another prompt has this name', 'name')
    const list = keep(deps, { name, title, tracks })
    tellChange(deps, call, 'prompts', name, 'list created')
    return list
  })
  routes.user('prompt.write', 'PUT', '/music-lists/:name', { params: NameParams, body: MusicListBody }, (call) => {
    const { name } = call.params
    if (findMusic(core, name) === null) throw notFound()
    const list = keep(deps, { ...call.body, name })
    tellChange(deps, call, 'prompts', name, 'list changed')
    return list
  })
  routes.user('prompt.write', 'DELETE', '/music-lists/:name', { params: NameParams }, (call) => {
    const { name } = call.params
    if (findMusic(core, name) === null) throw notFound()
    refuseUsed(promptUses(core).get(name) ?? [])
    deleteMusic(core, name)
    tellChange(deps, call, 'prompts', name, 'list deleted')
  })
}

function keep({ stores, prompts }: AppDeps, list: MusicList): MusicList {
  if (list.tracks.some((track) => prompts.has(track) !== 'here')) throw invalid('There is no such prompt', 'tracks')
  saveMusic(stores.core, list)
  return list
}
