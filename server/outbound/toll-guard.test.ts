import { afterEach, describe, expect, it } from 'vitest'
import type { TollGuardSetting } from '#protocol/toll-guard'
import { cap, OPEN, START, TollWorld } from '../../tests/harness/toll-world.ts'
import { limitsOn } from './toll-limits.ts'
import { billOf } from './toll-price.ts'

const ABROAD = '+14155552671'
const HOME = '13800138000'
let world: TollWorld
afterEach(() => world?.close())
const open = (
  more: Partial<TollGuardSetting>,
  ...outbound: ConstructorParameters<typeof TollWorld>[1][]
): TollWorld => {
  world = new TollWorld({ ...OPEN, ...more }, ...outbound)
  return world
}

describe('what a call costs (O11)', () => {
  it.each([
    [60, 0, 0, 0],
    [60, 1, 60_000, 6000],
    [60, 60_000, 60_000, 6000],
    [60, 60_001, 120_000, 12_000],
    [6, 1, 6000, 600],
    [6, 60_001, 66_000, 6600],
    [1, 1001, 2000, 200],
  ] as const)('by %i s: %i ms are paid as %i ms, %i', (roundS, ms, paidMs, cost) => {
    expect(billOf({ perMinute: 6000, roundS }, ms)).toEqual({ paidMs, cost })
  })
})

describe('limits (O9, O12, O13)', () => {
  const teams = [{ id: 't1', name: 'T', members: ['a1', 'a2'] }]
  const on = (more: Parameters<typeof cap>[0], agentId: string | null, lineId: string | null = null) =>
    limitsOn({ agentCap: 3, siteCap: 20, caps: [cap(more)] }, teams, { kind: 'special', agentId, lineId }, START)
      .filter(({ guard }) => guard !== 'calls')
      .map(({ subject, agents, lineId: line }) => [subject, agents, line])

  it.each([
    ['site', {}, 'a1', null, [['site', null, null]]],
    ['person', {}, 'a1', null, [['a1', ['a1'], null]]],
    ['person', { of: ['a2'] }, 'a1', null, []],
    ['person', {}, null, null, []],
    ['team', {}, 'a1', null, [['t1', ['a1', 'a2'], null]]],
    ['team', {}, 'a9', null, []],
    ['team', { of: ['t2'] }, 'a1', null, []],
    ['line', {}, 'a1', null, []],
    ['line', {}, 'a1', 'l1', [['l1', null, 'l1']]],
    ['line', { of: ['l2'] }, 'a1', 'l1', []],
    ['site', { classes: ['mobile' as const] }, 'a1', null, []],
    ['site', { classes: [] }, 'a1', null, [['site', null, null]]],
  ] as const)('a cap of each %s %j, for %s by %s: %j', (scope, more, agentId, lineId, expected) => {
    expect(on({ scope, minutes: 1, ...(more as object) }, agentId, lineId)).toEqual(expected)
  })
})

describe('calls an hour (O9)', () => {
  it('three of an agent, five of the site, then an alarm; other classes are not hindered', () => {
    open({}, { agentCap: 3, siteCap: 5 })
    const dials = (agentId: string | null, number = ABROAD) => world.talk(number, 1, agentId)
    expect([1, 2, 3, 4].map(() => dials('a1'))).toEqual(['called', 'called', 'called', 'toll-cap'])
    expect([...world.alarms]).toEqual(['toll-cap a1'])
    expect(dials('a1', HOME)).toBe('called')
    expect([1, 2, 3].map(() => dials('a2'))).toEqual(['called', 'called', 'toll-cap'])
    expect(dials(null)).toBe('toll-cap')
    expect([...world.alarms].sort()).toEqual(['toll-cap a1', 'toll-cap site'])
    expect(world.told).toEqual(['a1', 'site'])
    world.now += 3_600_001
    world.guard.look()
    expect([...world.alarms]).toEqual([])
    expect(dials('a1')).toBe('called')
  })
})

describe('caps (O12)', () => {
  it.each([
    ['minutes, a minute at a time', { minutes: 3 }, 60, ['called', 'called', 'called', 'toll-cap']],
    ['minutes, as they are paid', { minutes: 3 }, 61, ['called', 'called', 'toll-cap']],
    ['money', { money: 160_000 }, 60, ['called', 'called', 'toll-cap']],
    ['money that one minute would pass', { money: 79_999 }, 60, ['toll-cap']],
    ['whichever comes first', { minutes: 100, money: 80_000 }, 60, ['called', 'toll-cap']],
  ])('%s', (_what, amounts, seconds, expected) => {
    open({ caps: [cap(amounts)] })
    expect(expected.map(() => world.talk(ABROAD, seconds))).toEqual(expected)
    expect(world.talk(HOME, 60)).toBe('called')
    expect(world.told).toEqual(['site'])
  })

  it('a person, a team and a line each have their own', () => {
    open({ caps: [cap({ scope: 'person', minutes: 1 })] })
    expect([world.talk(ABROAD, 1), world.talk(ABROAD, 1), world.talk(ABROAD, 1, 'a2')]).toEqual([
      'called',
      'toll-cap',
      'called',
    ])
    world.set({ ...OPEN, caps: [cap({ scope: 'team', minutes: 3 })] })
    expect([world.talk(ABROAD, 1), world.talk(ABROAD, 1, 'a2'), world.talk(ABROAD, 1, 'a9')]).toEqual([
      'called',
      'toll-cap',
      'called',
    ])
    world.set({ ...OPEN, caps: [cap({ scope: 'line', minutes: 1, of: ['l2'] })] })
    const by = (line: string) => world.talk(ABROAD, 1, null, line)
    expect([by('l2'), by('l2'), by('l1')]).toEqual(['called', 'line', 'called'])
  })

  it('calls that ring or go on count: ten at once do not pass a cap of three minutes', () => {
    open({ caps: [cap({ minutes: 3 })] })
    const asked = Array.from({ length: 10 }, () => world.dial(ABROAD))
    expect(asked.filter((one) => 'leg' in one)).toHaveLength(3)
    for (const one of asked) if ('leg' in one) world.hangUp(one.leg)
    expect('leg' in world.dial(ABROAD), 'none was answered').toBe(true)
  })

  it('the day and the month begin anew', () => {
    open({ caps: [cap({ minutes: 1 }), cap({ id: 'm', per: 'month', minutes: 2 })] })
    expect([world.talk(ABROAD, 1), world.talk(ABROAD, 1)]).toEqual(['called', 'toll-cap'])
    world.now += 24 * 3_600_000
    world.guard.look()
    expect(world.standing()).toEqual([])
    expect(world.talk(ABROAD, 1)).toBe('called')
    world.now += 24 * 3_600_000
    expect(world.talk(ABROAD, 1)).toBe('toll-cap')
    world.now = Date.parse('2026-12-01T12:00:00+08:00')
    expect(world.talk(ABROAD, 1)).toBe('called')
  })

  it('a number that another hands over to counts once, as it begins', () => {
    open({}, { agentCap: 1 })
    const allowed = world.guard.permit(ABROAD, 'a1')
    const to = allowed.ok ? allowed.dial : ''
    world.guard.sent({ type: 'leg.transfer', legId: 'in', to, replacesLegId: null })
    expect(world.talk(ABROAD, 1)).toBe('toll-cap')
  })
})

describe('nights, bursts, blocks (O14-O17)', () => {
  it('O14 outside the hours only what may still be called; emergency numbers always', () => {
    open({ night: { hours: 'work', classes: ['mobile'] } })
    expect([world.talk(ABROAD, 1), world.talk('95588', 1), world.talk(HOME, 1), world.talk('120', 1)]).toEqual([
      ...['toll-night', 'toll-night', 'called', 'called'],
    ])
    world.now = Date.parse('2026-11-20T10:00:00+08:00')
    expect(world.talk(ABROAD, 1)).toBe('called')
  })

  it('O15 many calls to one prefix bar it for everybody until somebody lifts it', () => {
    open({ samePrefix: { calls: 3, withinMinutes: 10, digits: 4 } })
    const agents = ['a1', 'a2', 'a3', 'a4']
    expect(agents.map((agent, at) => world.talk(`+88213000${at}`, 60, agent))).toEqual([
      ...['called', 'called', 'called', 'toll-burst'],
    ])
    expect([world.talk('+8821777777', 1), world.talk('+85221234567', 1)]).toEqual(['toll-burst', 'called'])
    world.now += 24 * 3_600_000
    world.guard.look()
    expect(world.standing()).toEqual(['same-prefix prefix +8821'])
    world.lift()
    expect([...world.alarms]).toEqual([])
    expect(world.talk('+8821777777', 1)).toBe('called')
  })

  it('O15 short calls of one person bar that person, as the last of them ends', () => {
    open({ short: { calls: 3, withinMinutes: 10, underS: 15 } })
    for (const number of ['+14155550001', '+34911110002', '+61255550003']) expect(world.talk(number, 5)).toBe('called')
    expect([...world.alarms]).toEqual(['toll-short a1'])
    expect([world.talk(ABROAD, 5), world.talk(HOME, 5), world.talk(ABROAD, 20, 'a2')]).toEqual([
      ...['toll-burst', 'called', 'called'],
    ])
    world.set(OPEN)
    world.guard.look()
    expect(world.standing(), 'switched off').toEqual([])
  })

  it('O16 running calls are ended before they pass a cap, where the setting says so', () => {
    open({ caps: [cap({ minutes: 3 })] })
    const asked = world.dial(ABROAD)
    if (!('leg' in asked)) throw new Error(asked.refused)
    world.answer(asked.leg)
    world.pass(300)
    expect(world.ended).toEqual([])
    world.hangUp(asked.leg)
    world.set({ ...OPEN, endsRunning: true, caps: [cap({ scope: 'person', minutes: 3 })] })
    const other = world.dial(ABROAD, 'a2')
    if (!('leg' in other)) throw new Error(other.refused)
    world.answer(other.leg)
    world.pass(177)
    expect(world.ended).toEqual([])
    world.pass(3)
    expect(world.ended).toEqual([other.leg])
    const whose = { classes: [], agents: ['a2'], lineId: null }
    expect(world.guard.calls.spent(whose, 0, world.now, OPEN.prices).paidMs).toBe(180_000)
    expect(world.standing()).toEqual(['minutes person a2'])
  })

  it('O17 lifted by hand what was spent counts no more; the list says who lifted it', () => {
    open({ caps: [cap({ minutes: 1 })] })
    expect([world.talk(ABROAD, 1), world.talk(ABROAD, 1)]).toEqual(['called', 'toll-cap'])
    world.now += 1
    world.lift()
    expect([world.talk(ABROAD, 1), world.talk(ABROAD, 1)]).toEqual(['called', 'toll-cap'])
    expect(world.guard.blocks.list().map(({ ended }) => ended?.by ?? 'stands')).toEqual(['stands', 'Nora'])
    expect(world.guard.blocks.lift('gone', 'Nora')).toBe(false)
  })

  it('O17 after a restart what is barred is barred and alarmed, and calls that live count on', () => {
    open({ caps: [cap({ minutes: 2 })], samePrefix: { calls: 1, withinMinutes: 10, digits: 4 } })
    const asked = world.dial(ABROAD)
    if (!('leg' in asked)) throw new Error(asked.refused)
    world.answer(asked.leg)
    expect(world.dial(ABROAD)).toEqual({ refused: 'toll-burst' })
    world.restart()
    expect([...world.alarms]).toEqual(['toll-prefix +1415'])
    expect(world.dial(ABROAD)).toEqual({ refused: 'toll-burst' })
    world.pass(61)
    expect(world.dial('+34911110002')).toEqual({ refused: 'toll-cap' })
    world.lose(asked.leg)
    world.pass(1)
    expect(world.guard.calls.open.size, 'its leg is gone').toBe(0)
  })
})

it.each([
  ['internal', []],
  ['local', ['02161234567', '95588']],
  ['national', ['02161234567', '95588', '01065529988', HOME]],
  ['all', ['02161234567', '95588', '01065529988', HOME, ABROAD, '16800123']],
] as const)('O19 class %s calls %j and emergency numbers', (of, expected) => {
  open({}, { homeArea: '021' })
  world.setClass('a1', of)
  const calls = (agentId: string | null) =>
    ['02161234567', '95588', '01065529988', HOME, ABROAD, '16800123'].filter((to) => 'leg' in world.dial(to, agentId))
  expect(calls('a1')).toEqual(expected)
  expect([calls('a2').length, calls(null).length]).toEqual([6, 6])
  expect('leg' in world.dial('119')).toBe(true)
})
