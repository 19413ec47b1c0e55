import { Type } from '@sinclair/typebox'
import { BookBody, type BookEntry } from '#protocol/api'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { mayBeCalled } from '../outbound/may-be-called.ts'
import { findUserByNumber } from '../user/user-store.ts'
import { deleteEntry, listBook, saveEntry } from './number-book.ts'

const ShortParams = Type.Object({ short: Type.String({ pattern: '^[0-9]{2,6}$' }) })

export function numberBookRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('session.use', 'GET', '/number-book', {}, (): BookEntry[] => listBook(core))
  routes.user('console.use', 'PUT', '/number-book/:short', { params: ShortParams, body: BookBody }, (call) => {
    const { short } = call.params
    if (findUserByNumber(core, short) !== null) throw conflict('An agent has this number', 'short')
    const number = mayBeCalled(core, call.body.number, deps.now())
    if (!number.ok) throw invalid('The number cannot be called', 'number')
    saveEntry(core, { short, number: number.customer, name: call.body.name })
    tellChange(deps, call, 'numbers', short, 'short number set')
    return listBook(core)
  })
  routes.user('console.use', 'DELETE', '/number-book/:short', { params: ShortParams }, (call) => {
    if (!deleteEntry(core, call.params.short)) throw notFound()
    tellChange(deps, call, 'numbers', call.params.short, 'short number deleted')
  })
}
