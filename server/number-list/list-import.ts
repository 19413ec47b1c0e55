// A file of numbers, row by row. Pure. Rules N20-N23 in SPEC.md.
import type { ImportFault, RowFault } from '#protocol/number-lists'
import { type CsvRow, readCsv } from './csv.ts'
import { spanOf, typedOf } from './entry-span.ts'
import type { EntrySpan } from './number-keys.ts'

/** `until`: undefined: as the list says. */
export type NewEntry = EntrySpan & { note: string; until: string | null | undefined }
/** Columns by what their head says, in Chinese or English; without a head: number, to, note, until. */
type Columns = { number: number; to: number; note: number; until: number }

const HEADS: Record<keyof Columns, RegExp> = {
  number: /^(号码|电话|电话号码|手机号?|号段|起始号码?|开始号码|number|phone|telephone|from|first|segment)$/i,
  to: /^(结束号码?|截止号码|终止号码|至|to|last|end)$/i,
  note: /^(备注|说明|原因|note|remark|reason|comment)$/i,
  until: /^(到期|到期日期?|有效期|有效期至|失效日期|until|expiry|expires|valid until)$/i,
}
const NO_HEAD: Columns = { number: 0, to: 1, note: 2, until: 3 }

export type ImportFile = { rows: CsvRow[]; columns: Columns }

/** N20 */
export function importFile(bytes: Uint8Array): ImportFile {
  const rows = readCsv(decoded(bytes))
  const head = rows[0]?.cells ?? []
  const at = (column: keyof Columns): number => head.findIndex((cell) => HEADS[column].test(cell))
  if (at('number') < 0) return { rows, columns: widthOf(rows) }
  return { rows: rows.slice(1), columns: { number: at('number'), to: at('to'), note: at('note'), until: at('until') } }
}

/** Without a head three columns are number, note and expiry; the second of four is a segment's end. */
function widthOf(rows: readonly CsvRow[]): Columns {
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  return width <= 3 ? { number: 0, to: -1, note: 1, until: 2 } : NO_HEAD
}

/** Spreadsheets in Chinese write GB 18030. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** N21: `today` YYYY-MM-DD at the site. */
export function entryOfRow({ cells }: CsvRow, columns: Columns, today: string): NewEntry | RowFault {
  const cell = (at: number): string => cells[at] ?? ''
  const [to, note, until] = [cell(columns.to), cell(columns.note), dayOf(cell(columns.until))]
  const number = cell(columns.number).replace(/^'/, '')
  const typed = to === '' ? typedOf(number) : { kind: 'segment' as const, first: number, last: to }
  const span = spanOf(typed)
  if (!span.ok) return span.why
  if (note.length > 200) return 'note'
  if (until === null) return 'date'
  if (until !== '' && until < today) return 'past'
  return { ...span.span, note, until: until === '' ? undefined : until }
}

const DAY = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/

/** YYYY-MM-DD, '' where nothing is said, null for what is no day. */
export function dayOf(text: string): string | null {
  if (text === '') return ''
  const [, year = '', month = '', date = ''] = DAY.exec(text.trim()) ?? []
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  const time = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(day) ? day : null
}

export const spanKey = ({ kind, first, last }: EntrySpan): string => `${kind} ${first} ${last}`

export const faultOf = ({ line, cells }: CsvRow, why: RowFault): ImportFault => ({
  line,
  text: cells.join(',').slice(0, 80),
  why,
})
