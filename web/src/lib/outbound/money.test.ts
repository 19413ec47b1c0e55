import { expect, it } from 'vitest'
import { moneyOf, moneyText, withCurrency } from './money.ts'

it.each([
  ['0.15', 1500],
  ['8', 80_000],
  ['0.0001', 1],
  ['0.07', 700],
  ['', null],
  ['-1', null],
  ['1e3', null],
  ['0.00001', null],
] as const)('%s is %s parts', (text, money) => {
  expect(moneyOf(text)).toBe(money)
  if (money !== null) expect(moneyText(money)).toBe(text)
})

it('is shown with its currency', () => {
  expect(withCurrency(1_234_500, 'CNY', 'zh-CN')).toBe('¥123.45')
  expect(withCurrency(80_000, 'USD', 'en')).toBe('$8.00')
})
