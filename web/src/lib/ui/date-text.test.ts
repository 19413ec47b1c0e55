import { describe, expect, it } from 'vitest'
import { dateOf, dateText } from './date-text.ts'

it('DT1 is written as the language writes it', () => {
  expect([dateText('2026-11-07', 'zh-CN'), dateText('2026-11-07', 'en'), dateText('', 'en')]).toEqual([
    '2026-11-07',
    '7 Nov 2026',
    '',
  ])
})

describe('what is typed', () => {
  it.each([
    ['DT2', '2026-11-27', '2026-11-27'],
    ['DT2', '2026/1/7', '2026-01-07'],
    ['DT2', '20261127', '2026-11-27'],
    ['DT2', '2026年11月27日', '2026-11-27'],
    ['DT2', '27 Nov 2026', '2026-11-27'],
    ['DT2', '7 november 2026', '2026-11-07'],
    ['DT2', '7nov', '2025-11-07'],
    ['DT2', '1127', '2025-11-27'],
    ['DT2', ' 11-27 ', '2025-11-27'],
    ['DT3', '2026-02-29', null],
    ['DT3', '2028-02-29', '2028-02-29'],
    ['DT3', '31 Abc 2026', null],
    ['DT3', '0-5', null],
    ['DT3', 'tomorrow', null],
    ['DT3', '', null],
  ])('%s %s is %s', (_, typed, iso) => expect(dateOf(typed, '2025-06-01')).toBe(iso))
})
