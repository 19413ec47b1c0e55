import { describe, expect, it } from 'vitest'
import { csvLine } from '../http/csv.ts'
import { readCsv } from './csv.ts'
import { dayOf, entryOfRow, importFile } from './list-import.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (file: Uint8Array, today = '2026-11-27') => {
  const { rows, columns } = importFile(file)
  return rows.map((row) => {
    const entry = entryOfRow(row, columns, today)
    if (typeof entry === 'string') return `${row.line} ${entry}`
    const { kind, first, last, note, until } = entry
    return `${row.line} ${kind} ${first}${last === '' ? '' : `-${last}`} ${note}|${until ?? ''}`
  })
}

describe('rows of a file (N20-N24)', () => {
  it.each([
    ['Chinese heads', '号码,备注,到期\n13800138000,骚扰,2026-12-31\n', ['2 number +8613800138000 骚扰|2026-12-31']],
    ['other heads, in another order', '原因;到期日期;号段\nx;2026/1/2;138*\n', ['2 past']],
    ['English heads', 'Note\tNumber\tUntil\nx\t138*\t\n', ['2 prefix 138 x|']],
    ['two columns for a segment', '起始号码,结束号码,备注\n1380013,1380015,\n', ['2 segment 1380013-1380015 |']],
    ['no head, three columns', '13800138000,spam,2026年12月1日', ['1 number +8613800138000 spam|2026-12-01']],
    [
      'no head, four columns',
      '1380013,1380015,spam,\n10086,,,',
      ['1 segment 1380013-1380015 spam|', '2 number 10086 |'],
    ],
    ['no head, one column', '10086\r\n\r\n10010\r\n', ['1 number 10086 |', '3 number 10010 |']],
    [
      'a mark at the beginning, quotes',
      '\ufeff号码,备注\n"138 0013 8000","a ""b"", c\nd"\n1*,e',
      ['2 number +8613800138000 a "b", c\nd|', '4 prefix 1 e|'],
    ],
    [
      'what is wrong with each',
      'number,until\nabc,\n10086,2026-02-30\n10086,2026-11-26\n9-,\n',
      ['2 number', '3 date', '4 past', '5 number'],
    ],
    ['a note that is too long', `10086,${'n'.repeat(201)},`, ['1 note']],
  ])('%s', (_name, text, expected) => {
    expect(read(bytes(text))).toEqual(expected)
  })

  it('N20 GB 18030, as spreadsheets in Chinese write it', () => {
    // 号码,备注 / 10086,骚扰
    const gb = '\xba\xc5\xc2\xeb,\xb1\xb8\xd7\xa2\r\n10086,\xc9\xa7\xc8\xc5\r\n'
    expect(read(Uint8Array.from(gb, (letter) => letter.charCodeAt(0)))).toEqual(['2 number 10086 骚扰|'])
  })

  it('N24 cells come back as they went out, and none is a formula', () => {
    const cells = ['=1+1', 'a,b', '"q"', 'two\nlines', '+86138*', '-', '备注']
    const line = csvLine(cells)
    expect(readCsv(line)[0]?.cells).toEqual(["'=1+1", 'a,b', '"q"', 'two\nlines', "'+86138*", "'-", '备注'])
    expect(read(bytes(csvLine(['+1415*', '', ''])))).toEqual(['1 prefix +1415 |'])
  })

  it.each([
    ['2026-11-27', '2026-11-27'],
    ['2026/1/2', '2026-01-02'],
    ['2026年1月2日', '2026-01-02'],
    ['', ''],
    ['2026-13-01', null],
    ['tomorrow', null],
  ])('the day %s is %s', (text, day) => {
    expect(dayOf(text)).toBe(day)
  })
})
