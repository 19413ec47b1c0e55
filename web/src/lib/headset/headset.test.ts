// The tables of SPEC.md; descriptors as browsers give them for a headset with a bit for each key (hook absolute, mute by
// press), for one that names its keys in an array, and for one with the keys in a nested collection.
import { describe, expect, it } from 'vitest'
import type { BarKind } from '#lib/seat/bar-state.ts'
import { type HeadsetAct, type HeadsetState, lightsFor, restingHeadset, stepHeadset } from './headset.ts'
import { type Collection, isAbsolute, type Key, keysIn, layoutOf, lightReports } from './report.ts'

const bit = { reportSize: 1, reportCount: 1, logicalMinimum: 0 }
const BITS: Collection[] = [
  { usagePage: 0x0c, inputReports: [{ reportId: 1, items: [{ ...bit, usages: [0x0c00e9] }] }] },
  {
    usagePage: 0x0b,
    inputReports: [
      {
        reportId: 2,
        items: [
          { ...bit, isAbsolute: true, usages: [0x0b0020] },
          { ...bit, usages: [0x0b002f] },
          { ...bit, reportCount: 2, isRange: true, usageMinimum: 0x0b0020 },
          { reportSize: 1, reportCount: 4, usages: [] },
        ],
      },
    ],
    outputReports: [
      {
        reportId: 2,
        items: [
          { ...bit, reportCount: 3, usages: [0x080009, 0x080017, 0x080018] },
          { reportSize: 5, reportCount: 1 },
        ],
      },
    ],
  },
]
const ARRAY: Collection[] = [
  {
    usagePage: 0x0b,
    children: [
      {
        usagePage: 0x0b,
        inputReports: [
          {
            reportId: 0,
            items: [
              { reportSize: 8, reportCount: 1, usages: [] },
              {
                reportSize: 4,
                reportCount: 2,
                isArray: true,
                logicalMinimum: 1,
                usages: [0x0b0020, 0x0b002f, 0x0b0026],
              },
            ],
          },
        ],
      },
    ],
  },
]
const view = (...bytes: number[]): DataView => new DataView(Uint8Array.from(bytes).buffer)
const layout = (collections: Collection[]) => {
  const found = layoutOf(collections)
  if (!found) throw new Error('no layout')
  return found
}

describe('reports', () => {
  it('are read by bit, each report for its own keys', () => {
    expect(keysIn(layout(BITS), 2, view(0b0001))).toMatchObject({ hook: true, mute: false, flash: false })
    expect(keysIn(layout(BITS), 2, view(0b1010))).toMatchObject({ hook: false, mute: true, flash: true })
    expect(keysIn(layout(BITS), 1, view(0xff))).toEqual({})
    expect(isAbsolute(layout(BITS), 'hook')).toBe(true)
    expect(isAbsolute(layout(BITS), 'mute')).toBe(false)
  })

  it('are read by the value of an array, in a nested collection, across a report that is too short', () => {
    expect(keysIn(layout(ARRAY), 0, view(0xff, 0x01))).toEqual({ hook: true, mute: false, drop: false })
    expect(keysIn(layout(ARRAY), 0, view(0x00, 0x32))).toEqual({ hook: false, mute: true, drop: true })
    expect(keysIn(layout(ARRAY), 0, view(0xff))).toEqual({ hook: false, mute: false, drop: false })
  })

  it('of a keyboard are not a headset’s', () => {
    expect(
      layoutOf([{ usagePage: 1, inputReports: [{ reportId: 1, items: [{ ...bit, usages: [0x070004] }] }] }]),
    ).toBeNull()
  })

  it('of the lights have the bytes that the descriptor says', () => {
    const on = { mute: true, offHook: false, ring: true, hold: true }
    expect(lightReports(layout(BITS), on)).toEqual([{ reportId: 2, bytes: Uint8Array.of(0b101) }])
    expect(lightReports(layout(ARRAY), on)).toEqual([])
  })
})

const POSITION = { hook: true, flash: false, drop: false, mute: false }
const PRESS = { hook: false, flash: false, drop: false, mute: false }
type Case = [string, Partial<HeadsetState>, Partial<Record<Key, boolean>>, BarKind, HeadsetAct[]]

describe('keys', () => {
  it.each<Case>([
    ['H1 lifted while it rings', {}, { hook: true }, 'ringing', ['answer']],
    ['H1 put down while it rings', { hook: true }, { hook: false }, 'ringing', []],
    ['H2 put down in the talk', { hook: true }, { hook: false }, 'talking', ['end']],
    ['H2 put down on hold', { hook: true }, { hook: false }, 'holding', ['end']],
    ['H3 lifted by our own light in the talk', {}, { hook: true }, 'talking', []],
    ['H3 put down by our own light after the call', { hook: true }, { hook: false }, 'wrap-up', []],
    ['H5 mute pressed in the talk', {}, { mute: true }, 'talking', ['mute']],
    ['H5 mute let go', { mute: true }, { mute: false }, 'talking', []],
    ['H5 mute pressed without a call', {}, { mute: true }, 'idle', []],
    ['H6 drop while it rings', {}, { drop: true }, 'ringing', ['end']],
    ['H6 drop in the talk', {}, { drop: true }, 'talking', ['end']],
    ['H6 drop without a call', {}, { drop: true }, 'idle', []],
    ['H7 flash in the talk', {}, { flash: true }, 'talking', ['hold']],
    ['H7 flash on hold', {}, { flash: true }, 'holding', ['hold']],
    ['H8 the same report again', { mute: true }, { mute: true }, 'talking', []],
  ])('%s', (_, before, reported, kind, acts) => {
    const state = { ...restingHeadset, ...before }
    expect(stepHeadset(state, reported, { kind, muted: false }, POSITION)[1]).toEqual(acts)
  })

  it.each<Case>([
    ['H4 a press while it rings', {}, { hook: true }, 'ringing', ['answer']],
    ['H4 its end does nothing', { hook: true }, { hook: false }, 'talking', []],
    ['H4 a press in the talk', {}, { hook: true }, 'talking', ['end']],
  ])('%s', (_, before, reported, kind, acts) => {
    const state = { ...restingHeadset, ...before }
    expect(stepHeadset(state, reported, { kind, muted: false }, PRESS)[1]).toEqual(acts)
  })

  it('H5 a mute switch with a position is followed, not turned', () => {
    const position = { ...POSITION, mute: true }
    const step = (before: boolean, after: boolean, muted: boolean) =>
      stepHeadset({ ...restingHeadset, mute: before }, { mute: after }, { kind: 'talking', muted }, position)[1]
    expect(step(false, true, false)).toEqual(['mute'])
    expect(step(false, true, true)).toEqual([])
    expect(step(true, false, true)).toEqual(['mute'])
  })

  it('H9 lights follow the seat', () => {
    expect(lightsFor({ kind: 'ringing', muted: false })).toEqual({
      ring: true,
      offHook: false,
      mute: false,
      hold: false,
    })
    expect(lightsFor({ kind: 'talking', muted: true })).toEqual({ ring: false, offHook: true, mute: true, hold: false })
    expect(lightsFor({ kind: 'holding', muted: false })).toMatchObject({ offHook: true, hold: true })
    expect(lightsFor({ kind: 'idle', muted: true })).toMatchObject({ mute: false })
  })
})
