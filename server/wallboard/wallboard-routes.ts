// Wallboards: what a television shows, and to whom only that is shown.
import { Type } from '@sinclair/typebox'
import type { WallboardShown } from '#protocol/api'
import { WallboardConfig } from '#protocol/room-config'
import { alarmSettings } from '../alarm/alarm-limits.ts'
import { tellChange } from '../http/config-change.ts'
import { notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { newId } from '../store/stores.ts'
import { deleteWallboard, findWallboard, listWallboards, saveWallboard } from './wallboard-store.ts'

const { id: _, ...properties } = WallboardConfig.properties
const NewBoard = Type.Object(properties, { additionalProperties: false })

export function wallboardRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('wall.show', 'GET', '/walls', {}, () => listWallboards(core))
  routes.user('wall.show', 'GET', '/walls/:id', { params: IdParams }, ({ params }): WallboardShown => {
    const board = existing(deps, params.id)
    return { board, limits: alarmSettings(core) }
  })
  routes.user('wall.write', 'POST', '/walls', { body: NewBoard }, (call) => {
    const board = { ...call.body, id: newId() }
    saveWallboard(core, board)
    tellChange(deps, call, 'wallboards', board.id, 'created')
    return board
  })
  const shape = { params: IdParams, body: WallboardConfig }
  routes.user('wall.write', 'PUT', '/walls/:id', shape, (call) => {
    const board = { ...call.body, id: existing(deps, call.params.id).id }
    saveWallboard(core, board)
    tellChange(deps, call, 'wallboards', board.id, 'changed')
    return board
  })
  routes.user('wall.write', 'DELETE', '/walls/:id', { params: IdParams }, (call) => {
    const { id } = existing(deps, call.params.id)
    deleteWallboard(core, id)
    tellChange(deps, call, 'wallboards', id, 'deleted')
  })
}

function existing({ stores: { core } }: AppDeps, id: string): WallboardConfig {
  const board = findWallboard(core, id)
  if (board === null) throw notFound()
  return board
}
