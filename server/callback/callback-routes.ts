// Call-backs asked for by page or by a web form's server, listed, and taken back. Rules B17-B19 in SPEC.md.
import { CallbackBody, type CallbackRow, type Callbacks } from '#protocol/api'
import type { Ms, QueueId } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import { seesNumbers } from '../call/call-filter.ts'
import { conflict, HttpError, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { shownNumber } from '../number/masking.ts'
import { mayBeCalled } from '../outbound/may-be-called.ts'
import { findQueue, listQueues } from '../queue/queue-store.ts'
import type { Database } from '../store/database.ts'
import { queuesServedBy, reachOf } from '../team/team-reach.ts'
import { type Actor, scopeOf } from '../user/may.ts'
import type { OpenCallback } from './callback.ts'
import type { CallbackRecord } from './callback-inputs.ts'
import { listEndedCallbacks } from './callback-store.ts'

const LISTED = 200
/** B18 */
const FARTHEST_MS: Ms = 14 * 86_400_000

export function callbackRoutes(routes: Routes, deps: AppDeps): void {
  const { core, events } = deps.stores
  routes.user('callback.handle', 'GET', '/callbacks', {}, ({ me }): Callbacks => {
    const queues = listQueues(core)
    const reach = queuesOf(core, me)
    const isReached = (id: QueueId) => reach === null || reach.includes(id)
    const open = deps.core.callbacks().filter(({ queueId }) => isReached(queueId))
    const shown = { queues, whole: seesNumbers(me) }
    return {
      queues: queues.filter(({ id, callback }) => callback && isReached(id)).map(({ id, name }) => ({ id, name })),
      rows: [
        ...open.map((callback) => openRow(callback, shown)),
        ...listEndedCallbacks(events, reach, LISTED).map((record) => endedRow(record, shown)),
      ],
    }
  })
  routes.user('callback.handle', 'POST', '/callbacks', { body: CallbackBody }, async ({ me, source, body }) => {
    const { queueId, wishedAt, language, note = '' } = body
    const reach = queuesOf(core, me)
    const queue = reach === null || reach.includes(queueId) ? findQueue(core, queueId) : null
    if (queue === null) throw notFound()
    const number = checkedNumber(deps, queue, body)
    const now = deps.now()
    if (wishedAt !== null && (wishedAt < now || wishedAt > now + FARTHEST_MS))
      throw invalid('The time is past, or more than two weeks away', 'wishedAt')
    const { tries, pauseMs } = checkedTerms(queue)
    const askedBy = { kind: 'user', userId: me.userId } as const
    const wish = { number, queueId, language, place: now, wishedAt, askedBy, tries, pauseMs, note: note.trim() }
    const id = await deps.core.askCallback(wish)
    deps.audit.record({ userId: me.userId, action: 'callback-asked', object: id, source: source.address })
    return { id }
  })
  routes.user('callback.handle', 'DELETE', '/callbacks/:id', { params: IdParams }, async ({ me, source, params }) => {
    const reach = queuesOf(core, me)
    const callback = deps.core.callbacks().find(({ id }) => id === params.id)
    if (!callback || (reach !== null && !reach.includes(callback.queueId))) throw notFound()
    await deps.core.cancelCallback(params.id)
    deps.audit.record({ userId: me.userId, action: 'callback-cancelled', object: params.id, source: source.address })
  })
}

/** Null = all. */
function queuesOf(core: Database, me: Actor): QueueId[] | null {
  const scope = scopeOf(me, 'callback.handle')
  if (scope === 'all') return null
  const own = me.agentId === null ? [] : queuesServedBy(core, me.agentId)
  return scope === 'team' ? [...own, ...reachOf(core, me.leads ?? []).queues] : own
}

/** B1, B16 */
function checkedNumber(deps: AppDeps, { id }: QueueConfig, body: CallbackBody): string {
  const number = mayBeCalled(deps.stores.core, body.number, deps.now())
  if (!number.ok) throw new HttpError(422, number.reason, 'This number cannot be called', { field: 'number' })
  if (deps.core.callbacks().some((open) => open.queueId === id && open.number === number.customer))
    throw conflict('This number is to be called back already', 'number')
  return number.customer
}

function checkedTerms({ callback }: QueueConfig): NonNullable<QueueConfig['callback']> {
  if (callback === null) throw conflict('The queue does not call back', 'queueId')
  return callback
}

type Shown = { queues: readonly QueueConfig[]; whole: boolean }

function shownOf(callback: OpenCallback | CallbackRecord, { queues, whole }: Shown) {
  const { id, number, queueId, askedAt, askedBy, place, wishedAt, tries, tried, cause, callId, note = '' } = callback
  return {
    id,
    number: shownNumber(number, whole),
    queueName: queues.find((queue) => queue.id === queueId)?.name ?? queueId,
    askedAt,
    askedBy: askedBy.kind,
    place,
    wishedAt,
    note,
    tries,
    tried,
    cause,
    callId,
  }
}

const openRow = (callback: OpenCallback, shown: Shown): CallbackRow => ({
  ...shownOf(callback, shown),
  state: callback.state,
  dueAt: callback.state === 'asked' ? callback.dueAt : null,
  endedAt: null,
})

const endedRow = (record: CallbackRecord, shown: Shown): CallbackRow => ({
  ...shownOf(record, shown),
  state: record.result,
  dueAt: null,
  endedAt: record.endedAt,
})
