// What a queue does beside its strategy, on real seats: tiers, skills, the one order over queues, limits and where they
// lead, keys, places kept, ring time, wrap-up, and settings that change while somebody waits.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CallDetail } from '#protocol/api'
import type { LineConfig } from '#protocol/line-config'
import type { SkillConfig } from '#protocol/people-config'
import type { QueueConfig, QueueTarget } from '#protocol/queue-config'
import type { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { QueueCentre } from '../harness/seats/queue-centre.ts'
import type { RealSeat } from '../harness/seats/real-seats.ts'

type Trio = [RealSeat, RealSeat, RealSeat]
const CARE: QueueTarget = { kind: 'queue', queue: 'care' }
const EXIT: QueueTarget = { kind: 'exit' }
/** On in the flow, but by these ways. */
const leads = (ways: Partial<QueueConfig['targets']>): Pick<QueueConfig, 'targets'> => ({
  targets: { full: EXIT, timeout: EXIT, nobody: null, onBreak: null, ...ways },
})
const FIXED = { strategy: 'fixed-order' } as const

describe.skipIf(isMissing('sip-tester'))('a queue with three seats', () => {
  let centre: QueueCentre
  let seats: Trio

  beforeAll(async () => {
    centre = await QueueCentre.open()
    seats = (await centre.newSeats(3)) as Trio
  })
  afterEach(async () => {
    await centre?.settles()
    await centre?.set('care', [])
  })
  afterAll(() => centre?.close())

  const set = (changes: Partial<QueueConfig> = {}, members: readonly RealSeat[] = seats) =>
    centre.set('service', members, { ...FIXED, ...changes })
  const recordOf = ({ from }: Customer): Promise<CallDetail> =>
    centre.administrator.callWhere((row) => row.customer.text === from)
  const left = ({ events }: CallDetail) =>
    events.filter(({ type }) => type === 'call.queue.left').map(({ data }) => data)
  /** The third seat takes who comes into the other queue; resolves with the call's record. */
  async function arrivesInCare(customer: Customer): Promise<CallDetail> {
    await seats[2].answers()
    expect(centre.callOf(customer)).toMatchObject({ queueId: 'care', agentId: seats[2].id })
    await centre.ends(customer, seats[2])
    return recordOf(customer)
  }

  describe('whom it asks', () => {
    it('E2, S14 asks the next tier after its time, while the first is at work', async () => {
      await set({ tiers: { [seats[1].id]: 2 }, tierAfterMs: 1000 }, [seats[0], seats[1]])
      const first = await centre.comes()
      await seats[0].answers()
      const second = await centre.waits()
      await seats[1].answers()
      await centre.ends(second, seats[1])
      await centre.ends(first, seats[0])
      const [decision] = (await recordOf(second)).decisions
      expect(decision?.waitedMs).toBeGreaterThanOrEqual(1000)
    })

    it('E2 asks the next tier at once when nobody of the first is at work', async () => {
      await set({ tiers: { [seats[1].id]: 2 }, tierAfterMs: 60_000 }, [seats[0], seats[1]])
      await seats[0].becomes('not-ready')
      const customer = await centre.comes()
      await seats[1].answers()
      await centre.ends(customer, seats[1])
    })

    it('E3 asks who has the skill, and by steps those who have less of it', async () => {
      const levels = { [seats[1].id]: 5, [seats[2].id]: 9 }
      const skill = await centre.administrator.post<SkillConfig>('/skills', { name: 'Ships', levels })
      const need = { id: skill.id, level: 8, relax: [{ afterMs: 1000, level: 4 }] }
      await set({ skills: [need] })
      const first = await centre.comes()
      await seats[2].answers()
      const second = await centre.waits()
      await seats[1].answers()
      await centre.ends(second, seats[1])
      await centre.ends(first, seats[2])
      const [decision] = (await recordOf(second)).decisions
      expect(decision?.waitedMs).toBeGreaterThanOrEqual(1000)
      expect(decision?.candidates.find(({ agentId }) => agentId === seats[0].id)?.rule).toBe('skill-too-low')
    })
  })

  describe('the one order', () => {
    it('R1 serves two queues in the order in which their callers came', async () => {
      await set({}, [seats[0]])
      await centre.set('care', [seats[0]], { priority: 50 })
      await seats[0].becomes('not-ready')
      const callers: Customer[] = []
      for (const queue of ['service', 'care', 'service', 'care'] as const) callers.push(await centre.waits({ queue }))
      expect(await centre.takesAll(seats[0], callers)).toEqual([0, 1, 2, 3])
    })

    it('R2 serves the queue of higher priority first', async () => {
      await set({ priority: 10 }, [seats[0]])
      await centre.set('care', [seats[0]], { priority: 20 })
      await seats[0].becomes('not-ready')
      const callers = [await centre.waits(), await centre.waits(), await centre.waits({ queue: 'care' })]
      expect(await centre.takesAll(seats[0], callers)).toEqual([2, 0, 1])
    })

    it('R2 serves a VIP customer and the callers of a line with priority first', async () => {
      const line = await importantLine()
      const card = { name: 'VIP', number: '13700137001', callId: null, company: '', note: '', vip: true }
      await centre.administrator.post('/customers', card)
      await set({ priority: 0, vipPriority: 20 }, [seats[0]])
      await seats[0].becomes('not-ready')
      const callers = [
        await centre.waits(),
        await centre.waits({ source: line.host }),
        await centre.waits({ from: card.number }),
      ]
      expect(await centre.takesAll(seats[0], callers)).toEqual([2, 1, 0])
    })

    it('R3 counts the waiting time of a queue of weight 10 ten times', async () => {
      await set({ priority: 50, weight: 1 }, [seats[0]])
      await centre.set('care', [seats[0]], { priority: 50, weight: 10 })
      await seats[0].becomes('not-ready')
      const callers = [await centre.waits(), await centre.waits({ queue: 'care' })]
      await centre.hearsFrames(callers[0] as Customer, 50)
      expect(await centre.takesAll(seats[0], callers)).toEqual([1, 0])
    })

    /** A second trunk, whose callers stand before others by 10. */
    async function importantLine(): Promise<{ host: string }> {
      const lines = await centre.administrator.json<LineConfig[]>('/lines')
      const { id: _, ...trunk } = lines.find(({ id }) => id === 'demo-trunk') as LineConfig
      const line = { ...trunk, name: 'Important', host: '127.0.0.2', priority: 10, outbound: false }
      await centre.administrator.post('/lines', line)
      return line
    }
  })

  describe('leads elsewhere', () => {
    it('Q2, Q22 who finds it full', async () => {
      await set({ maxWaiting: 1, ...leads({ full: CARE }) }, [seats[0]])
      await centre.set('care', [seats[2]])
      await seats[0].becomes('not-ready')
      const first = await centre.waits()
      const second = await centre.comes()
      expect(left(await arrivesInCare(second))).toMatchObject([{ why: 'full', target: CARE }])
      await centre.leaves(first)
    })

    it('Q11, Q22 who has waited as long as it lets them', async () => {
      await set({ maxWaitMs: 1000, ...leads({ timeout: CARE }) }, [seats[0]])
      await centre.set('care', [seats[2]])
      await seats[0].becomes('not-ready')
      const record = await arrivesInCare(await centre.waits())
      expect(left(record)).toMatchObject([{ why: 'timeout' }])
      expect(record.waitMs).toBeGreaterThanOrEqual(1000)
    })

    it('Q20, Q22 at once when nobody is signed in, those who come and those who wait', async () => {
      const [spare] = (await centre.newSeats(1)) as [RealSeat]
      await set(leads({ nobody: CARE }), [spare])
      await centre.set('care', [seats[2]])
      await spare.becomes('not-ready')
      const waits = await centre.waits()
      await spare.does({ type: 'agent.sign-out' })
      expect(left(await arrivesInCare(waits))).toMatchObject([{ why: 'nobody' }])
      const comes = await centre.comes()
      expect((await arrivesInCare(comes)).waitMs).toBeLessThan(1000)
    })

    it('Q20, Q22 when everybody is not ready', async () => {
      await set(leads({ onBreak: CARE }), [seats[0], seats[1]])
      await centre.set('care', [seats[2]])
      await seats[0].becomes('not-ready')
      await seats[1].becomes('not-ready')
      expect(left(await arrivesInCare(await centre.comes()))).toMatchObject([{ why: 'on-break' }])
    })

    it('Q21, Q23 who presses its key, with the time waited so far', async () => {
      await set({ keys: { '7': CARE } }, [seats[0]])
      await centre.set('care', [seats[2]])
      await seats[0].becomes('not-ready')
      const customer = await centre.waits()
      const since = centre.callOf(customer)?.waitingSince
      customer.sound.press('7')
      await seats[2].rings()
      expect(centre.callOf(customer)?.waitingSince).toBe(since)
      expect(left(await arrivesInCare(customer))).toMatchObject([{ why: 'key' }])
    })

    it('Q22 back to the menu', async () => {
      await set({ keys: { '9': { kind: 'menu' } } }, [seats[0]])
      await seats[0].becomes('not-ready')
      const customer = await centre.waits()
      customer.sound.press('9')
      await centre.callIs(customer, 'in-menu')
      customer.sound.press('1')
      await centre.callIs(customer, 'waiting')
    })
  })

  describe('keeps', () => {
    it('Q24 the place of a caller who hung up waiting and calls again', async () => {
      await set({ returnMs: 60_000 }, [seats[0]])
      await seats[0].becomes('not-ready')
      const first = await centre.waits()
      const second = await centre.waits()
      await centre.leaves(first)
      const again = await centre.waits({ from: first.from })
      expect(centre.callOf(again)?.position).toBe(1)
      expect(await centre.takesAll(seats[0], [second, again])).toEqual([1, 0])
    })
  })

  describe('agents who do not take a call', () => {
    it('Q7, Q8, A6 lets it ring as long as it says, then asks the next; the first is not ready after the limit', async () => {
      await set({ ringMs: 1000, noAnswerLimit: 1 })
      const customer = await centre.comes()
      await seats[0].rings()
      await seats[1].answers()
      expect(seats[0].agent).toMatchObject({ presence: 'not-ready', reason: 'no-answer' })
      await centre.ends(customer, seats[1])
    })

    it('A18 makes not ready who declines as often as the limit says, not before', async () => {
      await set({ declineLimit: 2 }, [seats[0], seats[1]])
      for (const expected of [
        { presence: 'available', reason: null },
        { presence: 'not-ready', reason: 'declined' },
      ]) {
        const customer = await centre.comes()
        await seats[0].declines()
        await seats[1].answers()
        expect(seats[0].agent).toMatchObject(expected)
        await centre.ends(customer, seats[1])
      }
    })
  })

  describe('wrap-up', () => {
    async function talks(changes: Partial<QueueConfig>): Promise<void> {
      await set(changes, [seats[0]])
      const customer = await centre.comes()
      await seats[0].answers()
      await centre.leaves(customer)
    }

    it('A12-A14 fixed: ends by its time and cannot be extended; nobody rings meanwhile', async () => {
      await talks({ wrapUpMs: 2000, wrapUpExtensions: 0 })
      await seats[0].is('wrap-up')
      expect(await seats[0].command({ type: 'agent.extend-wrap-up' })).toMatchObject({ reason: 'limit-reached' })
      const next = await centre.waits()
      await seats[0].answers()
      await centre.leaves(next)
      const [decision] = (await recordOf(next)).decisions
      expect(decision?.waitedMs).toBeGreaterThan(500)
    })

    it('A13, A14 extendable: once more by a minute, then no more; finished by the agent', async () => {
      await talks({ wrapUpMs: 5000, wrapUpExtensions: 1 })
      await seats[0].is('wrap-up')
      const before = seats[0].agent?.wrapUpUntil ?? 0
      await seats[0].does({ type: 'agent.extend-wrap-up' })
      await seats[0].sees(({ wrapUpUntil }) => (wrapUpUntil ?? 0) - before === 60_000)
      expect(await seats[0].command({ type: 'agent.extend-wrap-up' })).toMatchObject({ reason: 'limit-reached' })
      await seats[0].does({ type: 'agent.finish-wrap-up' })
      await seats[0].is('idle')
    })

    it('A12 none: free for the next at once', async () => {
      await talks({ wrapUpMs: 0 })
      await seats[0].is('idle')
    })
  })

  describe('changed while somebody waits', () => {
    it('D8 rings at a member who is added, and at one from whom a skill is no more asked', async () => {
      const skill = await centre.administrator.post<SkillConfig>('/skills', { name: 'Law', levels: {} })
      await set({ skills: [{ id: skill.id, level: 5, relax: [] }] }, [])
      const customer = await centre.waits()
      await set({ skills: [{ id: skill.id, level: 5, relax: [] }] }, [seats[1]])
      await centre.callIs(customer, 'waiting')
      await set({}, [seats[1]])
      await seats[1].answers()
      await centre.ends(customer, seats[1])
    })

    it('D8, R2 serves in the order of the new priorities', async () => {
      await set({ priority: 50 }, [seats[0]])
      await centre.set('care', [seats[0]], { priority: 50 })
      await seats[0].becomes('not-ready')
      const callers = [await centre.waits(), await centre.waits({ queue: 'care' })]
      await centre.set('care', [seats[0]], { priority: 60 })
      expect(await centre.takesAll(seats[0], callers)).toEqual([1, 0])
    })

    it('Q15 counts a new waiting limit from when the place was taken', async () => {
      await set(leads({ timeout: CARE }), [seats[0]])
      await centre.set('care', [seats[2]])
      await seats[0].becomes('not-ready')
      const customer = await centre.waits()
      await centre.hearsFrames(customer, 110)
      await set({ maxWaitMs: 2000, ...leads({ timeout: CARE }) }, [seats[0]])
      const changedAt = Date.now()
      await seats[2].rings()
      // Its time is over already; counted from now it would not be.
      expect(Date.now() - changedAt).toBeLessThan(1900)
      expect(left(await arrivesInCare(customer))).toMatchObject([{ why: 'timeout' }])
    })
  })
})
