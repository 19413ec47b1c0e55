import type { Ms } from '#protocol/ids'
import type { EntryState, ListEntry } from '#protocol/number-lists'
import { displayNumber } from '../number/phone-number.ts'
import type { Database, Value } from '../store/database.ts'
import { containing } from '../store/like.ts'
import { type EntrySpan, entryKeys } from './number-keys.ts'

export type EntryRow = EntrySpan & {
  id: string
  listId: string
  note: string
  untilDay: string | null
  untilAt: Ms | null
  addedBy: string
  addedAt: Ms
}
type Row = EntryRow & { approvedAt: Ms | null; deletedAt: Ms | null }
type NamedRow = Row & { addedName: string; approvedName: string | null }

/** What is deleted can be taken back so long. */
const KEEP_MS: Ms = 30 * 86_400_000
const COLUMNS = `e.id, e.list_id as listId, e.kind, e.first, e.last, e.note, e.until_day as untilDay, e.until_at as untilAt,
  e.added_by as addedBy, e.added_at as addedAt, e.approved_at as approvedAt, e.deleted_at as deletedAt`
const NAMES = `, coalesce(a.name, '') as addedName, case when e.approved_at is null then null else coalesce(p.name, '') end as approvedName`
const FROM = 'from number_list_entry e left join user a on a.id = e.added_by left join user p on p.id = e.approved_by'

/** False: the list has it already. */
export function addEntry(core: Database, entry: EntryRow): boolean {
  const { changes } = core.run(
    `insert into number_list_entry (id, list_id, kind, first, last, note, until_day, until_at, added_by, added_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    entry.id,
    entry.listId,
    entry.kind,
    entry.first,
    entry.last,
    entry.note,
    entry.untilDay,
    entry.untilAt,
    entry.addedBy,
    entry.addedAt,
  )
  return changes > 0
}

export const hasEntry = (core: Database, listId: string, { kind, first, last }: EntrySpan): boolean =>
  core.get(
    'select 1 as one from number_list_entry where list_id = ? and kind = ? and first = ? and last = ? and deleted_at is null',
    listId,
    kind,
    first,
    last,
  ) !== null

export type Search = {
  listId: string
  text: string
  state: EntryState | null
  before: string | null
  limit: number
  now: Ms
}

/** The newest first. */
export function searchEntries(core: Database, search: Search): { entries: ListEntry[]; total: number } {
  const [which, values] = wanted(search)
  const { before, limit, now } = search
  const page = before === null ? which : `${which} and e.id < ?`
  const rows = core.all<NamedRow>(
    `select ${COLUMNS}${NAMES} ${FROM} where ${page} order by e.id desc limit ?`,
    ...values,
    ...(before === null ? [] : [before]),
    limit,
  )
  const count = core.get<{ total: number }>(
    `select count(*) as total from number_list_entry e where ${which}`,
    ...values,
  )
  return { entries: rows.map((row) => entryOf(row, now)), total: count?.total ?? 0 }
}

const STATES: Record<EntryState, string> = {
  waiting: 'e.approved_at is null',
  approved: 'e.approved_at is not null and (e.until_at is null or e.until_at > ?)',
  expired: 'e.approved_at is not null and e.until_at <= ?',
}

function wanted({ listId, text, state, now }: Search): [string, Value[]] {
  const parts = ['e.list_id = ?', 'e.deleted_at is null']
  const values: Value[] = [listId]
  const digits = text.replace(/[\s().+-]/g, '').replace(/^0+(?=\d)/, '')
  if (text !== '') {
    const number = /^\d+$/.test(digits) ? containing(digits) : containing(text)
    parts.push(`(e.first like ? escape '\\' or e.last like ? escape '\\' or e.note like ? escape '\\')`)
    values.push(number, number, containing(text))
  }
  if (state !== null) parts.push(STATES[state])
  if (state !== null && state !== 'waiting') values.push(now)
  return [parts.join(' and '), values]
}

export function entriesOf(core: Database, listId: string, ids: readonly string[]): Row[] {
  return core.all<Row>(
    `select ${COLUMNS} from number_list_entry e where e.list_id = ? and e.id in (select value from json_each(?)) order by e.id`,
    listId,
    JSON.stringify(ids),
  )
}

export const waitingIds = (core: Database, listId: string): string[] =>
  core
    .all<{ id: string }>(
      'select id from number_list_entry where list_id = ? and approved_at is null and deleted_at is null order by id',
      listId,
    )
    .map(({ id }) => id)

/** N6 */
export function approveEntry(core: Database, entry: Row, by: string, now: Ms): void {
  core.run('update number_list_entry set approved_by = ?, approved_at = ? where id = ?', by, now, entry.id)
  putInForce(core, entry)
}

/** N8 */
export function deleteEntry(core: Database, { id }: Row, now: Ms): void {
  core.run('update number_list_entry set deleted_at = ? where id = ?', now, id)
  core.run('delete from number_list_key where entry_id = ?', id)
}

export function forgetDeleted(core: Database, now: Ms): void {
  core.run('delete from number_list_entry where deleted_at < ?', now - KEEP_MS)
}

/** As it was, approved or not. */
export function restoreEntry(core: Database, entry: Row): void {
  core.run('update number_list_entry set deleted_at = null where id = ?', entry.id)
  if (entry.approvedAt !== null) putInForce(core, entry)
}

function putInForce(core: Database, entry: EntryRow): void {
  for (const key of entryKeys(entry))
    core.run(
      'insert or ignore into number_list_key (key, entry_id, list_id, until_at) values (?, ?, ?, ?)',
      key,
      entry.id,
      entry.listId,
      entry.untilAt,
    )
}

function entryOf(row: NamedRow, now: Ms): ListEntry {
  const { id, kind, first, last, note, untilDay, untilAt, addedBy, addedName, addedAt, approvedName, approvedAt } = row
  const isOver = untilAt !== null && untilAt <= now
  return {
    ...{ id, kind, first: kind === 'number' ? displayNumber(first) : first, last, note, until: untilDay },
    state: approvedAt === null ? 'waiting' : isOver ? 'expired' : 'approved',
    addedBy: { id: addedBy, name: addedName },
    addedAt,
    approvedBy: approvedName,
    approvedAt,
  }
}
