// Music lists and the categories of the prompt library.
import { CategoryBody, type MusicList, MusicListBody } from '#protocol/prompt-library'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { newId } from '../store/stores.ts'
import { deleteCategory, listCategories, saveCategory } from './category-store.ts'
import { deleteMusic, findMusic, listMusic, saveMusic } from './music-store.ts'
import { nameFor } from './prompt-name.ts'
import { NameParams, refuseUsed } from './prompt-routes.ts'
import { promptUses } from './prompt-uses.ts'

export function musicRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const isTaken = (name: string) => deps.prompts.has(name) !== null || findMusic(core, name) !== null
  routes.user('prompt.read', 'GET', '/music-lists', {}, () => listMusic(core))
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

export function categoryRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const own = (id: string) => {
    const category = listCategories(core).find((candidate) => candidate.id === id)
    if (!category) throw notFound()
    if (category.builtIn) throw conflict('A category of the program stays as it is')
  }
  routes.user('prompt.read', 'GET', '/prompt-categories', {}, () => listCategories(core))
  routes.user('prompt.write', 'POST', '/prompt-categories', { body: CategoryBody }, (call) => {
    const id = newId()
    saveCategory(core, id, call.body.name)
    tellChange(deps, call, 'prompts', id, 'category created')
    return listCategories(core)
  })
  routes.user('prompt.write', 'PUT', '/prompt-categories/:id', { params: IdParams, body: CategoryBody }, (call) => {
    own(call.params.id)
    saveCategory(core, call.params.id, call.body.name)
    tellChange(deps, call, 'prompts', call.params.id, 'category renamed')
    return listCategories(core)
  })
  routes.user('prompt.write', 'DELETE', '/prompt-categories/:id', { params: IdParams }, (call) => {
    own(call.params.id)
    deleteCategory(core, call.params.id)
    deps.prompts.refresh()
    tellChange(deps, call, 'prompts', call.params.id, 'category deleted')
  })
}
