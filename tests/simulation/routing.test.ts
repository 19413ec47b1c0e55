import { expect, it } from 'vitest'
import { Random } from './random.ts'
import { runWorlds } from './routing-world.ts'

it('D2 serves nobody before one who ranks higher and shares an eligible agent, in 100,000 decisions', () => {
  const { made, broken } = runWorlds(100_000, false, (seed) => new Random(seed + 1))
  expect(made).toBeGreaterThanOrEqual(100_000)
  expect(broken).toEqual([])
}, 120_000)

it('D1-D5 decides by its index as the rules do when everybody is compared with everybody', () => {
  const { broken } = runWorlds(10_000, true, (seed) => new Random(seed + 50_000))
  expect(broken).toEqual([])
}, 120_000)
