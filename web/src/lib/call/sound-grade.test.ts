import { describe, expect, test } from 'vitest'
import { barsOf, gradeOf, soundNow } from './sound-grade.ts'

describe('how it sounds', () => {
  test.each([
    [4.4, 'good', 4],
    [4, 'good', 4],
    [3.99, 'fair', 3],
    [3.6, 'fair', 3],
    [3.4, 'fair', 2],
    [3.39, 'poor', 2],
    [2.99, 'poor', 1],
    [1, 'poor', 1],
  ] as const)('MOS %d is %s, %d bars', (mos, grade, bars) => {
    expect([gradeOf(mos), barsOf(mos)]).toEqual([grade, bars])
  })

  test('a report that is late says nothing of now', () => {
    const side = { mos: 4, lostShare: 0, jitterMs: 1, at: 1000 }
    expect([soundNow(side, 13_000), soundNow(side, 13_001), soundNow(null, 0)]).toEqual([side, null, null])
  })
})
