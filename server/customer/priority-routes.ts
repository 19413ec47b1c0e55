import { PriorityBody, type PriorityEntry } from '#protocol/priority-list'
import { seesNumbers } from '../call/call-filter.ts'
import { invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { shownNumber } from '../number/masking.ts'
import { displayNumber, parseNumber } from '../number/phone-number.ts'
import { newId } from '../store/stores.ts'
import { type CustomerRow, findCustomer, findCustomerByNumber, saveCustomer } from './customer-store.ts'
import { listPriority, setPriority } from './priority-store.ts'

const NONE = { vip: false, note: '', until: null }

export function priorityRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('queue.read', 'GET', '/priority-list', {}, ({ me }): PriorityEntry[] =>
    listPriority(core).map((row) => ({ ...row, number: shownNumber(row.number, seesNumbers(me)) })),
  )
  routes.user('queue.write', 'PUT', '/priority-list', { body: PriorityBody }, (call) => {
    const { number: typed, name, note, until } = call.body
    const number = parseNumber(typed)
    if (number === null) throw invalid('This is not a telephone number', 'number')
    if (until !== null && until <= deps.now()) throw invalid('The time is past', 'until')
    core.tx(() => {
      const { id } = findCustomerByNumber(core, number) ?? newCustomer(deps, number, name.trim())
      setPriority(core, { id, vip: true, note: note.trim(), until })
      tell(deps, call, id, 'set')
    })
  })
  routes.user('queue.write', 'DELETE', '/priority-list/:id', { params: IdParams }, (call) => {
    const { id } = call.params
    if (findCustomer(core, id) === null) throw notFound()
    setPriority(core, { id, ...NONE })
    tell(deps, call, id, 'removed')
  })
}

function newCustomer({ stores, now }: AppDeps, number: string, name: string): CustomerRow {
  const at = { createdAt: now(), updatedAt: now() }
  const known = { id: newId(), number, name: name === '' ? displayNumber(number) : name }
  const row = { ...known, ...at, company: '', note: '', vip: false, agentId: null }
  saveCustomer(stores.core, row)
  return row
}

function tell(deps: AppDeps, { me, source }: Caller, id: string, detail: string): void {
  deps.audit.record({ userId: me.userId, action: 'priority-changed', object: id, detail, source: source.address })
  deps.onConfigChanged('customers')
}
