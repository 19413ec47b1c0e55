import { describe, expect, test } from 'vitest'
import { meanOpinionScore } from './voice-quality.ts'

/** R to MOS of G.107 annex B, from its table of R values. */
const MOS_OF_R: [number, number][] = [
  [93.2, 4.41],
  [90, 4.34],
  [80, 4.03],
  [70, 3.6],
  [60, 3.1],
  [50, 2.58],
]

describe('MOS by the E-model', () => {
  test.each([
    ['PCMA', 0, 4.41],
    ['PCMU', 0.01, 4.33],
    ['PCMA', 0.05, 3.92],
    ['G722', 0.05, 3.92],
    ['opus', 0, 4.37],
  ] as const)('%s at a loss of %f: %f', (codec, loss, mos) => {
    expect(Math.abs(meanOpinionScore(codec, loss, 0) - mos)).toBeLessThanOrEqual(0.05)
  })

  test.each(MOS_OF_R)('R %f is %f', (r, mos) => {
    // G.711 reaches an R by loss alone: 93.2 - 95·p/(p+25.1).
    const lost = 93.2 - r
    const percent = (lost * 25.1) / (95 - lost)
    expect(Math.abs(meanOpinionScore('PCMA', percent / 100, 0) - mos)).toBeLessThanOrEqual(0.05)
  })

  test('delay counts a little, and more from 177 ms on', () => {
    expect(meanOpinionScore('PCMA', 0, 100)).toBeCloseTo(meanOpinionScore('PCMA', 0, 0), 0)
    expect(meanOpinionScore('PCMA', 0, 400)).toBeLessThan(3.7)
  })

  test('from 4 % on Opus with FEC is the better choice, without loss it is not', () => {
    expect(meanOpinionScore('opus', 0.04, 0)).toBeGreaterThan(meanOpinionScore('PCMA', 0.04, 0))
    expect(meanOpinionScore('opus', 0, 0)).toBeLessThan(meanOpinionScore('PCMA', 0, 0))
  })

  test('never under 1, whatever comes', () => {
    expect(meanOpinionScore('PCMA', 1, 5000)).toBe(1)
    expect(meanOpinionScore('opus', 7, 0)).toBeGreaterThanOrEqual(1)
  })
})
