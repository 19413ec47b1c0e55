import { expect, it } from 'vitest'
import type { GuardedReply } from '../http/guarded-request.ts'
import type { OutsideQuestion } from '../site/flow-asks.ts'
import { answerFlow, type FlowWorld } from './flow-ports.ts'

const customer = {
  ...{ id: 'k1', name: 'Zhang', number: '+8613800138000', company: 'Acme', note: '', vip: true },
  ...{ agentId: null, createdAt: 0, updatedAt: 0 },
}
const world = (more: Partial<FlowWorld> = {}): FlowWorld => ({
  customer: () => null,
  isRed: () => false,
  standsIn: () => false,
  addNote: () => false,
  send: () => Promise.reject(new Error('nobody is asked')),
  outbound: (typed) => ({ ok: true, customer: `+86${typed}`, dial: typed }),
  outboundLine: () => ({ ok: true, lineId: 'trunk', from: '400', withheld: false }),
  ...more,
})
const take = [{ path: 'order.items.0.count', into: 'count' }]
const http = (more = {}): OutsideQuestion => ({
  ...{ kind: 'http', method: 'POST', url: 'https://h.example/', headers: [{ name: 'x-key', value: 'k' }], body: '{}' },
  ...{ timeoutMs: 900, take, ...more },
})
const replies = (body: string, status = 200) =>
  world({ send: () => Promise.resolve<GuardedReply>({ status, body: new TextEncoder().encode(body) }) })

it('F32 takes what stands at the place: text, number or truth; a place that is not there is empty', async () => {
  for (const [count, said] of [
    ['"three"', 'three'],
    ['3', '3'],
    ['true', 'true'],
    ['null', ''],
    ['{}', ''],
  ])
    expect(await answerFlow(replies(`{"order":{"items":[{"count":${count}}]}}`), http())).toEqual({
      ok: true,
      values: { count: said },
    })
  const inherited = http({ take: [{ path: 'constructor.name', into: 'count' }] })
  expect(await answerFlow(replies('{}'), inherited)).toEqual({ ok: true, values: { count: '' } })
})

it.each([
  ['a status that is no success', '{}', 302],
  ['a fault of the far end', '{}', 500],
  ['what is no JSON', '<html>', 200],
])('F32 %s is a failure', async (_, body, status) => {
  expect(await answerFlow(replies(body, status), http())).toEqual({ ok: false, values: {} })
})

it('F32 where nothing is taken any success will do, and the request is sent as the node says', async () => {
  const sent: unknown[] = []
  const send: FlowWorld['send'] = (request) => {
    sent.push(request)
    return Promise.resolve({ status: 204, body: new Uint8Array() })
  }
  expect(await answerFlow(world({ send }), http({ take: [] }))).toEqual({ ok: true, values: {} })
  const said = { method: 'POST', url: 'https://h.example/', headers: { 'x-key': 'k' }, body: '{}', timeoutMs: 900 }
  expect(sent).toEqual([{ ...said, maxBytes: 262_144 }])
})

it('F33 a customer’s values, and the level', async () => {
  const known = await answerFlow(world({ customer: () => customer }), { kind: 'customer', number: '1' })
  expect(known.values).toMatchObject({ 'customer.id': 'k1', 'customer.name': 'Zhang', 'customer.level': 'vip' })
  expect(await answerFlow(world(), { kind: 'customer', number: '1' })).toEqual({ ok: false, values: {} })
})

it('F35 a way out by the rules of every call out; none where the number or the lines say no', async () => {
  const asked: OutsideQuestion = { kind: 'way-out', number: '13900139000', ringMs: 9000 }
  const where = { number: '+8613900139000', to: '13900139000', lineId: 'trunk', from: '400', withheld: false }
  expect((await answerFlow(world(), asked)).guest).toEqual({ kind: 'number', ...where, noAnswerMs: 9000 })
  const barred = world({ outbound: () => ({ ok: false, reason: 'number-not-allowed' }) })
  const lineless = world({ outboundLine: () => ({ ok: false, reason: 'no-line' }) })
  for (const none of [barred, lineless]) expect(await answerFlow(none, asked)).toEqual({ ok: false, values: {} })
})

it('F33, F39 a red list makes the level of a customer, and whether a number is listed is asked of the lists', async () => {
  const plain = { ...customer, vip: false }
  const level = async (more: Partial<FlowWorld>) =>
    (await answerFlow(world(more), { kind: 'customer', number: '+8613800138000' })).values['customer.level']
  expect(await level({ customer: () => plain, isRed: () => true })).toBe('red')
  expect(await level({ customer: () => plain })).toBe('')
  expect(await level({ customer: () => customer, isRed: () => true })).toBe('vip')
  const standsIn: FlowWorld['standsIn'] = (list, number) => list === 'l' && number === '10086'
  const asked = async (list: string, number: string) =>
    (await answerFlow(world({ standsIn }), { kind: 'listed', list, number })).ok
  expect([await asked('l', '10086'), await asked('l', '10010'), await asked('m', '10086')]).toEqual([
    true,
    false,
    false,
  ])
})
