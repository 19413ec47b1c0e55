// Calls aimed at a person that go on elsewhere, and the longest call of a line, by real calls: rules FW3, FW6, FW8 and C72.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallDetail } from '#protocol/api'
import type { Forwarding } from '#protocol/forwarding'
import type { LineConfig } from '#protocol/line-config'
import { Customer } from '../harness/customer.ts'
import { freePort } from '../harness/free-port.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { RtpPeer } from '../harness/rtp-peer.ts'
import { QueueCentre } from '../harness/seats/queue-centre.ts'
import type { RealSeat } from '../harness/seats/real-seats.ts'
import { CALLED, Sipp } from '../harness/sipp.ts'

const DID = '4008001000'
const OUTSIDE = '13900139000'
const HZ = { customer: 470, outside: 1630 }
const nothing: Forwarding = { on: true, always: null, busy: null, noAnswer: null, away: null, afterMs: 3000 }

describe.skipIf(isMissing('sip-tester'))('forwarding', () => {
  let centre: QueueCentre
  let first: RealSeat
  let second: RealSeat
  let telephone: Sipp
  let outside: RtpPeer
  let trunk: LineConfig
  const customers: Customer[] = []

  beforeAll(async () => {
    centre = await QueueCentre.open()
    const { administrator } = centre
    ;[first, second] = (await centre.newSeats(2)) as [RealSeat, RealSeat]
    outside = await RtpPeer.open(HZ.outside)
    const port = await freePort()
    telephone = Sipp.answer(CALLED.answers(outside.port), port)
    const lines = await administrator.json<LineConfig[]>('/lines')
    trunk = { ...lines.find(({ id }) => id === 'demo-trunk'), port, outbound: true, passesCaller: true } as LineConfig
    await administrator.put('/lines/demo-trunk', trunk)
    for (const line of lines.filter(({ kind }) => kind !== 'sip'))
      await administrator.put(`/lines/${line.id}`, { ...line, outbound: false })
    const rule = {
      ...{ name: 'Direct', enabled: true, numbers: [], lines: ['demo-trunk'], time: null },
      caller: { prefixes: [], countries: [], marks: [] },
      step: { kind: 'agent', agent: first.id, language: 'zh-CN' },
    }
    await administrator.post('/inbound-rules', rule)
    await telephone.isListening()
  })
  afterAll(async () => {
    for (const customer of customers) customer.close()
    telephone?.stop()
    outside?.close()
    await centre?.close()
  })

  const set = ({ id }: RealSeat, kinds: Partial<Forwarding>) =>
    centre.administrator.put(`/forwarding/${id}`, { ...nothing, ...kinds })
  async function calls(): Promise<Customer> {
    const customer = await Customer.call(centre.trunkline, { did: DID, from: centre.newNumber(), hz: HZ.customer })
    customers.push(customer)
    return customer
  }
  const record = ({ from }: Customer): Promise<CallDetail> =>
    centre.administrator.callWhere((row) => row.customer.text === from)
  const story = ({ events }: CallDetail) =>
    events.filter(({ type }) => type.startsWith('forward.')).map(({ type, data }) => ({ type, ...data }))

  it('FW3, FW8 not answered in 3 s: an outside telephone is called, told who forwards and why, and talks with the caller', async () => {
    await set(first, { noAnswer: { kind: 'number', number: OUTSIDE } })
    const customer = await calls()
    await first.is('ringing')
    outside.start(await telephone.remotePort())
    await Promise.all([outside.hears(HZ.customer, 5), customer.sound.hears(HZ.outside, 5)])
    await first.is('idle')
    const [invite = ''] = telephone.received
    expect(invite).toMatch(/^Diversion: <sip:4008001000@[^>]+>;reason=no-answer\r?$/im)
    expect(invite).toMatch(/^History-Info: <sip:4008001000@[^>]+\?Reason=SIP%3Bcause%3D408>;index=1, /im)
    expect(invite).toMatch(new RegExp(`^From: .*${customer.from}@`, 'im'))
    await customer.hangsUp()
    expect(await telephone.done()).toBe(0)
    expect(story(await record(customer))).toEqual([
      { type: 'forward.made', agentId: first.id, why: 'noAnswer', target: '+8613900139000', targetKind: 'number' },
    ])
  })

  it('FW3 always to a box: the caller is asked for a message, nobody rings', async () => {
    await set(first, { always: { kind: 'message', box: first.id } })
    const customer = await calls()
    await hearsPrompts(customer.sound, ['leave-message'])
    await customer.hangsUp()
    const detail = await record(customer)
    expect(story(detail)).toEqual([
      { type: 'forward.made', agentId: first.id, why: 'always', target: first.id, targetKind: 'message' },
    ])
    expect(detail.events.map(({ type }) => type)).not.toContain('call.guest.ringing')
  })

  it('FW6, FW9 in a circle: nobody rings, the story says so, and the caller goes the busy way', async () => {
    await set(first, { always: { kind: 'agent', agent: second.id } })
    await set(second, { always: { kind: 'agent', agent: first.id } })
    const customer = await calls()
    await hearsPrompts(customer.sound, ['leave-message'])
    await customer.hangsUp()
    const detail = await record(customer)
    expect(story(detail)).toEqual([
      { type: 'forward.made', agentId: first.id, why: 'always', target: second.id, targetKind: 'agent' },
      { type: 'forward.refused', agentId: second.id, why: 'loop' },
    ])
    const dialled = await second.command({ type: 'call.dial-agent', agentId: first.id, camp: false })
    expect(dialled).toMatchObject({ type: 'refused', reason: 'forward-loop' })
  })

  it('C72 the line’s longest call: ended for both, and the record says why', async () => {
    await set(first, { on: false })
    await centre.administrator.put('/lines/demo-trunk', { ...trunk, maxTalkMs: 5000 })
    const customer = await calls()
    await first.is('ringing')
    await first.does({ type: 'call.answer', callId: first.callId })
    await Promise.all([customer.sound.hears(first.hz, 5), first.hears([HZ.customer])])
    await customer.isHungUp()
    await first.is('wrap-up')
    const { cause, endedBy, talkMs } = await record(customer)
    expect({ cause, endedBy }).toEqual({ cause: 'time-limit', endedBy: 'system' })
    expect(Math.abs(talkMs - 5000)).toBeLessThan(500)
  })
})
