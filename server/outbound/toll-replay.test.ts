// 1,000 calls of thieves, by what is known of such attacks: premium and shared-revenue numbers, at night, a call or more a
// second, held as long as they will be; with a working day of everybody else's calls before, during and after it. The
// installation is at its weakest: everything may be called, all guards are as they come.
import { afterEach, describe, expect, it } from 'vitest'
import { cap, START, TollWorld } from '../../tests/harness/toll-world.ts'
import { Random } from '../../tests/simulation/random.ts'
import { NO_TOLL_GUARD } from './toll-price.ts'

/** Satellites, international premium and shared-cost services, islands and countries of high termination fees. */
const THEIRS = ['+88216', '+88198', '+97910', '+252615', '+2476', '+67771', '+3711', '+53211', '+960770', '+1876555']
const MINUTE = 60
const ATTACK = 1000
const COMES_AS = { ...NO_TOLL_GUARD, night: { hours: 'work', classes: [] as never[] } }

let world: TollWorld
afterEach(() => world.close())

type Loss = { through: number; money: number; lastAt: number }

/** Each rings 2 s, is answered, and goes on for ten minutes unless it is ended; one begins every `everyMs`. */
function attack(accounts: readonly (string | null)[], everyMs: number): Loss {
  const random = new Random(7)
  const begun = world.now
  const live: { leg: string; endsAt: number }[] = []
  let through = 0
  let lastAt = 0
  for (let at = 0; at < ATTACK; at++) {
    const number = random.pick(THEIRS) + String(random.between(1000, 10_000))
    const asked = world.dial(number, accounts[at % accounts.length] ?? null)
    if ('leg' in asked) {
      through += 1
      lastAt = world.now - begun
      world.answer(asked.leg)
      live.push({ leg: asked.leg, endsAt: world.now + 10 * MINUTE * 1000 })
    }
    world.now += everyMs
    while (live[0] && live[0].endsAt <= world.now) world.hangUp(live.shift()?.leg ?? '')
    world.guard.look()
  }
  for (const { leg, endsAt } of live) {
    world.now = Math.max(world.now, endsAt)
    world.hangUp(leg)
  }
  const all = { classes: [], agents: null, lineId: null }
  const { cost } = world.guard.calls.spent(all, begun, world.now, NO_TOLL_GUARD.prices)
  return { through, money: cost / 10_000, lastAt }
}

/** Forty agents in their hours: mobiles, other towns, services; now and then one of them calls a customer abroad. How many were refused. */
function workingDay(calls: number): number {
  const random = new Random(11)
  let refused = 0
  for (let at = 0; at < calls; at++) {
    const agent = `n${at % 40}`
    const abroad = at % 125 === 60
    const number = abroad
      ? `+8522${String(random.between(1_000_000, 10_000_000))}`
      : (['13800138', '01065529', '95'][at % 3] ?? '') + String(random.between(100, 1000))
    if (world.talk(number, abroad ? random.between(120, 600) : random.between(20, 110), agent) !== 'called')
      refused += 1
  }
  return refused
}
const morning = (date: string): void => {
  world.now = Date.parse(`${date}T09:00:00+08:00`)
}

describe('1,000 calls of thieves (O9, O12, O14, O15)', () => {
  it.each([
    ['one stolen account, a call in 60 ms', ['thief'], 60, { through: 3, money: 240, lastAt: 120 }],
    ['one stolen account, a call in 5 s', ['thief'], 5000, { through: 6, money: 480, lastAt: 3_615_000 }],
    [
      'twelve stolen accounts',
      Array.from({ length: 12 }, (_, at) => `thief${at}`),
      60,
      { through: 20, money: 1600, lastAt: 1140 },
    ],
    ['no account: a flow that can be made to dial', [null], 60, { through: 20, money: 1600, lastAt: 1140 }],
  ] as const)('%s', (_how, accounts, everyMs, expected) => {
    world = new TollWorld({ ...COMES_AS, night: null }, { agentCap: 3, siteCap: 20 })
    morning('2026-11-19')
    expect(workingDay(400), 'the day before').toBe(0)
    world.now = START
    const loss = attack(accounts, everyMs)
    expect(loss).toEqual(expected)
    expect(world.told.length, 'administrators are told').toBeGreaterThan(0)
    morning('2026-11-20')
    expect(workingDay(400), 'the day after').toBe(0)
  })

  it('with calls ended at a money cap of 100 a person, that is all a stolen account can cost in a day', () => {
    const purse = cap({ scope: 'person', money: 1_000_000 })
    world = new TollWorld({ ...COMES_AS, night: null, endsRunning: true, caps: [purse] }, { agentCap: 3, siteCap: 20 })
    const loss = attack(['thief'], 5000)
    expect(loss).toEqual({ through: 3, money: 96, lastAt: 10_000 })
    expect(world.ended).toHaveLength(3)
  })

  it('with nobody to call at night, not one gets through, and the calls of the night shift at home do', () => {
    world = new TollWorld({
      ...COMES_AS,
      night: { hours: 'work', classes: ['local', 'national', 'mobile', 'service'] },
    })
    world.now = START
    expect(attack(['thief'], 60)).toEqual({ through: 0, money: 0, lastAt: 0 })
    expect([world.talk('13800138000', 60, 'night1'), world.talk('120', 60, 'thief')]).toEqual(['called', 'called'])
  })
})
