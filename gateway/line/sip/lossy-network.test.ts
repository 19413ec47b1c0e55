// Two drivers over a network that loses 15 % of the datagrams each way: every call connects, none twice.
import { describe, expect, it } from 'vitest'
import type { LineFact } from '../line-driver.ts'
import { Bench, lineConfig, TRUNK, US } from './sip-test-bench.ts'

const CALLS = 60
const LOSS = 0.15
const SEEDS = [1, 2, 3, 20_261_122]

const of = <T extends LineFact['type']>(facts: LineFact[], type: T) =>
  facts.filter((fact): fact is Extract<LineFact, { type: T }> => fact.type === type)

async function run(seed: number) {
  const bench = new Bench(seed)
  const caller = await bench.driver(US, [lineConfig()], seed + 1)
  const callee = await bench.driver(TRUNK, [lineConfig({ host: US.address })], seed + 2)
  bench.network.loss = LOSS
  const answered = new Set<string>()
  for (let second = 0; second < 150; second++) {
    if (second < CALLS) caller.driver.dial({ legId: `out-${second}`, lineId: 'trunk', to: '1000', from: '2000' })
    for (const { legId } of of(callee.facts, 'leg.offered')) {
      if (answered.has(legId)) continue
      answered.add(legId)
      callee.driver.ring(legId)
      callee.driver.answer(legId)
    }
    await bench.clock.advance(500)
  }
  return { bench, caller, callee }
}

describe('two drivers, 15 % loss', () => {
  it.each(SEEDS)('seed %i: 60 of 60 calls connect at both ends, then all end cleanly', async (seed) => {
    const { bench, caller, callee } = await run(seed)
    expect(of(callee.facts, 'leg.offered')).toHaveLength(CALLS)
    expect(of(caller.facts, 'leg.answered')).toHaveLength(CALLS)
    expect(of(callee.facts, 'leg.answered')).toHaveLength(CALLS)
    expect(of(caller.facts, 'leg.ended')).toEqual([])
    expect(of(callee.facts, 'leg.ended')).toEqual([])
    for (let i = 0; i < CALLS; i++) caller.driver.hangUp(`out-${i}`, 'normal')
    await bench.clock.advance(120_000)
    expect(of(caller.facts, 'leg.ended')).toHaveLength(CALLS)
    expect(of(callee.facts, 'leg.ended').map((fact) => fact.cause)).toEqual(Array(CALLS).fill('normal'))
    expect([caller.media.open.size, callee.media.open.size]).toEqual([0, 0])
    expect([...caller.driver.legs(), ...callee.driver.legs()]).toEqual([])
  })
})
