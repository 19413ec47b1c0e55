import { beforeAll, describe, expect, it } from 'vitest'
import { judge, type Told, WaitDay } from './wait-day.ts'

const SEEDS = [1, 2, 3, 4, 5, 8, 14, 20]

describe('estimated waits on simulated days', () => {
  const days = new Map<number, Told[]>()
  beforeAll(() => {
    for (const seed of SEEDS) {
      const day = new WaitDay(seed)
      day.run()
      days.set(seed, day.told)
    }
  }, 60_000)

  it.each(
    SEEDS,
  )('W9 on day %i what callers are told on entering holds 80 ± 5 times in 100, and says something', (seed) => {
    const { held, waitMs, widthMs, errorMs } = judge((days.get(seed) ?? []).filter(({ isFirst }) => isFirst))
    expect(Math.abs(held - 0.8)).toBeLessThanOrEqual(0.05)
    // Not by being wide: a band from nothing to for ever always holds.
    expect(widthMs).toBeLessThan(1.6 * waitMs)
    expect(errorMs).toBeLessThan(0.4 * waitMs)
  })

  it.each([1, 2, 3, 4, 5])('W9 to a caller of rank %i what is told holds as often, over all days', (rank) => {
    const told = [...days.values()].flat().filter(({ isFirst, estimate }) => isFirst && estimate.position === rank)
    const { held, waitMs, widthMs } = judge(told)
    expect(Math.abs(held - 0.8)).toBeLessThanOrEqual(0.05)
    expect(widthMs).toBeLessThan(2 * waitMs)
  })

  it('W9 what they are told again while they wait holds as often over all days', () => {
    const { held } = judge([...days.values()].flat().filter(({ isFirst }) => !isFirst))
    expect(Math.abs(held - 0.8)).toBeLessThanOrEqual(0.05)
  })
})
