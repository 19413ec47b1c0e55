// Messages that callers left, for those whose boxes they are in. server/message/SPEC.md.
import { type Static, Type } from '@sinclair/typebox'
import { strict } from '#protocol/fields'
import { Id } from '#protocol/ids'
import { type MessageDetail, type MessageList, MessageState } from '#protocol/messages'
import { seesNumbers } from '../call/call-filter.ts'
import { notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { allBoxes, boxesOf } from './box-people.ts'
import { messageOf } from './message-access.ts'
import { messageActRoutes } from './message-act-routes.ts'
import { messageRows, messageSteps } from './message-rows.ts'
import { countUnheard, findMessage, listMessages, type MessageFilter } from './message-store.ts'

const PAGE = 50
const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 })
const ListQuery = Type.Object(
  {
    state: Type.Optional(MessageState),
    box: Type.Optional(Id),
    mine: Type.Optional(Type.Literal('1')),
    from: Type.Optional(Instant),
    to: Type.Optional(Instant),
    /** The id of the last one known. */
    before: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
)

export function messageRoutes(routes: Routes, deps: AppDeps): void {
  const { core, events } = deps.stores
  routes.user('message.hear', 'GET', '/messages', { query: ListQuery }, ({ me, query }): MessageList => {
    const filter = filterOf(deps, me, query)
    const found = listMessages(events, { ...filter, limit: filter.limit + 1 })
    const rows = messageRows(deps.stores, found.slice(0, filter.limit), seesNumbers(me))
    return { rows, more: found.length > filter.limit }
  })
  routes.user('message.hear', 'GET', '/messages/unheard', {}, ({ me }) => ({
    count: countUnheard(events, boxesOf(core, me)),
  }))
  routes.user('message.hear', 'GET', '/messages/boxes', {}, ({ me }) => allBoxes(core, me))
  routes.user('message.hear', 'GET', '/messages/:id', { params: IdParams }, ({ me, params }): MessageDetail => {
    const { peaks } = messageOf(deps, me, params.id)
    const stored = findMessage(events, params.id)
    const [row] = messageRows(deps.stores, stored === null ? [] : [stored], seesNumbers(me))
    if (row === undefined) throw notFound()
    return { ...row, peaks: peaks?.[0] ?? null, steps: messageSteps(deps.stores, row.id) }
  })
  messageActRoutes(routes, deps)
}

function filterOf(deps: AppDeps, me: Caller['me'], query: Static<typeof ListQuery>): MessageFilter {
  const { state = 'all', box, mine, from = 0, to = Number.MAX_SAFE_INTEGER, limit = PAGE } = query
  const heard = boxesOf(deps.stores.core, me)
  const wanted = [box, mine && (me.agentId ?? '')].filter((one) => one !== undefined)
  const boxes = wanted.length === 0 ? heard : wanted.filter((one) => heard === null || heard.includes(one))
  const last = query.before === undefined ? null : messageOf(deps, me, query.before)
  return { state, boxes, from, to, limit, before: last && { at: last.startedAt, id: last.id } }
}
