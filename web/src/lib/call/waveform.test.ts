import { describe, expect, it } from 'vitest'
import { barsOf, holds, placeOf, silences, timeAt } from './waveform.ts'

describe('barsOf', () => {
  it('keeps the loudest peak of each bar', () => expect(barsOf([0.1, 0.9, 0.2, 0.3], 2)).toEqual([0.9, 0.3]))
  it('repeats peaks when there are fewer than bars', () => expect(barsOf([0.5, 1], 4)).toEqual([0.5, 0.5, 1, 1]))
  it('stays within 0 and 1', () => expect(barsOf([7, -1], 2)).toEqual([1, 0]))
  it('has nothing to draw of nothing', () => expect([barsOf([], 3), barsOf([1], 0)]).toEqual([[], []]))
})
it('timeAt stays inside the sound', () => {
  expect([timeAt(50, 100, 60), timeAt(-4, 100, 60), timeAt(400, 100, 60), timeAt(5, 0, 60)]).toEqual([30, 0, 60, 0])
})
describe('silences', () => {
  it('needs both channels quiet for long enough', () => {
    const quiet = [0.5, 0, 0, 0, 0.5]
    expect(silences(quiet, [0, 0, 0, 0, 0], 10_000, 5000)).toEqual([{ from: 0.2, to: 0.8 }])
    expect(silences(quiet, [0, 0.4, 0, 0.4, 0], 10_000, 5000)).toEqual([])
  })
  it('counts a quiet end', () => expect(silences([1, 0], [0, 0], 10_000, 5000)).toEqual([{ from: 0.5, to: 1 }]))
})
describe('holds', () => {
  it('pairs hold with resume', () => {
    const events = [
      { at: 2000, type: 'call.hold' },
      { at: 4000, type: 'call.resume' },
    ]
    expect(holds(events, { startedAt: 1000, durationMs: 10_000, gaps: [] })).toEqual([{ from: 0.1, to: 0.3 }])
  })
  it('an open hold lasts to the end', () => {
    expect(holds([{ at: 6000, type: 'call.hold' }], { startedAt: 1000, durationMs: 10_000, gaps: [] })).toEqual([
      { from: 0.5, to: 1 },
    ])
  })
})
describe('placeOf', () => {
  const gaps = [
    { atMs: 1000, ms: 3000, kind: 'pause' as const },
    { atMs: 1500, ms: 800, kind: 'mask' as const },
    { atMs: 2000, ms: 500, kind: 'pause' as const },
  ]
  it('leaves paused time out, wherever in or behind it the moment lies', () => {
    expect([0, 1000, 2500, 4000, 4700, 5000, 5300, 6000].map((at) => placeOf(at, gaps))).toEqual([
      0, 1000, 1000, 1000, 1700, 2000, 2000, 2500,
    ])
  })
})
