// Lists of numbers and how they are set up. What each route takes: server/protocol/number-lists.ts.
import { type NumberList, NumberListBody, type NumberListRow } from '#protocol/number-lists'
import { listFlows } from '../flow/flow-store.ts'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { refuseNamed } from '../site/where-used.ts'
import { newId } from '../store/stores.ts'
import { deleteNumberList, findNumberList, listNumberLists, listRows, saveNumberList } from './list-store.ts'

export function numberListRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const save = (call: Caller, list: NumberList, detail: string): NumberList => {
    check(deps, list)
    saveNumberList(core, list)
    tellChange(deps, call, 'number-lists', list.id, `${detail}: ${list.name}`)
    return list
  }
  routes.user('list.read', 'GET', '/number-lists', {}, (): NumberListRow[] => listRows(core, deps.now()))
  routes.user('list.write', 'POST', '/number-lists', { body: NumberListBody }, (call) => {
    const list = { ...call.body, id: call.body.id ?? newId() }
    if (findNumberList(core, list.id) !== null) throw conflict('Another list has this id', 'id')
    return save(call, list, 'created')
  })
  routes.user('list.write', 'PUT', '/number-lists/:id', { params: IdParams, body: NumberListBody }, (call) => {
    const { id } = call.params
    if (findNumberList(core, id) === null) throw notFound()
    if (call.body.id !== undefined && call.body.id !== id) throw invalid('The id cannot be changed', 'id')
    return save(call, { ...call.body, id }, 'changed')
  })
  routes.user('list.write', 'DELETE', '/number-lists/:id', { params: IdParams }, (call) => {
    const list = findNumberList(core, call.params.id)
    if (list === null) throw notFound()
    refuseNamed(core, 'list', list.id)
    deleteNumberList(core, list.id)
    tellChange(deps, call, 'number-lists', list.id, `deleted: ${list.name}`)
  })
}

function check({ stores: { core }, prompts }: AppDeps, list: NumberList): void {
  const { kind, direction, only, answer } = list
  if ((kind === 'red' || kind === 'plain') && direction !== 'both')
    throw invalid('A list of this kind has no direction', 'direction')
  if (only && kind !== 'white') throw invalid('Only a white list can let through its own numbers alone', 'only')
  if (listNumberLists(core).some(({ id, name }) => id !== list.id && name === list.name))
    throw conflict('Another list has this name', 'name')
  if (answer.kind === 'flow' && !listFlows(core).some(({ id }) => id === answer.flow))
    throw invalid('There is no such flow', 'answer')
  if (answer.kind === 'prompt' && prompts.find(answer.prompt, answer.language) === null)
    throw invalid('There is no such prompt', 'answer')
}
