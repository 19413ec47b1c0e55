// Rows of comma-separated text (RFC 4180), as spreadsheets write them. Pure.

/** `line`: where the row begins, from 1. A comma, a semicolon or a tab parts cells, whichever the first line has. */
export type CsvRow = { line: number; cells: string[] }

export function readCsv(text: string): CsvRow[] {
  const whole = text.replace(/^\ufeff/, '')
  const cell = cellPattern(separatorOf(whole))
  const rows: CsvRow[] = []
  let line = 1
  for (let at = 0; at < whole.length; ) {
    const row: CsvRow = { line, cells: [] }
    for (let isOpen = true; isOpen && at <= whole.length; ) {
      cell.lastIndex = at
      const found = cell.exec(whole)
      if (found === null) break
      const [all, quoted, plain = '', end] = found
      row.cells.push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim())
      line += all.split('\n').length - 1
      at += all.length
      isOpen = end !== '' && !/[\r\n]/.test(end ?? '')
    }
    if (row.cells.some((text) => text !== '')) rows.push(row)
  }
  return rows
}

/** A cell, in quotes or not, and what ends it: the separator, the line's end, or nothing more. */
const cellPattern = (separator: string): RegExp =>
  new RegExp(`(?:"((?:[^"]|"")*)"[^${separator}\\r\\n]*|([^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`, 'y')

function separatorOf(text: string): string {
  const [first = ''] = text.split(/[\r\n]/, 1)
  return [',', '\t', ';'].find((separator) => first.includes(separator)) ?? ','
}
