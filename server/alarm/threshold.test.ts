import { describe, expect, it } from 'vitest'
import { walkTable } from '../../tests/harness/state-table.ts'
import { type Measure, QUIET, type Shape, stepThreshold, type Threshold } from './threshold.ts'

const above: Shape = { bad: 'above', back: (limit) => limit * 0.8, riseMs: 3000, fallMs: 10_000 }
const below: Shape = { bad: 'below', back: (limit) => limit + 0.2, riseMs: 0, fallMs: 0 }
const at = (value: number | null, limit: number | null = 10): Measure => ({ value, limit })

/** Each second one value; what was said, with its second. */
function run(values: (number | null)[], shape = above, limit: number | null = 10): string[] {
  let threshold: Threshold = QUIET
  const said: string[] = []
  for (const [second, value] of values.entries()) {
    const [next, effect] = stepThreshold(threshold, at(value, limit), shape, second * 1000)
    threshold = next
    if (effect) said.push(`${effect} ${second}`)
  }
  return said
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

describe('a threshold', () => {
  it('T1-T7 does in every state with every value what the table says', () => {
    walkTable({
      step: (threshold: Threshold, measure: Measure, now): [Threshold, { type: string }[]] => {
        const [next, effect] = stepThreshold(threshold, measure, above, now)
        return [next, effect ? [{ type: effect }] : []]
      },
      states: {
        quiet: QUIET,
        rising: { state: 'rising', since: 99_000 },
        risen: { state: 'rising', since: 97_000 },
        raised: { state: 'raised', since: 50_000 },
        falling: { state: 'falling', since: 50_000, within: 95_000 },
        fallen: { state: 'falling', since: 50_000, within: 90_000 },
      },
      inputs: { beyond: at(11), limit: at(10), edge: at(8.1), within: at(8), nothing: at(null), off: at(11, null) },
      nameOf: (threshold) => threshold.state,
      rows: `
        beyond limit  edge   within  nothing off
        quiet   rising -      -      -       -       -
        rising  same   quiet  quiet  quiet   quiet   quiet
        risen   raised quiet  quiet  quiet   quiet   quiet
        raised  -      -      -      falling quiet   quiet
        falling raised raised raised same    quiet   quiet
        fallen  raised raised raised quiet   quiet   quiet
      `,
    })
  })

  it('T1 raises a value that stays beyond, once, and not one that does not', () => {
    expect(run([11, 11, 11, 11, 11, 11])).toEqual(['raise 3'])
    expect(run([11, 11, 9, 11, 11, 11, 10, 11])).toEqual([])
  })

  it('T2 begins when the limit was passed', () => {
    const [rising] = stepThreshold(QUIET, at(11), above, 5000)
    expect(stepThreshold(rising, at(12), above, 8000)).toEqual([{ state: 'raised', since: 5000 }, 'raise'])
  })

  it('T3, T4 does not flap at the edge: a minute of ups and downs is one alarm', () => {
    const flapping = Array.from({ length: 60 }, (_, second) => (second % 2 === 0 ? 11 : 7))
    expect(run([...times(5, 11), ...flapping])).toEqual(['raise 3'])
    expect(run([...times(5, 11), ...times(60, 9)]), 'between the edge and the limit').toEqual(['raise 3'])
    expect(run([...times(5, 11), ...times(12, 7)])).toEqual(['raise 3', 'clear 15'])
  })

  it('T5, T6 clears at once when there is nothing to measure or no limit', () => {
    expect(run([...times(5, 11), null])).toEqual(['raise 3', 'clear 5'])
    const raised: Threshold = { state: 'raised', since: 0 }
    expect(stepThreshold(raised, at(11, null), above, 1000)).toEqual([QUIET, 'clear'])
    expect(stepThreshold(raised, at(11, 20), above, 1000)[0], 'a higher limit').toMatchObject({ state: 'falling' })
  })

  it('T7 takes the limit itself for good; below is bad where that is said', () => {
    expect(run([3, 2.9, 3.1, 3.2], below, 3)).toEqual(['raise 1', 'clear 3'])
    expect(run(times(9, 10))).toEqual([])
  })
})
