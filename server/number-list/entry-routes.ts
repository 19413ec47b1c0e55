// What stands in a list: seen, added, approved, deleted, taken back. There is no change of an entry (N9).
import type { Ms } from '#protocol/ids'
import {
  DecideBody,
  type DecideReply,
  EntryBody,
  type EntryPage,
  EntryQuery,
  type ListEntry,
  type NumberList,
} from '#protocol/number-lists'
import type { AuditAction } from '../audit/audit.ts'
import { conflict, invalid, noRight, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import type { Database } from '../store/database.ts'
import { newId } from '../store/stores.ts'
import { may } from '../user/may.ts'
import { cellOf, spanOf } from './entry-span.ts'
import {
  addEntry,
  approveEntry,
  deleteEntry,
  entriesOf,
  forgetDeleted,
  hasEntry,
  restoreEntry,
  searchEntries,
  waitingIds,
} from './entry-store.ts'
import { inTurns } from './in-turns.ts'
import { findNumberList } from './list-store.ts'
import { dayAfter, dayAt, endOfDay, siteZone } from './site-day.ts'

const PAGE = 100
type Entry = ReturnType<typeof entriesOf>[number]

export function listEntryRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const params = IdParams
  routes.user('list.read', 'GET', '/number-lists/:id/entries', { params, query: EntryQuery }, (call): EntryPage => {
    const { search = '', state = null, before = null, limit = PAGE } = call.query
    const listId = listOf(core, call.params.id).id
    return searchEntries(core, { listId, text: search.trim(), state, before, limit, now: deps.now() })
  })
  routes.user('list.add', 'POST', '/number-lists/:id/entries', { params, body: EntryBody }, (call) =>
    added(deps, call, listOf(core, call.params.id), call.body),
  )
  routes.user('list.approve', 'POST', '/number-lists/:id/approve', { params, body: DecideBody }, (call) => {
    const list = listOf(core, call.params.id)
    // N7
    const isOwn = ({ addedBy }: Entry) => list.fourEyes && addedBy === call.me.userId
    const approve = (entry: Entry) => approveEntry(core, entry, call.me.userId, deps.now())
    return decided(deps, { call, list, action: 'list-entry-approved', of: isWaiting, isOwn, act: approve })
  })
  routes.user('list.approve', 'POST', '/number-lists/:id/refuse', { params, body: DecideBody }, (call) => {
    const act = (entry: Entry) => deleteEntry(core, entry, deps.now())
    const list = listOf(core, call.params.id)
    return decided(deps, { call, list, action: 'list-entry-refused', of: isWaiting, act })
  })
  routes.user('list.add', 'POST', '/number-lists/:id/delete', { params, body: DecideBody }, (call) => {
    if ('all' in call.body && !may(call.me, 'list.approve')) throw noRight()
    // N8: who adds may take back what waits; what is in force only who approves.
    const mayDelete = (entry: Entry) =>
      may(call.me, 'list.approve') || (isWaiting(entry) && entry.addedBy === call.me.userId)
    const act = (entry: Entry) => deleteEntry(core, entry, deps.now())
    forgetDeleted(core, deps.now())
    const list = listOf(core, call.params.id)
    return decided(deps, {
      call,
      list,
      action: 'list-entry-deleted',
      of: isThere,
      isOwn: (one) => !mayDelete(one),
      act,
    })
  })
  routes.user('list.approve', 'POST', '/number-lists/:id/restore', { params, body: DecideBody }, (call) => {
    const list = listOf(core, call.params.id)
    const isBack = (entry: Entry) => entry.deletedAt !== null && !hasEntry(core, list.id, entry)
    const act = (entry: Entry) => restoreEntry(core, entry)
    return decided(deps, { call, list, action: 'list-entry-restored', of: isBack, act })
  })
}

const isThere = ({ deletedAt }: Entry): boolean => deletedAt === null
const isWaiting = (entry: Entry): boolean => isThere(entry) && entry.approvedAt === null

function listOf(core: Database, id: string): NumberList {
  const list = findNumberList(core, id)
  if (list === null) throw notFound()
  return list
}

function added(deps: AppDeps, call: Caller, list: NumberList, body: EntryBody): ListEntry {
  const { core } = deps.stores
  const read = spanOf(body)
  if (!read.ok)
    throw invalid(
      'This is not a number, a beginning of numbers, or a segment',
      read.why === 'segment' ? 'last' : 'first',
    )
  const { untilDay, untilAt } = untilOf(list, body.until, siteZone(core), deps.now())
  if (untilAt !== null && untilAt <= deps.now()) throw invalid('The day is past', 'until')
  const at = { addedBy: call.me.userId, addedAt: deps.now() }
  const row = { ...read.span, ...at, id: newId(), listId: list.id, note: body.note.trim(), untilDay, untilAt }
  if (!addEntry(core, row)) throw conflict('The list has this number', 'first')
  tellEntries(deps, call, list, 'list-entry-added', [cellOf(row)])
  const search = { listId: list.id, text: '', state: null, before: null, limit: 1, now: deps.now() }
  const [entry] = searchEntries(core, search).entries
  if (entry?.id !== row.id) throw notFound()
  return entry
}

/** N5: the end of its last day at the site; where nothing is said, the list's default. */
export function untilOf({ defaultDays }: NumberList, said: string | null | undefined, zone: string, now: Ms) {
  const day = said !== undefined ? said : defaultDays === null ? null : dayAfter(dayAt(zone, now), defaultDays)
  if (day === null) return { untilDay: null, untilAt: null }
  const untilAt = endOfDay(day, zone)
  if (!Number.isFinite(untilAt)) throw invalid('There is no such day', 'until')
  return { untilDay: day, untilAt }
}

type Decision = {
  call: Caller & { body: DecideBody }
  list: NumberList
  action: AuditAction
  /** Which of those named it concerns. */
  of: (entry: Entry) => boolean
  /** Those that another has to decide. */
  isOwn?: (entry: Entry) => boolean
  act: (entry: Entry) => void
}

async function decided(deps: AppDeps, decision: Decision): Promise<DecideReply> {
  const { call, list, action, of, isOwn = () => false, act } = decision
  const { core } = deps.stores
  const ids = 'all' in call.body ? waitingIds(core, list.id) : call.body.ids
  const cells: string[] = []
  let own = 0
  await inTurns(ids, (some) => {
    core.tx(() => {
      const entries = entriesOf(core, list.id, some).filter(of)
      const others = entries.filter((entry) => !isOwn(entry))
      own += entries.length - others.length
      for (const entry of others) {
        act(entry)
        cells.push(cellOf(entry))
      }
    })
  })
  if (cells.length > 0) tellEntries(deps, call, list, action, cells)
  return { done: cells.length, own }
}

/** One row of the audit trail for one act, with the first few of its numbers. */
export function tellEntries(deps: AppDeps, call: Caller, list: NumberList, action: AuditAction, cells: string[]): void {
  const more = cells.length > NAMED ? ` … (${cells.length})` : ''
  const detail = `${list.name}: ${cells.slice(0, NAMED).join(', ')}${more}`
  deps.audit.record({ userId: call.me.userId, action, object: list.id, detail, source: call.source.address })
  deps.onConfigChanged('number-lists')
}
const NAMED = 10
