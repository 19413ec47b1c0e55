// Lists from and to files. Rules N20-N24 in SPEC.md.
import {
  type EntryState,
  type ImportFault,
  ImportQuery,
  type ImportReply,
  type NumberList,
} from '#protocol/number-lists'
import type { Language } from '#protocol/reasons'
import { readBytes } from '../http/body.ts'
import { BOM, csvLine } from '../http/csv.ts'
import { invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { newId } from '../store/stores.ts'
import { tellEntries, untilOf } from './entry-routes.ts'
import { cellOf } from './entry-span.ts'
import { addEntry, hasEntry, searchEntries } from './entry-store.ts'
import { inTurns } from './in-turns.ts'
import { entryOfRow, faultOf, importFile, type NewEntry, spanKey } from './list-import.ts'
import { findNumberList } from './list-store.ts'
import { dayAt, siteZone } from './site-day.ts'

const MAX_BYTES = 4 * 1024 * 1024
const MAX_ROWS = 50_000
const MAX_FAULTS = 1000
const PAGE = 500

export function listImportRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const params = IdParams
  routes.user('list.add', 'PUT', '/number-lists/:id/import', { params, query: ImportQuery }, async (call) => {
    const list = findNumberList(core, call.params.id)
    if (list === null) throw notFound()
    return imported(deps, call, list, await readBytes(call.request, MAX_BYTES), call.query.take === true)
  })
  routes.user('list.read', 'GET', '/number-lists/:id/export', { params }, async (call) => {
    const list = findNumberList(core, call.params.id)
    if (list === null) throw notFound()
    const lines = await exported(deps, list, call.user.language)
    const { me, source } = call
    const detail = `${list.name}: ${lines.length - 1}`
    deps.audit.record({ userId: me.userId, action: 'list-exported', object: list.id, detail, source: source.address })
    const name = encodeURIComponent(`${list.name}.csv`)
    const headers = {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
    }
    return new Response(`${BOM}${lines.join('')}`, { headers })
  })
}

/** N21-N23: each row is good, or says what is wrong; the good ones are added where that is asked. */
async function imported(deps: AppDeps, call: Caller, list: NumberList, bytes: Uint8Array, take: boolean) {
  const { core } = deps.stores
  const { rows, columns } = importFile(bytes)
  if (rows.length === 0) throw invalid('There are no rows in it')
  if (rows.length > MAX_ROWS) throw invalid(`There are more than ${MAX_ROWS} rows in it`)
  const today = dayAt(siteZone(core), deps.now())
  const reply: ImportReply = { rows: rows.length, good: 0, bad: 0, taken: 0, faults: [] }
  const taken: string[] = []
  const known = take ? adding(deps, call, list, taken) : (entry: NewEntry) => hasEntry(core, list.id, entry)
  const seen = new Set<string>()
  await inTurns(rows, (some) => {
    core.tx(() => {
      for (const row of some) {
        const read = entryOfRow(row, columns, today)
        const why =
          typeof read === 'string' ? read : doubled(seen, spanKey(read)) ? 'twice' : known(read) ? 'known' : null
        if (why === null) reply.good += 1
        else noteFault(reply, faultOf(row, why))
      }
    })
  })
  reply.taken = taken.length
  if (taken.length > 0) tellEntries(deps, call, list, 'list-imported', taken)
  return reply
}

function doubled(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return true
  seen.add(key)
  return false
}

/** Adds entries one by one; true: the list has this one. */
function adding({ stores: { core }, now }: AppDeps, { me }: Caller, list: NumberList, taken: string[]) {
  const zone = siteZone(core)
  const ends = new Map<NewEntry['until'], ReturnType<typeof untilOf>>()
  return ({ until, ...rest }: NewEntry): boolean => {
    const end = ends.get(until) ?? untilOf(list, until, zone, now())
    ends.set(until, end)
    const row = { ...rest, ...end, id: newId(), listId: list.id, addedBy: me.userId, addedAt: now() }
    if (!addEntry(core, row)) return true
    taken.push(cellOf(row))
    return false
  }
}

function noteFault(reply: ImportReply, fault: ImportFault): void {
  reply.bad += 1
  if (reply.faults.length < MAX_FAULTS) reply.faults.push(fault)
}

/** By the language of who asks. */
const HEADS: Record<Language, string[]> = {
  'zh-CN': ['号码', '备注', '到期', '状态', '添加人', '审核人'],
  en: ['Number', 'Note', 'Until', 'State', 'Added by', 'Approved by'],
}
const STATES: Record<Language, Record<EntryState, string>> = {
  'zh-CN': { waiting: '待审核', approved: '已生效', expired: '已到期' },
  en: { waiting: 'waiting', approved: 'in force', expired: 'run out' },
}

async function exported({ stores: { core }, now }: AppDeps, list: NumberList, language: Language): Promise<string[]> {
  const lines = [csvLine(HEADS[language])]
  let before: string | null = null
  for (;;) {
    const { entries } = searchEntries(core, { listId: list.id, text: '', state: null, before, limit: PAGE, now: now() })
    for (const entry of entries) {
      const { note, until, state, addedBy, approvedBy } = entry
      lines.push(csvLine([cellOf(entry), note, until ?? '', STATES[language][state], addedBy.name, approvedBy ?? '']))
    }
    before = entries.at(-1)?.id ?? null
    if (entries.length < PAGE) return lines
    await new Promise((resolve) => setImmediate(resolve))
  }
}
