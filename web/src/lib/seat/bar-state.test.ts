import { describe, expect, it } from 'vitest'
import { barButtons, barKind, holdWarning } from './bar-state.ts'

const agent = { presence: 'available', activity: 'idle', reachable: true, awayUntil: null } as const

describe('barKind', () => {
  it('B1 nobody, or signed out', () => {
    expect(barKind(null, false)).toBe('signed-out')
    expect(barKind({ ...agent, presence: 'signed-out', reachable: false }, false)).toBe('signed-out')
  })
  it.each(['talking', 'holding', 'dialing'] as const)('B2 %s without sound is recovering', (activity) => {
    expect(barKind({ ...agent, activity }, false)).toBe('recovering')
    expect(barKind({ ...agent, activity, reachable: false }, true)).toBe('recovering')
    expect(barKind({ ...agent, activity, awayUntil: 5 }, true)).toBe('recovering')
  })
  it.each([
    'reserved',
    'ringing',
    'dialing',
    'talking',
    'holding',
    'wrap-up',
  ] as const)('B3 %s is shown as it is', (activity) => {
    expect(barKind({ ...agent, activity }, true)).toBe(activity)
    expect(barKind({ ...agent, activity, presence: 'not-ready' }, true)).toBe(activity)
  })
  it('B6 who is not joined with the customer yet is connecting, and can only hang up', () => {
    expect(barKind({ ...agent, activity: 'talking' }, true, true)).toBe('connecting')
    expect(barKind({ ...agent, activity: 'talking' }, false, true)).toBe('recovering')
    expect(barKind({ ...agent, activity: 'wrap-up' }, true, true)).toBe('wrap-up')
    expect(barButtons('connecting')).toEqual(['hang-up'])
  })
  it('B4 available but not reachable is away', () =>
    expect(barKind({ ...agent, reachable: false }, false)).toBe('away'))
  it('B5 idle shows presence', () => {
    expect(barKind(agent, true)).toBe('idle')
    expect(barKind({ ...agent, presence: 'not-ready' }, true)).toBe('not-ready')
  })
})

describe('barButtons', () => {
  it('never puts Answer and Hang up together', () => {
    for (const kind of ['ringing', 'talking', 'holding', 'dialing', 'recovering'] as const) {
      const buttons = barButtons(kind)
      expect(buttons.includes('answer') && buttons.includes('hang-up')).toBe(false)
    }
  })
  it('puts the button that ends the leg last', () => {
    expect(barButtons('ringing').at(-1)).toBe('decline')
    expect(barButtons('talking').at(-1)).toBe('hang-up')
  })
})

it('a hold is marked after one minute and a fault after two', () => {
  expect([59_999, 60_000, 120_000].map(holdWarning)).toEqual(['none', 'mark', 'fault'])
})
