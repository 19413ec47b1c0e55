import { expect, it } from 'vitest'
import { historyOf, record, redo, undo } from './history.ts'

const after = (...changes: [string, (string | null)?][]) =>
  changes.reduce((history, [next, group = null]) => record(history, next, group), historyOf('0'))

it('H1 a change is taken back and made again', () => {
  const back = undo(after(['1'], ['2']))
  expect(back?.present).toBe('1')
  expect(back && redo(back)?.present).toBe('2')
})

it('H1 nothing is before the first or behind the last', () => {
  expect([undo(historyOf('0')), redo(after(['1']))]).toEqual([null, null])
})

it('H2 a new change forgets what was taken back', () => {
  const back = undo(after(['1']))
  expect(back && redo(record(back, '2'))).toBeNull()
})

it.each([
  ['the same group is one', ['a', 'a'], '0'],
  ['another group is another', ['a', 'b'], '1'],
  ['no group is never the same', [null, null], '1'],
] as const)('H3 %s', (_, [first, second], expected) => {
  expect(undo(after(['1', first], ['2', second]))?.present).toBe(expected)
})

it('H3 what follows an undo is a change of its own', () => {
  const back = undo(after(['1', 'a'], ['2', 'b']))
  expect(back && undo(record(back, '3', 'a'))?.present).toBe('1')
})

it('H4 two hundred are kept; what changes nothing is none', () => {
  let history = historyOf(0)
  for (let i = 1; i <= 250; i++) history = record(record(history, i), i)
  expect([history.past.length, history.past[0]]).toEqual([200, 50])
})
