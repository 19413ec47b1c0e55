// The 23 behaviours of queues and agents that Asterisk's own test suite covers (tests/apps/queues, tests/apps/agents),
// each by its name there, shown on this product. Numbers without a test here name the test that shows them.
//  1 gosub_test: the agent's side is dealt with before the caller is joined.
//  2 position_priority_maxlen: place by priority, no more than the maximum.
//  3 queue_all_paused_no_answer
//  4 queue_baseline: the order of a call's events.
//  5 queue_member_forward: a member who sends the call away; the queue asks the next.
//  6 queue_no_answer
//  7 queue_one_paused_no_answer
//  8 queue_penalty_outside_range
//  9 queue_transfer_callee: the agent transfers; what was counted stays.
// 10 reason_pause_ami
// 11 redirect: a call taken away from its agent leaves nothing behind.
// 12 reload_queue_members
// 13 ringinuse_and_pause
// 14 set_penalty
// 15 transfer/caller_attended: the customer's exchange puts another telephone in the customer's place; that it joins two
//    calls it has with us is shown by interop/joined-calls.test.ts.
// 16 transfer/caller_blind
// 17 wrapup_time: of a queue, kept from the other queues of the agent too.
// 18 wrapup_time_per_member: each queue's own.
// 19 agent_acknowledge_error: what is not this agent's to take is refused.
// 20 agent_acknowledge/nominal: not joined before the agent takes it.
// 21 agent_login/login_errors
// 22 agent_login/nominal
// 23 agent_request: strategies.test.ts, S11 (the one whom the card names); here: who is not there.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CallDetail } from '#protocol/api'
import type { LineConfig } from '#protocol/line-config'
import type { SkillConfig } from '#protocol/people-config'
import type { QueueConfig } from '#protocol/queue-config'
import { Api } from '../harness/api.ts'
import type { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { RtpPeer } from '../harness/rtp-peer.ts'
import { QueueCentre } from '../harness/seats/queue-centre.ts'
import type { RealSeat } from '../harness/seats/real-seats.ts'
import { until } from '../harness/trunkline.ts'

const CUSTOMER_HZ = 440
const CARE_DID = '4008009999'

describe.skipIf(isMissing('sip-tester'))('as Asterisk’s test suite asks', () => {
  let centre: QueueCentre
  let first: RealSeat
  let second: RealSeat

  beforeAll(async () => {
    centre = await QueueCentre.open()
    const lines = await centre.administrator.json<LineConfig[]>('/lines')
    const trunk = lines.find(({ id }) => id === 'demo-trunk')
    await centre.administrator.put('/lines/demo-trunk', { ...trunk, transfers: true })
    ;[first, second] = (await centre.newSeats(2)) as [RealSeat, RealSeat]
  })
  afterEach(async () => {
    await centre?.settles()
    await centre?.set('care', [])
  })
  afterAll(() => centre?.close())

  const set = (changes: Partial<QueueConfig> = {}, members: readonly RealSeat[] = [first, second]) =>
    centre.set('service', members, { strategy: 'fixed-order', ...changes })
  const recordOf = ({ from }: Customer): Promise<CallDetail> =>
    centre.administrator.callWhere((row) => row.customer.text === from)
  const typesOf = ({ events }: CallDetail, pattern: RegExp): string[] =>
    events.map(({ type }) => type).filter((type) => pattern.test(type))
  /** The caller has gone on to this node of the flow. */
  async function leftBy(customer: Customer, way: 'full' | 'message'): Promise<CallDetail> {
    await until(
      () => centre.callOf(customer)?.path.includes(way) ?? false,
      15_000,
      () => `the caller went ${centre.callOf(customer)?.path}`,
    )
    await centre.leaves(customer)
    return recordOf(customer)
  }
  const leftByTime = (customer: Customer): Promise<CallDetail> => leftBy(customer, 'message')
  const today = () => centre.watcher.queues.get('service')

  it('1, 20 gosub_test, agent_acknowledge/nominal: the agent knows who calls, and neither hears the other before it is taken', async () => {
    await set()
    const customer = await centre.comes()
    await first.rings()
    expect([...first.calls.values()].at(-1)).toMatchObject({ stage: 'ringing', did: '4008008888', queueId: 'service' })
    await customer.hearsMusic(first.hz)
    await first.hears([], [CUSTOMER_HZ])
    await first.answers()
    await Promise.all([first.hears([CUSTOMER_HZ]), customer.sound.hears(first.hz, 5)])
    await centre.ends(customer, first)
  })

  it('2 position_priority_maxlen: places are by priority and waiting, and one more than the maximum is sent on', async () => {
    const vip = { name: 'First', number: '13700137002', callId: null, company: '', note: '', vip: true }
    await centre.administrator.post('/customers', vip)
    await set({ maxWaiting: 3, vipPriority: 50 }, [first])
    await first.becomes('not-ready')
    const callers = [await centre.waits(), await centre.waits(), await centre.waits({ from: vip.number })]
    expect(callers.map((each) => centre.callOf(each)?.position)).toEqual([2, 3, 1])
    const { events } = await leftBy(await centre.comes(), 'full')
    expect(events.find(({ type }) => type === 'call.queue.left')?.data).toMatchObject({ why: 'full' })
  })

  it('3 queue_all_paused_no_answer: rings at nobody, and the caller leaves when the time is over', async () => {
    await set({ maxWaitMs: 1000 })
    for (const seat of [first, second]) await seat.becomes('not-ready')
    const record = await leftByTime(await centre.waits())
    expect(record.decisions.filter(({ chosen }) => chosen !== null)).toEqual([])
    expect(record).toMatchObject({ agentId: null, answeredAt: null })
  })

  it('4 queue_baseline: joins, is offered, is answered, talks, ends, each once and in this order', async () => {
    await set({ wrapUpMs: 60_000 })
    const before = today()
    const customer = await centre.comes()
    await first.answers()
    await customer.sound.hears(first.hz, 5)
    await centre.leaves(customer)
    await first.is('wrap-up')
    const record = await recordOf(customer)
    expect(typesOf(record, /^call\.(flow\.queue|queue\.|leg\.ended)/)).toEqual([
      'call.flow.queue',
      'call.queue.offered',
      'call.queue.accepted',
      'call.leg.ended',
    ])
    expect(record).toMatchObject({ outcome: 'answered', cause: 'normal', endedBy: 'customer', agentId: first.id })
    await first.does({ type: 'agent.finish-wrap-up' })
    expect(today()?.answeredToday).toBe((before?.answeredToday ?? 0) + 1)
  })

  it('5 queue_member_forward: who sends it away is passed over, and the next has it', async () => {
    await set()
    const customer = await centre.comes()
    await first.declines()
    await second.answers()
    expect(first.state).toBe('idle')
    await centre.ends(customer, second)
    const { decisions } = await recordOf(customer)
    expect(decisions.map(({ chosen }) => chosen)).toEqual([first.id, second.id])
    expect(decisions[1]?.candidates.find(({ agentId }) => agentId === first.id)?.rule).toBe('declined-recently')
  })

  it('6 queue_no_answer: rings at each, and the caller leaves unanswered', async () => {
    await set({ ringMs: 1000, maxWaitMs: 1500, noAnswerLimit: 0 })
    const record = await leftByTime(await centre.comes())
    expect(record.decisions.map(({ chosen }) => chosen)).toEqual([first.id, second.id])
    expect(record.answeredAt).toBeNull()
  })

  it('7 queue_one_paused_no_answer: rings at the other alone', async () => {
    await set({ ringMs: 1000, maxWaitMs: 1000, noAnswerLimit: 0 })
    await first.becomes('not-ready')
    const record = await leftByTime(await centre.comes())
    expect(record.decisions.map(({ chosen }) => chosen)).toEqual([second.id])
  })

  it('8 queue_penalty_outside_range: members beneath what is asked for are not rung, the caller leaves in time', async () => {
    const skill = await centre.administrator.post<SkillConfig>('/skills', { name: 'Tax', levels: { [first.id]: 3 } })
    await set({ maxWaitMs: 1000, skills: [{ id: skill.id, level: 4, relax: [] }] })
    const rang = first.rang.length
    const record = await leftByTime(await centre.comes())
    expect(record.answeredAt).toBeNull()
    expect(first.rang.length).toBe(rang)
  })

  it('9 queue_transfer_callee: the agent sends the caller on; the call stays counted as answered, the agent is free', async () => {
    await set()
    const [before, calls] = [today()?.answeredToday ?? 0, first.agent?.callsToday ?? 0]
    const customer = await centre.comes({ later: { takesRefer: true } })
    await first.answers()
    // The page is told that they talk at the click, a moment before the seat's leg is there.
    const order = { type: 'call.transfer', callId: first.callId, to: '13900139000' } as const
    await until(
      async () => (await first.command(order)).type !== 'refused',
      5000,
      () => 'the transfer is refused',
    )
    await first.is('idle')
    expect(await recordOf(customer)).toMatchObject({ outcome: 'answered', agentId: first.id, queueId: 'service' })
    await first.sees(({ callsToday }) => callsToday === calls + 1)
    expect(today()?.answeredToday).toBe(before + 1)
  })

  it('10 reason_pause_ami: everybody who may see the agent sees why', async () => {
    await first.does({ type: 'agent.set-presence', presence: 'not-ready', reason: 'meal' })
    const shown = () => centre.watcher.agents.get(first.id)
    await until(
      () => shown()?.reason === 'meal',
      5000,
      () => `the site shows ${JSON.stringify(shown())}`,
    )
    await first.becomes('available')
    await until(
      () => shown()?.presence === 'available' && shown()?.reason === null,
      5000,
      () => `the site shows ${JSON.stringify(shown())}`,
    )
  })

  it('11, 16 redirect, transfer/caller_blind: the call goes on in another queue, its agent is free, nothing is left', async () => {
    await set()
    await centre.set('care', [second])
    const customer = await centre.comes({ later: { refersTo: CARE_DID } })
    await first.answers()
    await customer.sound.hears(first.hz, 5)
    await customer.phone.goesOn()
    await first.is('idle')
    await centre.callIs(customer, 'in-menu')
    customer.sound.press('1')
    await second.answers()
    await customer.sound.hears(second.hz, 5)
    await centre.ends(customer, second)
    const record = await recordOf(customer)
    expect(record).toMatchObject({ outcome: 'answered', agentId: second.id })
    expect(typesOf(record, /queue\.accepted$/)).toHaveLength(2)
    const metrics = await (await fetch(`${centre.trunkline.url}/metrics`)).text()
    expect(metrics).toContain('trunkline_machines{machine="call"} 0')
    expect(metrics).toContain('trunkline_machines{machine="queue-entry"} 0')
  })

  it('12 reload_queue_members: members exchanged while it runs; a call that is up stays, the next is the new member’s', async () => {
    await set({}, [first])
    const customer = await centre.comes()
    await first.answers()
    await set({}, [second])
    const next = await centre.comes()
    await second.answers()
    expect(first.state).toBe('talking')
    await centre.ends(next, second)
    await centre.ends(customer, first)
    await set({}, [second])
    expect(await centre.serves(1, [first, second])).toEqual([1])
  })

  it('13 ringinuse_and_pause: who talks in one queue is not rung by another, nor who then takes a break', async () => {
    await set({}, [first])
    await centre.set('care', [first])
    const customer = await centre.comes()
    await first.answers()
    const other = await centre.waits({ queue: 'care' })
    await first.becomes('not-ready')
    await centre.ends(customer, first)
    await centre.callIs(other, 'waiting')
    await first.becomes('available')
    await first.answers()
    await centre.ends(other, first)
    const [decision] = (await recordOf(other)).decisions
    expect(decision?.waitedMs).toBeGreaterThan(0)
  })

  it('14 set_penalty: a member’s tier changed while it runs counts for the next caller', async () => {
    await set({ tiers: { [second.id]: 2 } })
    expect(await centre.serves(1, [first, second])).toEqual([0])
    await set({ tiers: { [first.id]: 2 } })
    expect(await centre.serves(1, [first, second])).toEqual([1])
  })

  it('15 transfer/caller_attended: another telephone takes the customer’s place; the agent goes on, it is one call', async () => {
    await set()
    const telephone = await RtpPeer.open(660)
    try {
      const customer = await centre.comes({ later: { movesTo: telephone.port } })
      await first.answers()
      await first.hears([CUSTOMER_HZ])
      telephone.start(customer.remotePort)
      await customer.phone.goesOn()
      await Promise.all([first.hears([660]), telephone.hears(first.hz, 5)])
      await centre.ends(customer, first)
      expect(typesOf(await recordOf(customer), /queue\.accepted$/)).toHaveLength(1)
    } finally {
      telephone.close()
    }
  })

  it('17, 18 wrapup_time, wrapup_time_per_member: each queue’s own, and no other queue rings meanwhile', async () => {
    await set({ wrapUpMs: 2000 }, [first])
    await centre.set('care', [first], { wrapUpMs: 0 })
    const customer = await centre.comes()
    await first.answers()
    await centre.leaves(customer)
    await first.is('wrap-up')
    const other = await centre.waits({ queue: 'care' })
    await first.answers()
    await centre.leaves(other)
    await first.is('idle')
    const { candidates } = (await recordOf(other)).decisions.at(-1) ?? { candidates: [] }
    expect(candidates.map(({ agentId }) => agentId)).toEqual([first.id])
    expect((await recordOf(other)).waitMs).toBeGreaterThan(300)
  })

  it('19 agent_acknowledge_error: who is not asked, or asked no more, cannot take the call', async () => {
    await set({ strategy: 'ring-all' })
    const customer = await centre.comes()
    await Promise.all([first.rings(), second.rings()])
    const { callId } = second
    await first.answers()
    expect(await second.command({ type: 'call.answer', callId })).toMatchObject({ reason: 'already-taken' })
    await second.is('idle')
    expect(await second.command({ type: 'call.answer', callId: 'no-such-call' })).toMatchObject({ type: 'refused' })
    await first.hears([CUSTOMER_HZ])
    await centre.ends(customer, first)
  })

  it('21 agent_login/login_errors: nobody signs in with a wrong word, a used link, or a number that nobody has', async () => {
    const { url } = centre.trunkline
    const headers = { 'content-type': 'application/json', origin: url }
    const signIn = (number: string) =>
      fetch(`${url}/api/v1/session`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ number, password: 'not it at all' }),
      })
    expect((await signIn(first.number)).status).toBe(401)
    expect((await signIn('9999')).status).toBe(401)
    const { link } = await centre.administrator.post<{ link: string }>(`/users/${first.id}/link`, undefined)
    await Api.signIn(url, link)
    await expect(Api.signIn(url, link)).rejects.toThrow(/sign-in failed: 401/)
    expect(first.state).toBe('idle')
  })

  it('22 agent_login/nominal: who signs out is asked no more, and who signs in is', async () => {
    const [late] = (await centre.newSeats(1)) as [RealSeat]
    await set({}, [late])
    expect(await centre.serves(1, [late])).toEqual([0])
    await late.does({ type: 'agent.sign-out' })
    expect(centre.watcher.agents.get(late.id)?.presence).toBe('signed-out')
    const customer = await centre.waits()
    expect(late.state).toBe('signed-out')
    await centre.leaves(customer)
  })

  it('23 agent_request: a caller whose own agent is not at work goes to another at once', async () => {
    const number = centre.newNumber()
    const card = { name: 'Mrs Lin', number, callId: null, company: '', note: '', vip: false }
    await centre.administrator.post('/customers', { ...card, agentId: first.id })
    await set({ strategy: 'preferred-agent', keepMs: 60_000 })
    expect(await centre.serves(1, [first, second], { from: number })).toEqual([0])
    await first.becomes('not-ready')
    expect(await centre.serves(1, [first, second], { from: number })).toEqual([1])
  })
})
