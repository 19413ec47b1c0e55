import { expect, it } from 'vitest'
import { saidValue } from './said-value.ts'

it.each([
  ['digits', ' 021-5510 ', { digits: '021-5510', yao: true }],
  ['number', '-12.5', { value: -12.5 }],
  ['count', '2', { value: 2, unit: 'person' }],
  ['ordinal', '3', { value: 3, unit: null }],
  ['money', '10.05', { fen: 1005 }],
  ['money', '0.29', { fen: 29 }],
  ['percent', '3.5', { value: 3.5 }],
  ['date', '2026-11-27', { date: '2026-11-27' }],
  ['time', '14:05', { minutes: 845 }],
  ['duration', '150', { seconds: 150 }],
] as const)('%s %s', (kind, typed, value) => {
  expect(saidValue(kind, typed)).toEqual({ kind, ...value })
})

it.each([
  ['number', 'twelve'],
  ['money', '1,000'],
  ['count', '1.5'],
  ['time', '1405'],
  ['digits', ' '],
] as const)('%s %s is no value', (kind, typed) => {
  expect(saidValue(kind, typed)).toBeNull()
})
