// Every kind of node of a flow by a real call: drawn and published over HTTP, called by SIPp, heard sample for sample.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallDetail, Customer as CustomerRecord } from '#protocol/api'
import type { FlowDraft, PublishReply } from '#protocol/flow-api'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { LineConfig } from '#protocol/line-config'
import type { Api } from '../harness/api.ts'
import { Baresip } from '../harness/baresip.ts'
import { Customer } from '../harness/customer.ts'
import { freePort } from '../harness/free-port.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { QueueCentre } from '../harness/seats/queue-centre.ts'
import type { RealSeat } from '../harness/seats/real-seats.ts'
import { until } from '../harness/trunkline.ts'

const DID = '4008001000'
const OUTSIDE = '13900139000'
const asked = { prompt: 'menu-service', wrongPrompt: 'wrong-key', silentPrompt: 'no-key', timeoutMs: 3000, tries: 2 }
const bye: FlowNode = { id: 'bye', kind: 'hang-up', prompt: 'goodbye' }
const play = (id: string, prompt: string, next = 'bye'): FlowNode => ({ id, kind: 'play', prompt, next })

describe.skipIf(isMissing('sip-tester', 'baresip-core', 'sox'))('a flow by a real call', () => {
  let centre: QueueCentre
  let admin: Api
  let seat: RealSeat
  let world: Server
  let telephone: Baresip
  let address = ''
  const told: string[] = []
  const directory = mkdtempSync(join(tmpdir(), 'flow-'))
  const customers: Customer[] = []

  beforeAll(async () => {
    const port = await freePort()
    address = `http://127.0.0.1:${port}`
    centre = await QueueCentre.open({ TRUNKLINE_TRUSTED_HOSTS: `127.0.0.1:${port}` })
    admin = centre.administrator
    ;[seat] = (await centre.newSeats(1)) as [RealSeat]
    await centre.set('service', [seat])
    const speaks = join(directory, 'tone.wav')
    execFileSync('sox', ['-n', '-r', '8000', '-b', '16', '-c', '1', speaks, 'synth', '120', 'sine', '600'])
    telephone = await Baresip.start({ user: OUTSIDE, speaks })
    for (const line of await admin.json<LineConfig[]>('/lines')) {
      const out = line.kind === 'sip' ? { port: telephone.port, outbound: true } : { outbound: false }
      await admin.put(`/lines/${line.id}`, { ...line, ...out })
    }
    world = createServer(async (request, reply) => {
      let body = ''
      for await (const piece of request) body += String(piece)
      told.push(`${request.method} ${request.url} ${body}`)
      if (request.url === '/hangs') return
      if (request.url === '/big') reply.end(Buffer.alloc(10_000_000))
      else reply.end(JSON.stringify({ order: { items: [{ count: 3 }] } }))
    })
    await new Promise<void>((resolve) => world.listen(port, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    for (const customer of customers) customer.close()
    world?.close()
    world?.closeAllConnections()
    await telephone?.close()
    rmSync(directory, { recursive: true, force: true })
    await centre?.close()
  })

  async function publish(id: string, nodes: FlowNode[], more: Partial<FlowDefinition> = {}): Promise<void> {
    const start = nodes[0]?.id ?? ''
    const definition: FlowDefinition = { id, name: id, version: 1, language: 'zh-CN', start, nodes, ...more }
    const draft = await admin.request('PUT', `/flows/${id}/draft`, { definition, layout: {}, revision: 0 })
    expect(draft.status, await draft.clone().text()).toBe(200)
    const { revision } = (await draft.json()) as FlowDraft
    const reply = await admin.request('POST', `/flows/${id}/publish`, { note: 'test', revision })
    const published = (await reply.json()) as PublishReply
    expect(published.published, JSON.stringify(published)).toBe(true)
  }

  /** A flow of these nodes answers the number; somebody calls it. */
  async function calls(nodes: FlowNode[], more: Partial<FlowDefinition> = {}): Promise<Customer> {
    await publish('tried', nodes, more)
    await admin.put(`/numbers/${DID}`, { number: DID, name: 'Tried', flow: 'tried' })
    const customer = await Customer.call(centre.trunkline, { did: DID, from: centre.newNumber(), hz: 470 })
    customers.push(customer)
    return customer
  }
  const ringsAtSeat = () => seat.is('ringing')
  const hearsSeat = ({ sound }: Customer) =>
    until(
      () => Math.abs(sound.heard(600).hz - seat.hz) < 5,
      10_000,
      () => `the customer hears ${JSON.stringify(sound.heard(600))}`,
    )
  const hears = (customer: Customer, ...prompts: string[]) => hearsPrompts(customer.sound, prompts)
  const record = ({ from }: Customer): Promise<CallDetail> => admin.callWhere((row) => row.customer.text === from)
  const stepsOf = ({ events }: CallDetail): string[] =>
    events.flatMap(({ type, data }) => (type === 'call.flow.went' ? [(data as { step: string }).step] : []))
  const pathOf = async (customer: Customer): Promise<string[]> => stepsOf(await record(customer))

  it('hours, play and hang-up: what the state of the hours says, to its end', async () => {
    const [hours] = await admin.json<Record<string, unknown>[]>('/hours')
    expect(
      (await admin.request('POST', '/hours', { ...hours, id: 'shut', name: 'Shut', forced: 'closed' })).status,
    ).toBe(200)
    const customer = await calls([
      { id: 'h', kind: 'hours', hours: 'shut', open: 'bye', closed: 'closed' },
      play('closed', 'closed'),
      bye,
    ])
    await hears(customer, 'closed', 'goodbye')
    await customer.isHungUp()
    expect(await pathOf(customer)).toEqual(['h:closed', 'closed', 'bye'])
  })

  it('menu: a wrong key, then the right one; typed ahead through an announcement', async () => {
    const customer = await calls([
      play('first', 'greeting-service', 'm'),
      { id: 'm', kind: 'menu', ...asked, keys: { '7': 'seven' }, failed: 'bye' },
      play('seven', 'digit-7'),
      bye,
    ])
    customer.sound.press('9')
    await hears(customer, 'wrong-key', 'menu-service')
    customer.sound.press('7')
    await hears(customer, 'digit-7', 'goodbye')
    await customer.isHungUp()
    expect(await pathOf(customer)).toEqual(['first', 'm', 'm:wrong', 'm:7', 'seven', 'bye'])
  })

  it('collect, say, set and compare: what was typed is said again, and decides the way', async () => {
    const customer = await calls([
      {
        ...{ id: 'c', kind: 'collect', ...asked, into: 'count', min: 1, max: 4, finishKey: '#', betweenMs: 3000 },
        ...{ check: { kind: 'range', from: 10, to: 20 }, next: 's', failed: 'bye' },
      },
      { id: 's', kind: 'set', into: 'text', value: '{{count}}', next: 'say' },
      { id: 'say', kind: 'say', value: '{{text}}', as: 'digits', next: 'if' },
      {
        id: 'if',
        kind: 'compare',
        value: '{{text}}',
        cases: [{ op: 'at-least', to: '12', next: 'more' }],
        otherwise: 'bye',
      },
      play('more', 'message-saved'),
      bye,
    ])
    await hears(customer, 'menu-service')
    customer.sound.press('99#')
    await hears(customer, 'wrong-key')
    customer.sound.press('12#')
    await hears(customer, 'number-1', 'number-2', 'message-saved', 'goodbye')
    await customer.isHungUp()
  })

  it('language, loop, sub-flow and split: the other language, so many rounds, there and back, everybody', async () => {
    await publish('inner', [play('in', 'beep', '')])
    const customer = await calls([
      { id: 'l', kind: 'language', language: 'en', next: 'loop' },
      { id: 'loop', kind: 'loop', times: 2, body: 'one', done: 'sub' },
      play('one', 'digit-1', 'loop'),
      { id: 'sub', kind: 'sub-flow', flow: 'inner', next: 'split' },
      { id: 'split', kind: 'split', shares: [{ percent: 100, next: 'two' }], otherwise: 'bye' },
      play('two', 'digit-2'),
      bye,
    ])
    await hearsPrompts(customer.sound, ['digit-1', 'digit-2', 'goodbye'], { language: 'en' })
    await customer.isHungUp()
    const path = ['l', 'loop:1', 'one', 'loop:2', 'one', 'loop:done', 'sub', 'inner/in', 'split:1', 'two', 'bye']
    expect(await pathOf(customer)).toEqual(path)
  })

  it('queue with a survey after it: the agent leaves, the customer keys what he thinks', async () => {
    const customer = await calls([
      { id: 'q', kind: 'queue', queue: 'service', full: 'bye', timeout: 'bye', after: 's' },
      { id: 's', kind: 'survey', ...asked, topic: 'service', lowest: 1, highest: 5, failed: 'bye', next: 'thanks' },
      play('thanks', 'message-saved'),
      bye,
    ])
    await seat.answers()
    await hearsSeat(customer)
    await seat.hangsUp()
    await hears(customer, 'menu-service')
    customer.sound.press('4')
    await hears(customer, 'message-saved', 'goodbye')
    await customer.isHungUp()
    const detail = await record(customer)
    expect(stepsOf(detail)).toEqual(['q', 's', 's:4', 'thanks', 'bye'])
    expect(detail).toMatchObject({ outcome: 'answered', surveys: [{ topic: 'service', score: 4 }] })
    await seat.is('idle')
  })

  it('queue status: nobody waits, one is free', async () => {
    const customer = await calls([
      { id: 'q', kind: 'queue-status', queue: 'service', next: 'say' },
      { id: 'say', kind: 'say', value: '{{queue.waiting}}{{queue.free}}', as: 'digits', next: 'bye' },
      bye,
    ])
    await hears(customer, 'number-0', 'number-1', 'goodbye')
    await customer.isHungUp()
  })

  it('listed: who is in no list goes one way, and once an entry is approved the other', async () => {
    const list = {
      ...{ name: 'Known numbers', kind: 'plain', enabled: true, direction: 'both', only: false, fourEyes: false },
      ...{ defaultDays: null, answer: { kind: 'busy' } },
    }
    const { id } = await admin.post<{ id: string }>('/number-lists', list)
    const nodes: FlowNode[] = [
      { id: 'l', kind: 'listed', list: id, number: '', yes: 'bye', no: 'no' },
      { id: 'no', kind: 'hang-up', prompt: null },
      bye,
    ]
    const stranger = await calls(nodes)
    await stranger.isHungUp()
    expect(await pathOf(stranger)).toEqual(['l', 'l:no', 'no'])
    const entry = { kind: 'segment', first: '1391000', last: '1391999', note: '', until: null }
    await admin.post(`/number-lists/${id}/entries`, entry)
    await admin.post(`/number-lists/${id}/approve`, { all: true })
    const listed = await calls(nodes)
    await hears(listed, 'goodbye')
    await listed.isHungUp()
    expect(await pathOf(listed)).toEqual(['l', 'l:yes', 'bye'])
  })

  it('ring: a seat that declines, then an outside number that answers', async () => {
    const customer = await calls([
      { id: 'r', kind: 'ring', party: { kind: 'agent', agent: seat.id }, ringMs: 15_000, busy: 'n', noAnswer: 'bye' },
      {
        id: 'n',
        kind: 'ring',
        party: { kind: 'number', number: OUTSIDE },
        ringMs: 15_000,
        busy: 'bye',
        noAnswer: 'bye',
      },
      bye,
    ])
    await ringsAtSeat()
    await seat.does({ type: 'call.decline', callId: seat.callId })
    await telephone.hasSaid('called')
    telephone.answer()
    await telephone.hasSaid('established')
    await until(
      () => Math.abs(telephone.lastSecond().hz - 470) < 5,
      10_000,
      () => `the number hears ${JSON.stringify(telephone.lastSecond())}`,
    )
    await customer.hangsUp()
    expect(await pathOf(customer)).toEqual(['r', 'r:busy', 'n'])
    await seat.is('idle')
  })

  it('ring: a seat that answers has the call', async () => {
    const customer = await calls([
      { id: 'r', kind: 'ring', party: { kind: 'agent', agent: seat.id }, ringMs: 15_000, busy: 'bye', noAnswer: 'bye' },
      bye,
    ])
    await ringsAtSeat()
    await seat.does({ type: 'call.answer', callId: seat.callId })
    await hearsSeat(customer)
    await customer.hangsUp()
    expect(await record(customer)).toMatchObject({ agentId: seat.id, outcome: 'answered' })
    await seat.does({ type: 'agent.finish-wrap-up' })
    await seat.is('idle')
  })

  it('message: what the caller says is kept', async () => {
    const customer = await calls([
      { id: 'm', kind: 'message', prompt: 'leave-message', maxMs: 60_000, box: 'service', next: 'saved' },
      play('saved', 'message-saved'),
      bye,
    ])
    await hears(customer, 'leave-message', 'beep')
    await centre.hearsFrames(customer, 100)
    customer.sound.press('#')
    await hears(customer, 'message-saved', 'goodbye')
    await customer.isHungUp()
    expect(await record(customer)).toMatchObject({ outcome: 'message' })
  })

  it('customer, and a note when the caller has hung up', async () => {
    const from = centre.newNumber()
    await admin.post('/customers', {
      name: 'Zhang San',
      number: from,
      company: '',
      note: 'old',
      vip: true,
      callId: null,
    })
    await publish(
      'known',
      [
        { id: 'c', kind: 'customer', number: '', found: 'if', unknown: 'bye' },
        {
          id: 'if',
          kind: 'compare',
          value: '{{customer.level}}',
          cases: [{ op: 'equal', to: 'vip', next: 'vip' }],
          otherwise: 'bye',
        },
        { id: 'vip', kind: 'menu', ...asked, keys: { '1': 'bye' }, failed: 'bye' },
        { id: 'n', kind: 'customer-note', number: '', text: 'hung up at {{DATE}}', next: '', failed: '' },
        bye,
      ],
      { afterHangUp: 'n' },
    )
    await admin.put(`/numbers/${DID}`, { number: DID, name: 'Tried', flow: 'known' })
    const customer = await Customer.call(centre.trunkline, { did: DID, from })
    customers.push(customer)
    await hears(customer, 'menu-service')
    await customer.hangsUp()
    const noteOf = async () =>
      (await admin.json<CustomerRecord[]>(`/customers?search=${from}`)).map(({ note }) => note)[0] ?? ''
    await expect.poll(noteOf, { timeout: 10_000 }).toMatch(/^old\nhung up at 20\d{6}$/)
  })

  const http = (path: string, more: Partial<FlowNode & { kind: 'http' }> = {}): FlowNode => ({
    ...{ id: 'h', kind: 'http', method: 'GET', url: `${address}${path}`, headers: [], body: '', timeoutMs: 1500 },
    ...{ take: [], waitPrompt: null, next: 'ok', failed: 'failed', ...more },
  })
  const ends = [play('ok', 'message-saved'), play('failed', 'queue-full'), bye]

  it('HTTP: what the answer says is said to the caller', async () => {
    const customer = await calls([
      http('/orders/7?who={{ANI}}', { take: [{ path: 'order.items.0.count', into: 'count' }], next: 'say' }),
      { id: 'say', kind: 'say', value: '{{count}}', as: 'digits', next: 'ok' },
      ...ends,
    ])
    await hears(customer, 'number-3', 'message-saved', 'goodbye')
    await customer.isHungUp()
    expect(told.at(-1)).toMatch(/^GET \/orders\/7\?who=%2B861391/)
  })

  it('HTTP: one that hangs, one that answers 10 MB, and one at an address that is not ours: on by the fallback', async () => {
    const own = centre.trunkline.url
    for (const more of [{ url: `${own}/api/v1/health` }, { url: `${address}/hangs` }, { url: `${address}/big` }]) {
      const customer = await calls([http('', more), ...ends])
      await hears(customer, 'queue-full', 'goodbye')
      await customer.isHungUp()
      expect(await pathOf(customer)).toEqual(['h', 'h:failed', 'failed', 'bye'])
    }
  })

  it('a secret number reaches the far end of HTTP, and nothing else', async () => {
    const card = '79927398713'
    const customer = await calls([
      {
        ...{ id: 'c', kind: 'collect', ...asked, into: 'card', min: 8, max: 19, finishKey: '#', betweenMs: 3000 },
        ...{ check: { kind: 'luhn' }, secret: true, next: 'h', failed: 'bye' },
      },
      http('/cards', { method: 'POST', body: '{"card":"{{card}}"}' }),
      ...ends,
    ])
    await hears(customer, 'menu-service')
    customer.sound.press(`${card}#`)
    await hears(customer, 'message-saved', 'goodbye')
    await customer.isHungUp()
    expect(told.at(-1)).toBe(`POST /cards {"card":"${card}"}`)
    const detail = JSON.stringify(await record(customer))
    const typed = (JSON.parse(detail) as CallDetail).events.filter(({ type }) => type.endsWith('digit'))
    expect(typed.length).toBeGreaterThan(10)
    expect(typed.map(({ data }) => (data as { digit: string }).digit).join('')).not.toMatch(/\d/)
    expect(detail).not.toContain(card)
  })

  it('call-back: promised, once', async () => {
    const queue = (await admin.json<Record<string, unknown>[]>('/queues')).find(({ id }) => id === 'care')
    await admin.put('/queues/care', { ...queue, callback: { tries: 1, pauseMs: 1000, prompt: 'callback-hello' } })
    const customer = await calls([
      { id: 'c', kind: 'callback', queue: 'care', number: '', next: 'ok', failed: 'failed' },
      ...ends,
    ])
    await hears(customer, 'message-saved', 'goodbye')
    await customer.isHungUp()
    expect(await pathOf(customer)).toEqual(['c', 'c:ok', 'ok', 'bye'])
    const { rows } = await admin.json<{ rows: { number: { text: string } }[] }>('/callbacks')
    expect(rows.filter(({ number }) => number.text.includes(customer.from.slice(-4)))).toHaveLength(1)
  })
})
