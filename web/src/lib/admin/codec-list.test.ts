import { expect, it } from 'vitest'
import { codecsIn, codecText } from './codec-list.ts'

it.each([
  ['', ['PCMA', 'PCMU', 'G722', 'opus']],
  ['pcma', ['PCMA']],
  ['OPUS, g722；PCMU', ['opus', 'G722', 'PCMU']],
  ['PCMA G729', null],
  ['PCMA pcma', null],
])('%j is %j', (typed, codecs) => {
  expect(codecsIn(typed)).toEqual(codecs)
})

it('shows what it reads', () => {
  expect(codecsIn(codecText(['opus', 'PCMA']))).toEqual(['opus', 'PCMA'])
  expect(codecText(undefined)).toBe('')
})
