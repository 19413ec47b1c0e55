import { type Static, Type } from '@sinclair/typebox'
import { type Customer, CustomerBody, type CustomerDetail, type CustomerMatch } from '#protocol/api'
import { customerOfCall } from '../call/call-access.ts'
import { callsOf, seesNumbers } from '../call/call-filter.ts'
import { callRows } from '../call/call-rows.ts'
import { callsOfNumber, hasSpokenWith } from '../call/call-store.ts'
import { conflict, invalid, noRight, notFound, rateLimited } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { createWindowLimit } from '../http/window-limit.ts'
import { shownNumber } from '../number/masking.ts'
import { numberSearch } from '../number/number-search.ts'
import { displayNumber, parseNumber, regionOf } from '../number/phone-number.ts'
import { isRed } from '../number-list/standing.ts'
import { newId } from '../store/stores.ts'
import { type Actor, may } from '../user/may.ts'
import { findUser } from '../user/user-store.ts'
import {
  type CustomerRow,
  findCustomer,
  findCustomerByNumber,
  saveCustomer,
  searchCustomers,
} from './customer-store.ts'

const REVEALS_AN_HOUR = 30
const PAGE = 50
const MAX_CALLS = 50

const Query = Type.Object(
  {
    search: Type.Optional(Type.String({ maxLength: 60 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  { additionalProperties: false },
)

export function customerRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('customer.read', 'GET', '/customers', { query: Query }, ({ me, query }) => {
    const text = (query.search ?? '').trim()
    const found = searchCustomers(core, text, numberSearch(text, seesNumbers(me)), query.limit ?? PAGE)
    return found.map((row) => shownCustomer(deps, row, me))
  })
  routes.user('customer.read', 'GET', '/customers/:id', { params: IdParams }, ({ me, params }) =>
    detailOf(deps, existing(deps, params.id), me),
  )
  routes.user('customer.read', 'GET', '/calls/:id/customer', { params: IdParams }, ({ me, params }): CustomerMatch => {
    const number = customerOfCall(deps, me, params.id)
    const row = findCustomerByNumber(core, number)
    return {
      customer: row === null ? null : detailOf(deps, row, me),
      number: shownNumber(number, seesNumbers(me)),
      region: regionOf(number),
    }
  })
  routes.user('customer.write', 'POST', '/customers', { body: CustomerBody }, ({ me, body }) => {
    const now = deps.now()
    return shownCustomer(deps, save(deps, me, { id: newId(), number: null, agentId: null, createdAt: now }, body), me)
  })
  routes.user('customer.write', 'PUT', '/customers/:id', { params: IdParams, body: CustomerBody }, (call) => {
    const before = existing(deps, call.params.id)
    return shownCustomer(deps, save(deps, call.me, before, call.body), call.me)
  })
  revealRoute(routes, deps)
}

function revealRoute(routes: Routes, deps: AppDeps): void {
  const limit = createWindowLimit(REVEALS_AN_HOUR, 3_600_000)
  routes.user('number.reveal', 'POST', '/customers/:id/reveal', { params: IdParams }, ({ me, params, source }) => {
    const row = existing(deps, params.id)
    if (!seesNumbers(me) && !hasMet(deps, me, row.number)) throw noRight()
    const wait = limit.take(me.userId, deps.now())
    if (wait > 0) throw rateLimited(wait / 1000)
    deps.audit.record({ userId: me.userId, action: 'number-revealed', object: row.id, source: source.address })
    return { number: displayNumber(row.number) }
  })
}

/** Has had, or has now, a call with this number. */
function hasMet(deps: AppDeps, me: Actor, number: string): boolean {
  if (me.agentId === null) return false
  const live = deps.hub.list('call').some((call) => call.agentId === me.agentId && call.customer === number)
  return live || hasSpokenWith(deps.stores.events, me.agentId, number)
}

function existing(deps: AppDeps, id: string): CustomerRow {
  const row = findCustomer(deps.stores.core, id)
  if (row === null) throw notFound()
  return row
}

type Before = Pick<CustomerRow, 'id' | 'agentId' | 'createdAt'> & { number: string | null }

function save(deps: AppDeps, me: Actor, before: Before, body: Static<typeof CustomerBody>): CustomerRow {
  const { core } = deps.stores
  const number = numberFor(deps, me, before, body)
  const other = findCustomerByNumber(core, number)
  if (other !== null && other.id !== before.id) throw conflict('Another customer has this number', 'number')
  const { name, company, note, vip, agentId = before.agentId } = body
  if (agentId !== null && findUser(core, agentId) === null) throw invalid('There is no such person', 'agentId')
  const { id, createdAt } = before
  const row = { id, name, number, company, note, vip, agentId, createdAt, updatedAt: deps.now() }
  saveCustomer(core, row)
  deps.onConfigChanged('customers')
  return row
}

function numberFor(deps: AppDeps, me: Actor, before: Before, { number, callId }: Static<typeof CustomerBody>): string {
  if (number !== null) {
    const parsed = parseNumber(number)
    if (parsed === null) throw invalid('This is not a telephone number', 'number')
    return parsed
  }
  if (before.number !== null) return before.number
  if (callId === null) throw invalid('A number is needed', 'number')
  const customer = customerOfCall(deps, me, callId)
  if (customer === '') throw invalid('The call came without a number', 'number')
  return customer
}

function shownCustomer({ stores, now }: AppDeps, row: CustomerRow, me: Actor): Customer {
  return {
    ...row,
    red: isRed(stores.core, row.number, now()),
    number: shownNumber(row.number, seesNumbers(me)),
  }
}

function detailOf(deps: AppDeps, row: CustomerRow, me: Actor): CustomerDetail {
  const { core, events } = deps.stores
  const records = may(me, 'call.read') ? callsOfNumber(events, row.number, callsOf(core, me), MAX_CALLS) : []
  return { ...shownCustomer(deps, row, me), calls: callRows(deps.stores, records, seesNumbers(me)) }
}
