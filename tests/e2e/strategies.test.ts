// Every strategy of a queue on three real seats: at whom it rings, one caller after the other. Seats are named by their
// place in the queue: 0, 1, 2.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Customer as CustomerCard } from '#protocol/api'
import type { Strategy } from '#protocol/queue-config'
import { drawn } from '../../server/queue/strategy.ts'
import { isMissing } from '../harness/missing.ts'
import { QueueCentre } from '../harness/seats/queue-centre.ts'
import type { RealSeat } from '../harness/seats/real-seats.ts'

type Trio = [RealSeat, RealSeat, RealSeat]

describe.skipIf(isMissing('sip-tester'))('a queue with three seats rings', () => {
  let centre: QueueCentre
  let seats: Trio

  beforeAll(async () => {
    centre = await QueueCentre.open()
    seats = (await centre.newSeats(3)) as Trio
  })
  afterEach(() => centre?.settles())
  afterAll(() => centre?.close())

  const uses = (strategy: Strategy, among: readonly RealSeat[] = seats, changes = {}) =>
    centre.set('service', among, { strategy, ...changes })

  it('S1 longest-idle: who has been idle longest, by the end of the last call', async () => {
    for (const place of [1, 2, 0]) await centre.works(seats[place] as RealSeat)
    await uses('longest-idle')
    expect(await centre.serves(4, seats)).toEqual([1, 2, 0, 1])
  })

  it('S2 fewest-calls: who has taken fewest calls today', async () => {
    const trio = (await centre.newSeats(3)) as Trio
    await centre.works(trio[0], { calls: 2 })
    await centre.works(trio[1])
    await uses('fewest-calls', trio)
    expect(await centre.serves(4, trio)).toEqual([2, 1, 2, 0])
  })

  it.each(['least-talk-time', 'balanced-load'] as const)('S3, S4 %s: who has talked least today', async (strategy) => {
    const trio = (await centre.newSeats(3)) as Trio
    await centre.works(trio[0], { frames: 60 })
    await centre.works(trio[1], { frames: 30 })
    await uses(strategy, trio)
    const long = await centre.comes()
    await trio[2].answers()
    await centre.hearsFrames(long, 90)
    await centre.ends(long, trio[2])
    expect(await centre.serves(1, trio)).toEqual([1])
  })

  it('S5 fewest-rings: at whom it has rung least today, answered or not', async () => {
    const trio = (await centre.newSeats(3)) as Trio
    await uses('fixed-order', trio)
    const customer = await centre.comes()
    await trio[0].declines()
    await trio[1].answers()
    await centre.ends(customer, trio[1])
    await uses('fewest-rings', trio)
    expect(await centre.serves(4, trio)).toEqual([2, 0, 1, 2])
  })

  it('S6 round-robin: on from whom this queue asked last, whatever another queue asks', async () => {
    await centre.works(seats[2])
    await uses('round-robin')
    await centre.set('care', seats, { strategy: 'round-robin' })
    expect(await centre.serves(2, seats)).toEqual([0, 1])
    const care = await centre.serves(2, seats, { queue: 'care' })
    expect(care[1]).toBe(((care[0] ?? 0) + 1) % 3)
    expect(await centre.serves(2, seats)).toEqual([2, 0])
  })

  it('S7 fixed-order: the first of the list who is free', async () => {
    await uses('fixed-order')
    expect(await centre.serves(2, seats)).toEqual([0, 0])
    const first = await centre.comes()
    await seats[0].answers()
    expect(await centre.serves(1, seats)).toEqual([1])
    const second = await centre.comes()
    await seats[1].answers()
    expect(await centre.serves(1, seats)).toEqual([2])
    await centre.ends(first, seats[0])
    expect(await centre.serves(1, seats)).toEqual([0])
    await centre.ends(second, seats[1])
  })

  it('S8 hunting: on from whom this caller was last offered; the next caller begins anew', async () => {
    await uses('hunting')
    const customer = await centre.comes()
    await seats[0].declines()
    await seats[1].declines()
    await seats[2].answers()
    await centre.ends(customer, seats[2])
    expect(await centre.serves(1, seats)).toEqual([0])
  })

  it('S9 random: as the seed in the decision draws, and not always the same', async () => {
    await uses('random')
    const seen = new Set<number>()
    for (let i = 0; i < 6; i++) {
      const from = centre.newNumber()
      const [place = -1] = await centre.serves(1, seats, { from })
      const { decisions } = await centre.administrator.callWhere((row) => row.customer.text === from)
      const values = [0, 1, 2].map((each) => drawn(decisions[0]?.inputs?.seed ?? 0, each))
      expect(values[place]).toBe(Math.min(...values))
      seen.add(place)
    }
    expect(seen.size).toBeGreaterThan(1)
  })

  it('S10, E4 last-agent: who talked with this number; kept for the queue’s time, then the others', async () => {
    const from = centre.newNumber()
    await uses('fixed-order', [seats[2], seats[0], seats[1]])
    expect(await centre.serves(1, seats, { from })).toEqual([2])
    await uses('last-agent', seats, { keepMs: 1000 })
    expect(await centre.serves(2, seats, { from })).toEqual([2, 2])
    const other = await centre.comes()
    const busy = await centre.ringing(seats)
    expect(busy).not.toBe(seats[2])
    await busy.answers()
    await centre.ends(other, busy)
    await uses('fixed-order', [seats[2]])
    const talking = await centre.comes()
    await seats[2].answers()
    await uses('last-agent', seats, { keepMs: 1000 })
    const again = await centre.waits({ from })
    const second = await centre.ringing([seats[0], seats[1]])
    await second.answers()
    expect(centre.callOf(again)?.agentId).toBe(second.id)
    await centre.ends(again, second)
    await centre.ends(talking, seats[2])
    const { waitMs } = await centre.administrator.callWhere(
      (row) => row.customer.text === from && row.agentId === second.id,
    )
    expect(waitMs).toBeGreaterThanOrEqual(1000)
  })

  it('S11 preferred-agent: whom the customer’s card names', async () => {
    const from = centre.newNumber()
    const card = { name: 'Mr Zhou', number: from, callId: null, company: '', note: '', vip: false }
    await centre.administrator.post<CustomerCard>('/customers', { ...card, agentId: seats[1].id })
    await uses('preferred-agent')
    expect(await centre.serves(3, seats, { from })).toEqual([1, 1, 1])
  })

  it('S12, Q17 ring-all: everybody at once; the first who answers has the call, the others are free', async () => {
    await uses('ring-all')
    const customer = await centre.comes()
    for (const seat of seats) await seat.rings()
    await seats[1].answers()
    await customer.sound.hears(seats[1].hz, 5)
    await seats[0].is('idle')
    await seats[2].is('idle')
    await centre.ends(customer, seats[1])
  })

  it('S13, E7 progressive-ring: one more each interval, in the order of longest idle', async () => {
    for (const place of [2, 0, 1]) await centre.works(seats[place] as RealSeat)
    await uses('progressive-ring', seats, { progressiveMs: 1000 })
    const customer = await centre.comes()
    await seats[2].rings()
    expect(seats.map(({ state }) => state)).toEqual(['idle', 'idle', 'ringing'])
    await seats[0].rings()
    expect(seats.map(({ state }) => state)).toEqual(['ringing', 'idle', 'ringing'])
    await seats[1].rings()
    await seats[0].answers()
    await seats[2].is('idle')
    await centre.ends(customer, seats[0])
    const { decisions } = await centre.administrator.callWhere((row) => row.customer.text === customer.from)
    const waited = decisions.map(({ waitedMs }) => Math.floor(waitedMs / 1000))
    expect(waited).toEqual([0, 1, 2])
  })
})
