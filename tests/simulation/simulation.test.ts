import { describe, expect, it } from 'vitest'
import { CallCentre, type Plan } from './call-centre.ts'
import { storedProblems } from './invariants.ts'

const PLAN: Plan = { agents: 40, calls: 400, durationMs: 360_000, faults: 25, wakeUps: 40 }
/** Without wake-up calls, as it was found. 1945: a command sent between a new gateway's hello and its snapshot kept dead legs alive. */
const PINNED = [1945]
const SEEDS = [
  ...Array.from({ length: 50 }, (_, i) => ({ seed: i + 1, plan: PLAN })),
  ...PINNED.map((seed) => ({ seed, plan: { ...PLAN, wakeUps: 0 } })),
]

describe('simulated days', () => {
  it.each(SEEDS)('seed $seed: 40 agents, 400 calls, crashes, cuts and clock jumps break no invariant', ({
    seed,
    plan,
  }) => {
    const centre = new CallCentre(seed, plan)
    centre.run()
    expect([...new Set(centre.problems), ...storedProblems(centre)]).toEqual([])
    const records = centre.log.batches.flatMap((batch) => batch.records)
    expect(records.length).toBeGreaterThan(300)
    const woken = centre.log.batches.flatMap((batch) => batch.wakeUps).filter(({ result }) => result === 'answered')
    expect(woken.length).toBeGreaterThanOrEqual(plan.wakeUps / 8)
    expect(records.filter((record) => record.outcome === 'answered').length).toBeGreaterThan(50)
  })
})
