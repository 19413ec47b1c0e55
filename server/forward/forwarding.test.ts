import { describe, expect, it } from 'vitest'
import type { Forwarding, ForwardTarget } from '#protocol/forwarding'
import { type Aim, type Around, MAX_FORWARDS, type ReachFailure, reach, type Seat } from './forwarding.ts'

const to = (agent: string): ForwardTarget => ({ kind: 'agent', agent })
const box: ForwardTarget = { kind: 'message', box: 'b' }
const mobile: ForwardTarget = { kind: 'number', number: '+8613900139000' }
const set = (kinds: Partial<Forwarding>): Forwarding => ({
  ...{ on: true, always: null, busy: null, noAnswer: null, away: null, afterMs: 8000 },
  ...kinds,
})
const aim: Aim = {
  agentId: 'a',
  failed: null,
  via: [],
  present: [],
  diverted: '',
  camp: false,
  isOutside: true,
  boxWhenAway: false,
}
const around = (people: Record<string, Forwarding>, seats: Record<string, Seat> = {}, toAway = true): Around => ({
  forwardingOf: (id) => people[id] ?? null,
  seat: (id) => seats[id] ?? 'free',
  toAway,
})

describe('FW3 what is set × how the person is', () => {
  const kinds = ['none', 'always', 'busy', 'noAnswer', 'away'] as const
  const states = ['free', 'busy', 'away', 'no-answer', 'declined', 'lost'] as const
  const failures: Partial<Record<(typeof states)[number], ReachFailure>> = {
    'no-answer': 'noAnswer',
    declined: 'busy',
    lost: 'away',
  }
  const seats: Partial<Record<(typeof states)[number], Seat>> = { busy: 'busy', away: 'away' }
  const said = (kind: (typeof kinds)[number], state: (typeof states)[number]): string => {
    const settings: Record<string, Forwarding> = kind === 'none' ? {} : { a: set({ [kind]: box }) }
    const found = reach(around(settings, { a: seats[state] ?? 'free' }), { ...aim, failed: failures[state] ?? null })
    return found.end === 'elsewhere' ? found.why : found.end
  }
  // always is decided before anybody rings: one rung in vain is not forwarded by it any more.
  it.each([
    ['none', 'ring ring ring nobody nobody nobody'],
    ['always', 'always always always nobody nobody nobody'],
    ['busy', 'ring busy ring nobody busy nobody'],
    ['noAnswer', 'ring ring ring noAnswer nobody nobody'],
    ['away', 'ring ring away nobody nobody away'],
  ] as const)('%s', (kind, row) => expect(states.map((state) => said(kind, state)).join(' ')).toBe(row))
})

describe('forwarding', () => {
  it('FW2 off forwards nothing', () => {
    expect(reach(around({ a: { ...set({ always: box }), on: false } }), aim)).toMatchObject({
      end: 'ring',
      ringMs: null,
    })
  })

  it('FW3 rings as long as is set before it counts as not answered', () => {
    expect(reach(around({ a: set({ noAnswer: mobile }) }), aim)).toMatchObject({ end: 'ring', ringMs: 8000 })
    expect(reach(around({ a: set({ busy: mobile }) }), aim)).toMatchObject({ end: 'ring', ringMs: null })
  })

  it('FW3 who waits for the one who is busy is not forwarded', () => {
    const busy = around({ a: set({ busy: box }) }, { a: 'busy' })
    expect(reach(busy, { ...aim, camp: true })).toMatchObject({ end: 'ring', agentId: 'a' })
  })

  it('FW4 goes by the forwarding of whom it reaches', () => {
    const found = reach(around({ a: set({ always: to('b') }), b: set({ away: mobile }) }, { b: 'away' }), aim)
    expect(found).toEqual({
      ...{ end: 'elsewhere', by: 'b', why: 'away', to: mobile, via: ['a', 'b'] },
      hops: [
        { by: 'a', why: 'always', to: to('b') },
        { by: 'b', why: 'away', to: mobile },
      ],
    })
  })

  it('FW5 ends when it has been forwarded often enough', () => {
    const chain = { a: set({ always: to('b') }), b: set({ always: to('c') }), c: set({ always: to('d') }) }
    expect(reach(around(chain), aim)).toMatchObject({ end: 'ring', agentId: 'd', via: ['a', 'b', 'c'] })
    const longer = { ...chain, d: set({ always: box }) }
    expect(reach(around(longer), aim)).toMatchObject({ end: 'nobody', fault: 'limit', agentId: 'd' })
    expect(reach(around(chain), { ...aim, via: ['x'] })).toMatchObject({ end: 'nobody', fault: 'limit' })
    expect(MAX_FORWARDS).toBe(3)
  })

  it.each<[string, Record<string, Forwarding>, Partial<Aim>]>([
    ['back to the first', { a: set({ always: to('b') }), b: set({ always: to('a') }) }, {}],
    [
      'to one who has forwarded it before he was rung',
      { a: set({ noAnswer: to('z') }) },
      { via: ['z'], failed: 'noAnswer' },
    ],
    ['to one who is in the call', { a: set({ always: to('host') }) }, { present: ['host'] }],
  ])('FW6 a loop ends: %s', (_, people, more) => {
    expect(reach(around(people), { ...aim, ...more })).toMatchObject({ end: 'nobody', fault: 'loop' })
  })

  it('FW7 a call is not sent back to the number that forwarded it to us', () => {
    const people = around({ a: set({ always: mobile }) })
    expect(reach(people, { ...aim, diverted: '+8613900139000' })).toMatchObject({ end: 'nobody', fault: 'loop' })
    expect(reach(people, { ...aim, diverted: '+8613900139001' })).toMatchObject({ end: 'elsewhere', to: mobile })
  })

  it.each<[string, boolean, boolean, boolean, string]>([
    ['allowed, forwarded', true, true, true, 'elsewhere mobile'],
    ['not allowed, forwarded', false, true, true, 'nobody away'],
    ['allowed, nothing set', true, false, true, 'elsewhere box'],
    ['not allowed, nothing set', false, false, true, 'nobody away'],
    ['allowed, asked first', true, false, false, 'ring'],
  ])('FW12 one who is away, %s', (_, toAway, isSet, boxWhenAway, expected) => {
    const people: Record<string, Forwarding> = isSet ? { a: set({ away: mobile }) } : {}
    const found = reach(around(people, { a: 'away' }, toAway), { ...aim, boxWhenAway })
    const where = found.end === 'elsewhere' ? (found.to.kind === 'number' ? ' mobile' : ' box') : ''
    expect(`${found.end}${where}${found.end === 'nobody' ? ` ${found.fault}` : ''}`).toBe(expected)
  })

  it('FW12 says nothing of colleagues’ calls', () => {
    const people = around({ a: set({ away: mobile }) }, { a: 'away' }, false)
    expect(reach(people, { ...aim, isOutside: false })).toMatchObject({ end: 'elsewhere', to: mobile })
  })
})

it('FW5, FW6 ends in every circle: so many hops at most, nobody twice', () => {
  let seed = 7
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % below
  }
  const ids = ['a', 'b', 'c', 'd', 'e', 'f']
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  const target = (): ForwardTarget | null => pick([null, box, mobile, ...ids.map(to)])
  for (let round = 0; round < 5000; round++) {
    const people = Object.fromEntries(
      ids.map((id) => [
        id,
        set({ always: pick([null, target()]), busy: target(), noAnswer: target(), away: target() }),
      ]),
    )
    const seats = Object.fromEntries(ids.map((id) => [id, pick<Seat>(['free', 'busy', 'away'])]))
    const failed = pick<ReachFailure | null>([null, 'busy', 'noAnswer', 'away'])
    const found = reach(around(people, seats, random(2) === 0), { ...aim, failed, boxWhenAway: random(2) === 0 })
    expect(found.hops.length).toBeLessThanOrEqual(MAX_FORWARDS)
    expect(new Set(found.via).size).toBe(found.via.length)
    if (found.end === 'ring') expect(found.via).not.toContain(found.agentId)
  }
})
