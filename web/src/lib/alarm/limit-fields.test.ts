import { expect, it } from 'vitest'
import { limitFields, queueLimitFields, shownLimit, storedLimit } from './limit-fields.ts'

const field = (name: string) => limitFields.find((one) => one.name === name) ?? limitFields[0]

it.each([
  ['waiting', 10, 10],
  ['oldestWaitMs', 120_000, 120],
  ['serviceLevel', 0.8, 80],
  ['serviceLevel', 0.29, 29],
  ['callMs', 1_800_000, 30],
  ['quality', 3.1, 3.1],
] as const)('%s %d is shown as %d and stored as it was', (name, stored, shown) => {
  const of = field(name)
  if (!of) throw new Error(name)
  expect(shownLimit(stored, of)).toBe(shown)
  expect(storedLimit(shown, of)).toBe(stored)
})

it('an empty field is no alarm; a queue has no break of its own', () => {
  for (const of of limitFields) expect([shownLimit(null, of), storedLimit(Number.NaN, of)]).toEqual([null, null])
  expect(queueLimitFields.map(({ name }) => name)).toEqual([
    'waiting',
    'oldestWaitMs',
    'serviceLevel',
    'callMs',
    'quality',
  ])
})
