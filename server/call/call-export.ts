// A list of calls as a file: all that the filter finds, row by row as it is read, in the words that the page sends along.
import { type Static, Type } from '@sinclair/typebox'
import type { CallRow } from '#protocol/api'
import { strict } from '#protocol/fields'
import type { Ms } from '#protocol/ids'
import type { Language } from '#protocol/reasons'
import { listDispositions } from '../disposition/disposition-store.ts'
import { localTime } from '../flow/local-time.ts'
import { BOM, csvLine, textDigits } from '../http/csv.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { siteZone } from '../number-list/site-day.ts'
import type { Database } from '../store/database.ts'
import type { Stores } from '../store/stores.ts'
import { filterOf, Narrowing, seesNumbers } from './call-filter.ts'
import { callRows } from './call-rows.ts'
import { type CallFilter, listCallRecords } from './call-store.ts'

/** Read at a time; the event loop breathes between. */
const PAGE = 500

const Word = Type.String({ maxLength: 60 })
const Words = Type.Record(Type.String({ maxLength: 20 }), Word, { maxProperties: 20 })
const ExportBody = Type.Object(
  { filter: Narrowing, titles: Type.Array(Word, { minItems: 13, maxItems: 13 }), directions: Words, outcomes: Words },
  strict,
)
type ExportBody = Static<typeof ExportBody>

export function callExportRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('call.export', 'POST', '/calls/export', { body: ExportBody }, ({ me, source, body }) => {
    const filter = filterOf(deps.stores, me, body.filter)
    const detail = JSON.stringify(body.filter)
    deps.audit.record({ userId: me.userId, action: 'calls-exported', object: 'calls', detail, source: source.address })
    const line = lineWriter(core, me.language, body)
    const rows = pagesOf(deps.stores, filter, seesNumbers(me))
    return new Response(fileOf(csvLine(body.titles), rows, line), {
      headers: { 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'no-store' },
    })
  })
}

function* pagesOf(stores: Stores, filter: Omit<CallFilter, 'before' | 'limit'>, whole: boolean): Generator<CallRow[]> {
  for (let before: CallFilter['before'] = null; ; ) {
    const found = listCallRecords(stores.events, { ...filter, before, limit: PAGE })
    const last = found.at(-1)
    if (last) yield callRows(stores, found, whole)
    if (last === undefined || found.length < PAGE) return
    before = { at: last.startedAt, id: last.id }
  }
}

function fileOf(head: string, pages: Generator<CallRow[]>, line: (row: CallRow) => string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(BOM + head)),
    pull(controller) {
      const { done, value } = pages.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value.map(line).join('')))
    },
  })
}

/** Times in the zone of the site's first hours, else of the server. */
function lineWriter(
  core: Database,
  language: Language,
  { directions, outcomes }: ExportBody,
): (row: CallRow) => string {
  const zone = siteZone(core)
  const dispositions = new Map(listDispositions(core).map(({ code, zh, en }) => [code, language === 'en' ? en : zh]))
  return (row) => {
    const { date, time } = localTime(zone, row.startedAt)
    return csvLine([
      `${date} ${time}`,
      directions[row.direction] ?? row.direction,
      row.customerName,
      textDigits(row.customer.text),
      textDigits(row.did),
      row.queueName,
      row.agentName,
      outcomes[row.outcome] ?? row.outcome,
      clockText(row.waitMs),
      clockText(row.talkMs),
      clockText(row.holdMs),
      dispositions.get(row.disposition) ?? row.disposition,
      row.satisfaction ?? '',
    ])
  }
}

/** h:mm:ss, which a spreadsheet can add up. */
function clockText(ms: Ms): string {
  const seconds = Math.round(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
