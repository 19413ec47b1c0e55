import { describe, expect, test } from 'vitest'
import { A_TO_LINEAR } from '../codec/g711.ts'
import { LevelControl } from './level-control.ts'
import { Limiter } from './limiter.ts'
import type { MediaLeg } from './media-leg.ts'
import { planRoom } from './room-plan.ts'
import { FakePort, floorWith, head, level, middle } from './test-floor.ts'

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 80 + Math.abs(wanted) / 16

/** Every leg says its level for a while; what the middle of each one's last frame is. */
function heardBy(members: Parameters<typeof planRoom>[0], levels: Record<string, number>): Record<string, number> {
  const ports = Object.fromEntries(members.map(({ legId }) => [legId, new FakePort()]))
  const { floor, legs } = floorWith(ports)
  floor.setRoom('r', [...members])
  for (let n = 0; n < 8; n++) {
    for (const [legId, value] of Object.entries(levels)) legs[legId]!.receive(level(value), 0, 160, head(n))
    floor.tick(n)
  }
  return Object.fromEntries(Object.entries(ports).map(([legId, port]) => [legId, middle(port)]))
}

describe('R10 who hears whom, and how loud', () => {
  const levels = { customer: 1000, agent: 2000, coach: 4000 }
  test.each([
    [
      'monitor: the coach hears both and is not heard',
      [
        ['customer', 'agent'],
        ['agent', 'customer'],
        ['coach', 'customer', 'agent'],
      ],
      { customer: 2000, agent: 1000, coach: 3000 },
    ],
    [
      'whisper: only the agent hears the coach',
      [
        ['customer', 'agent'],
        ['agent', 'customer', 'coach'],
        ['coach', 'customer', 'agent'],
      ],
      { customer: 2000, agent: 5000, coach: 3000 },
    ],
    [
      'barge: all hear all',
      [
        ['customer', 'agent', 'coach'],
        ['agent', 'customer', 'coach'],
        ['coach', 'customer', 'agent'],
      ],
      { customer: 6000, agent: 5000, coach: 3000 },
    ],
    [
      'take-over: coach and customer, the agent listens',
      [
        ['customer', 'coach'],
        ['agent', 'customer', 'coach'],
        ['coach', 'customer'],
      ],
      { customer: 4000, agent: 5000, coach: 1000 },
    ],
  ])('%s', (_name, rows, expected) => {
    const members = rows.map(([legId, ...hears]) => ({ legId: legId!, hears }))
    const heard = heardBy(members, levels)
    for (const [legId, value] of Object.entries(expected))
      expect([legId, near(heard[legId]!, value)]).toEqual([legId, true])
  })

  test.each([
    [0, 2000],
    [-6, 1000],
    [-40, 20],
    [6, 4000],
  ])('a source at %i dB', (db, wanted) => {
    const members = [
      { legId: 'a', hears: ['b'], gains: [{ legId: 'b', db }] },
      { legId: 'b', hears: ['a'] },
    ]
    expect(near(heardBy(members, { b: 2000, a: 500 }).a!, wanted)).toBe(true)
    expect(planRoom(members, () => 'packet').get('a')?.kind).toBe(db === 0 ? 'relay' : 'mix')
  })
})

describe('R9 a conference', () => {
  test('32 parties: each hears all others and never itself, whoever is silent', () => {
    const ids = Array.from({ length: 32 }, (_, i) => `p${i}`)
    const members = ids.map((legId) => ({ legId, hears: ids }))
    const heard = heardBy(members, { p3: 1000, p7: 2000, p30: 4000 })
    for (const legId of ids) {
      const own = { p3: 1000, p7: 2000, p30: 4000 }[legId] ?? 0
      expect([legId, near(heard[legId]!, 7000 - own)]).toEqual([legId, true])
    }
  })

  test('R13 who is alone and names itself hears itself, beside another it does not', () => {
    const alone = planRoom([{ legId: 'a', hears: ['a'] }], () => 'packet')
    expect(alone.get('a')).toEqual({ kind: 'relay', source: 'a' })
    const members = [
      { legId: 'a', hears: ['a', 'b'] },
      { legId: 'b', hears: ['b'] },
    ]
    const both = planRoom(members, () => 'packet')
    expect([both.get('a'), both.get('b')]).toEqual([{ kind: 'relay', source: 'b' }, { kind: 'silence' }])
  })

  test('one who only listens hears the whole sum, and one who hears some is summed apart', () => {
    const members = [
      { legId: 'a', hears: ['b', 'c', 'd'] },
      { legId: 'b', hears: ['a', 'c', 'd'] },
      { legId: 'c', hears: ['a', 'b'] },
      { legId: 'd', hears: ['a', 'b', 'c'] },
      { legId: 'ear', hears: ['a', 'b', 'c', 'd'] },
    ]
    const heard = heardBy(members, { a: 1000, b: 2000, c: 3000, d: 500, ear: 9000 })
    expect([near(heard.ear!, 6500), near(heard.a!, 5500), near(heard.c!, 3000), near(heard.d!, 6000)]).toEqual(
      Array(4).fill(true),
    )
  })

  test('a leg that leaves is out of the sum at once', () => {
    const ports = { a: new FakePort(), b: new FakePort(), c: new FakePort(), d: new FakePort() }
    const { floor, legs } = floorWith(ports)
    const all = Object.keys(ports)
    floor.setRoom(
      'r',
      all.map((legId) => ({ legId, hears: all })),
    )
    const say = (n: number): void => {
      for (const leg of Object.values(legs) as MediaLeg[]) leg.receive(level(1000), 0, 160, head(n))
      floor.tick(n)
    }
    for (let n = 0; n < 6; n++) say(n)
    expect(near(middle(ports.a), 3000)).toBe(true)
    floor.close('d')
    say(6)
    expect(near(middle(ports.a), 2000)).toBe(true)
  })
})

describe('R11 the clipping guard', () => {
  const sine = (peak: number, from = 0): Int32Array =>
    Int32Array.from({ length: 160 }, (_, i) => peak * Math.sin((2 * Math.PI * 400 * (from + i)) / 8000))

  test('what is under full scale passes as it is', () => {
    const out = new Int16Array(160)
    new Limiter().apply(sine(29_000), out)
    expect([...out]).toEqual([...Int16Array.from(sine(29_000))])
  })

  test('what is over is turned down, not cut: a tone stays a tone', () => {
    const limiter = new Limiter()
    const out = new Int16Array(160)
    for (let n = 0; n < 10; n++) limiter.apply(sine(90_000, n * 160), out)
    expect(Math.max(...out)).toBeLessThanOrEqual(30_100)
    const like = sine(30_000, 9 * 160)
    expect([...out].every((sample, i) => Math.abs(sample - like[i]!) < 400)).toBe(true)
  })

  test('and comes back by 1 dB a frame', () => {
    const limiter = new Limiter()
    const out = new Int16Array(160)
    limiter.apply(sine(60_000), out)
    const peaks = Array.from({ length: 8 }, () => {
      limiter.apply(sine(10_000), out)
      return Math.max(...out)
    })
    expect(peaks[0]).toBeLessThan(6000)
    expect(peaks.at(-1)).toBeGreaterThan(9900)
  })
})

describe('R12 automatic gain', () => {
  /** Syllables of a tone with pauses, over faint noise. */
  const speak = (peak: number, n: number): Int16Array =>
    Int16Array.from({ length: 160 }, (_, i) => {
      const t = n * 160 + i
      const isOn = n % 20 < 12
      return (isOn ? peak * Math.sin((2 * Math.PI * 300 * t) / 8000) : 0) + ((t * 7919) % 7) - 3
    })

  test.each([
    ['a faint voice, -29 dBm0, is brought up', 800, 7.9, 9.1],
    ['a loud one down', 12_000, -12, -6],
    ['a good one, -20 dBm0, is left', 2260, -0.1, 0.1],
    ['never more than 12 dB', 200, 10, 12.1],
  ])('%s', (_name, peak, from, to) => {
    const control = new LevelControl()
    for (let n = 0; n < 1500; n++) control.apply(speak(peak, n))
    expect(control.gainDb).toBeGreaterThanOrEqual(from)
    expect(control.gainDb).toBeLessThanOrEqual(to)
  })

  test('silence and steady noise move nothing', () => {
    const control = new LevelControl()
    for (let n = 0; n < 500; n++) control.apply(speak(800, n))
    const before = control.gainDb
    for (let n = 0; n < 1500; n++) control.apply(new Int16Array(160))
    expect(control.gainDb).toBe(before)
  })

  test('slow: not more than 3 dB in a second', () => {
    const control = new LevelControl()
    for (let n = 0; n < 50; n++) control.apply(speak(800, n))
    expect(control.gainDb).toBeLessThanOrEqual(3)
  })

  test('by setting, in a room: who is levelled is mixed, not relayed', () => {
    const members = [
      { legId: 'a', hears: ['b'] },
      { legId: 'b', hears: ['a'], automaticGain: true },
    ]
    const plan = planRoom(members, () => 'packet')
    expect([plan.get('a')?.kind, plan.get('b')?.kind]).toEqual(['mix', 'relay'])
    const ports = { a: new FakePort(), b: new FakePort() }
    const { floor, legs } = floorWith(ports)
    floor.setRoom('r', members)
    const peakOf = (bytes: Uint8Array): number => Math.max(...[...bytes].map((code) => Math.abs(A_TO_LINEAR[code]!)))
    for (let n = 0; n < 1000; n++) {
      legs.b!.receive(level(n % 2 ? 300 : -300), 0, 160, head(n))
      floor.tick(n)
    }
    expect(peakOf(ports.a.sent.at(-1)!.bytes)).toBeGreaterThan(900)
  })
})
