import { CategoryBody } from '#protocol/prompt-library'
import { tellChange } from '../http/config-change.ts'
import { conflict, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { newId } from '../store/stores.ts'
import { deleteCategory, listCategories, saveCategory } from './category-store.ts'

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
