import { describe, expect, it } from 'vitest'
import { holder, type LeaseInput, type Leases, SILENT_MS, stepLeases } from './editing.ts'

const here = (tab: string, takeOver = false): LeaseInput => ({
  type: 'here',
  flow: 'f',
  tab,
  name: `by ${tab}`,
  takeOver,
})
const left = (tab: string): LeaseInput => ({ type: 'left', flow: 'f', tab })
const after = (inputs: readonly [LeaseInput, number][]): Leases =>
  inputs.reduce<Leases>((leases, [input, now]) => stepLeases(leases, input, now), {})
const tabAt = (now: number, ...inputs: [LeaseInput, number][]) => holder(after(inputs), 'f', now)?.tab ?? null

describe('who draws a flow', () => {
  it.each<[string, [LeaseInput, number][], number, string | null]>([
    [
      'E1 who comes first has it',
      [
        [here('a'), 0],
        [here('b'), 10],
      ],
      10,
      'a',
    ],
    [
      'E2 whoever tells that it is there keeps it',
      [
        [here('a'), 0],
        [here('a'), 30_000],
        [here('b'), 60_000],
      ],
      60_000,
      'a',
    ],
    [
      'E3 who has not told for long has it no more',
      [
        [here('a'), 0],
        [here('b'), SILENT_MS + 1],
      ],
      SILENT_MS + 1,
      'b',
    ],
    ['E3 and nobody has it when nobody comes', [[here('a'), 0]], SILENT_MS + 1, null],
    [
      'E4 who takes over has it',
      [
        [here('a'), 0],
        [here('b', true), 10],
        [here('a'), 20],
      ],
      20,
      'b',
    ],
    [
      'E5 who leaves frees it',
      [
        [here('a'), 0],
        [left('a'), 10],
      ],
      10,
      null,
    ],
    [
      'E5 but not for another',
      [
        [here('a'), 0],
        [left('b'), 10],
      ],
      10,
      'a',
    ],
    [
      'E5 nor for who took over',
      [
        [here('a'), 0],
        [here('b', true), 5],
        [left('a'), 10],
      ],
      10,
      'b',
    ],
  ])('%s', (_, inputs, now, tab) => {
    expect(tabAt(now, ...inputs)).toBe(tab)
  })

  it('E2 since when it is drawn does not move with each telling', () => {
    expect(
      holder(
        after([
          [here('a'), 5],
          [here('a'), 9],
        ]),
        'f',
        9,
      ),
    ).toEqual({ tab: 'a', name: 'by a', since: 5, seenAt: 9 })
  })

  it('a flow named as every object is has nobody', () => {
    expect(holder({}, 'constructor', 0)).toBeNull()
  })
})
