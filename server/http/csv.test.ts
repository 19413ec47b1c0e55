import { expect, it } from 'vitest'
import { csvLine, textDigits } from './csv.ts'

it.each([
  ['plain', 'plain'],
  ['', ''],
  ['a,b', '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+8613800138000', "'+8613800138000"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\0=1', "'=1"],
  ['＝1', "'＝1"],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  [-1, '-1'],
])('%j is written %j', (value, written) => {
  expect(csvLine([value, 'x'])).toBe(`${written},x\r\n`)
})

it.each([
  ['13800138000', '13800138000\t'],
  ['02161234567', '02161234567\t'],
  ['138****8000', '138****8000'],
  ['+14155552671', '+14155552671'],
  ['', ''],
])('%j is text', (digits, text) => expect(textDigits(digits)).toBe(text))
