import { describe, expect, test } from 'vitest'
import { type LineFigures, lineVerdict, lostBetween, medianOf } from './line-verdict.ts'

const well: LineFigures = { loopMs: [120, 130, 125], tones: 3, networkMs: 5, lostShare: 0, jitterMs: 3 }

describe('the verdict of a line test', () => {
  test.each<[string, Partial<LineFigures>, string]>([
    ['all is well', {}, 'good'],
    ['no tone came back', { loopMs: [] }, 'nothing'],
    ['one of three tones was lost', { loopMs: [120, 130] }, 'fair'],
    ['most tones were lost', { loopMs: [120] }, 'poor'],
    ['half a second there and back', { loopMs: [500, 500, 500] }, 'fair'],
    ['a second there and back', { loopMs: [900, 1000, 1100] }, 'poor'],
    ['one late tone is no late line', { loopMs: [120, 1100, 130] }, 'good'],
    ['2 % lost', { lostShare: 0.02 }, 'fair'],
    ['6 % lost', { lostShare: 0.06 }, 'poor'],
    ['jitter of 40 ms', { jitterMs: 40 }, 'fair'],
    ['jitter of 90 ms', { jitterMs: 90 }, 'poor'],
    ['jitter not known', { jitterMs: null }, 'good'],
  ])('%s', (_name, found, verdict) => {
    expect(lineVerdict({ ...well, ...found })).toBe(verdict)
  })

  test('loss is counted between two looks', () => {
    const at = (received: number, lost: number) => ({ roundTripMs: null, sent: 0, received, lost, jitterMs: null })
    expect(lostBetween(at(100, 10), at(190, 20))).toBe(0.1)
    expect(lostBetween(at(100, 10), at(100, 10))).toBe(0)
  })

  test('the median of none is not known', () => expect([medianOf([]), medianOf([3, 1, 2])]).toEqual([null, 2]))
})
