// Messages that callers left, for those whose boxes they are in.
import { HeardBody, type MessageRow } from '#protocol/desk'
import { seesNumbers } from '../call/call-routes.ts'
import { customersByNumber } from '../customer/customer-store.ts'
import { notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { shownNumber } from '../number/masking.ts'
import { bookNames } from '../number/number-book.ts'
import { boxesOf, mayHear } from './message-access.ts'
import { listMessages, markHeard, markNew, type StoredMessage } from './message-store.ts'

const MOST = 200

export function messageRoutes(routes: Routes, deps: AppDeps): void {
  const { core, events } = deps.stores
  routes.user('message.hear', 'GET', '/messages', {}, ({ me }): MessageRow[] =>
    messageRows(deps, listMessages(events, boxesOf(core, me), MOST), seesNumbers(me)),
  )
  routes.user('message.hear', 'PUT', '/messages/:id/heard', { params: IdParams, body: HeardBody }, (call) => {
    const row = deps.recordings.find(call.params.id)
    if (row === null || !mayHear(core, call.me, row)) throw notFound()
    if (call.body.heard) markHeard(events, row.id, call.me.userId, deps.now())
    else markNew(events, row.id)
  })
}

function messageRows(deps: AppDeps, messages: StoredMessage[], whole: boolean): MessageRow[] {
  const { core } = deps.stores
  const customers = customersByNumber(core, [...new Set(messages.map(({ customer }) => customer))])
  const book = bookNames(core)
  const named = core.all<{ id: string; name: string }>('select id, name from user union all select id, name from queue')
  const names = new Map(named.map(({ id, name }) => [id, name]))
  return messages.map(({ customer: number, box, heardBy, ...message }) => ({
    ...message,
    box: box ?? '',
    boxName: names.get(box ?? '') ?? box ?? '',
    number: shownNumber(number, whole),
    customerId: customers.get(number)?.id ?? null,
    customerName: customers.get(number)?.name ?? book.get(number) ?? '',
    heardBy: names.get(heardBy ?? '') ?? '',
  }))
}
