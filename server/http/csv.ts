// Rows as CSV (RFC 4180) that spreadsheets open as it is meant: in UTF-8, nothing a formula, numbers of telephones as text.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const QUOTED = /["\r\n,]/

/** Begins a file: without it Excel reads UTF-8 as something else. */
export const BOM = '\uFEFF'

/** ASVS 1.2.10: what could be a formula has a quote before it. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const plain = value.replaceAll('\0', '')
  const safe = FORMULA.test(plain) ? `'${plain}` : plain
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(cell).join(',')}\r\n`

/** Digits that are no amount: with a tab behind them a spreadsheet keeps all of them, and the zeros before. */
export const textDigits = (digits: string): string => (/^\d+$/.test(digits) ? `${digits}\t` : digits)
