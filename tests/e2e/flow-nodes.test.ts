// Every kind of node of a flow by a real call: drawn and published over HTTP, called by SIPp, heard sample for sample.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallDetail } from '#protocol/api'
import type { FlowDraft } from '#protocol/flow-api'
import type { CompareOp, FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { Api } from '../harness/api.ts'
import type { Baresip } from '../harness/baresip.ts'
import type { Customer } from '../harness/customer.ts'
import { DID, FlowCentre, hears, stepsOf } from '../harness/flow-centre.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import type { OutsideWorld } from '../harness/outside-world.ts'
import { RawUdp, sipRequest } from '../harness/raw-sip.ts'
import type { QueueCentre } from '../harness/seats/queue-centre.ts'
import type { RealSeat } from '../harness/seats/real-seats.ts'
import { sayTone } from '../harness/short-prompt.ts'
import { until } from '../harness/trunkline.ts'
import { readWav, sidesOf } from '../harness/wav.ts'

const OUTSIDE = '13900139000'
// Short ones: what is heard here are words of a number.
const [ASK, WRONG, OK, FAILED] = ['agent-number', 'say-times', 'say-item', 'wait-and'] as const
const asked = { prompt: ASK, wrongPrompt: WRONG, silentPrompt: 'no-key', timeoutMs: 3000, tries: 2 }
const bye: FlowNode = { id: 'bye', kind: 'hang-up', prompt: null }
const play = (id: string, prompt: string, next = 'bye'): FlowNode => ({ id, kind: 'play', prompt, next })
const ring = (id: string, party: (FlowNode & { kind: 'ring' })['party'], busy = 'bye'): FlowNode => ({
  ...{ id, kind: 'ring', party, ringMs: 15_000, busy, noAnswer: 'bye' },
})
const compare = (value: string, op: CompareOp, to: string, next: string): FlowNode => ({
  ...{ id: 'if', kind: 'compare', value, cases: [{ op, to, next }], otherwise: 'bye' },
})

describe.skipIf(isMissing('sip-tester', 'baresip-core'))('a flow by a real call', () => {
  let flows: FlowCentre
  let centre: QueueCentre
  let admin: Api
  let seat: RealSeat
  let world: OutsideWorld
  let telephone: Baresip

  beforeAll(async () => {
    flows = await FlowCentre.open()
    ;({ centre, admin, world } = flows)
    ;[seat] = (await centre.newSeats(1)) as [RealSeat]
    await centre.set('service', [seat])
    telephone = await flows.telephone(OUTSIDE)
  })
  afterAll(() => flows?.close())

  const hearsSeat = ({ sound }: Customer) => sound.hears(seat.hz, 5)
  const calls = (nodes: FlowNode[], more: Partial<FlowDefinition> = {}) => flows.calls(nodes, more)
  const record = (customer: Customer) => flows.record(customer)
  const pathOf = (customer: Customer) => flows.pathOf(customer)

  it('hours, play and hang-up: what the state of the hours says, to its end', async () => {
    const [hours] = await admin.json<Record<string, unknown>[]>('/hours')
    expect(
      (await admin.request('POST', '/hours', { ...hours, id: 'shut', name: 'Shut', forced: 'closed' })).status,
    ).toBe(200)
    const customer = await calls([
      { id: 'h', kind: 'hours', hours: 'shut', open: 'bye', closed: 'closed' },
      play('closed', ASK),
      { id: 'bye', kind: 'hang-up', prompt: OK },
    ])
    await hears(customer, ASK, OK)
    await customer.isHungUp()
    expect(await pathOf(customer)).toEqual(['h:closed', 'closed', 'bye'])
  })

  it('menu: a wrong key, then the right one; typed ahead through an announcement', async () => {
    const customer = await calls([
      play('first', 'you-said', 'm'),
      { id: 'm', kind: 'menu', ...asked, keys: { '7': 'seven' }, failed: 'bye' },
      play('seven', 'digit-7'),
      bye,
    ])
    customer.sound.press('9')
    await hears(customer, WRONG, ASK)
    customer.sound.press('7')
    await hears(customer, 'digit-7')
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
      compare('{{text}}', 'at-least', '12', 'more'),
      play('more', OK),
      bye,
    ])
    await hears(customer, ASK)
    customer.sound.press('99#')
    await hears(customer, WRONG)
    customer.sound.press('12#')
    await hears(customer, 'number-1', 'number-2', OK)
    await customer.isHungUp()
  })

  it('language, loop, sub-flow and split: the other language, so many rounds, there and back, everybody', async () => {
    await flows.publish('inner', [play('in', 'beep', '')])
    const customer = await calls([
      { id: 'l', kind: 'language', language: 'en', next: 'loop' },
      { id: 'loop', kind: 'loop', times: 2, body: 'one', done: 'sub' },
      play('one', 'digit-1', 'loop'),
      { id: 'sub', kind: 'sub-flow', flow: 'inner', next: 'split' },
      { id: 'split', kind: 'split', shares: [{ percent: 100, next: 'two' }], otherwise: 'bye' },
      play('two', 'digit-2'),
      bye,
    ])
    await hearsPrompts(customer.sound, ['digit-1', 'digit-2'], { language: 'en' })
    await customer.isHungUp()
    const path = ['l', 'loop:1', 'one', 'loop:2', 'one', 'loop:done', 'sub', 'inner/in', 'split:1', 'two', 'bye']
    expect(await pathOf(customer)).toEqual(path)
  })

  it('queue with a survey after it: the agent leaves, the customer keys what he thinks', async () => {
    const customer = await calls([
      { id: 'q', kind: 'queue', queue: 'service', full: 'bye', timeout: 'bye', after: 's' },
      { id: 's', kind: 'survey', ...asked, topic: 'service', lowest: 1, highest: 5, failed: 'bye', next: 'thanks' },
      play('thanks', OK),
      bye,
    ])
    await seat.answers()
    await hearsSeat(customer)
    await seat.hangsUp()
    await hears(customer, ASK)
    customer.sound.press('4')
    await hears(customer, OK)
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
    await hears(customer, 'number-0', 'number-1')
    await customer.isHungUp()
  })

  it('listed: who is in no list goes one way, and once an entry is approved the other', async () => {
    const list = {
      ...{ name: 'Known numbers', kind: 'plain', enabled: true, direction: 'both', only: false, fourEyes: false },
      ...{ defaultDays: null, answer: { kind: 'busy' } },
    }
    const { id } = await admin.post<{ id: string }>('/number-lists', list)
    const nodes: FlowNode[] = [
      { id: 'l', kind: 'listed', list: id, number: '', yes: 'yes', no: 'bye' },
      play('yes', OK),
      bye,
    ]
    const stranger = await calls(nodes)
    await stranger.isHungUp()
    expect(await pathOf(stranger)).toEqual(['l', 'l:no', 'bye'])
    const entry = { kind: 'segment', first: '1391000', last: '1391999', note: '', until: null }
    await admin.post(`/number-lists/${id}/entries`, entry)
    await admin.post(`/number-lists/${id}/approve`, { all: true })
    const listed = await calls(nodes)
    await hears(listed, OK)
    await listed.isHungUp()
    expect(await pathOf(listed)).toEqual(['l', 'l:yes', 'yes', 'bye'])
  })

  it('ring: a seat that declines, then an outside number that answers', async () => {
    const customer = await calls([
      ring('r', { kind: 'agent', agent: seat.id }, 'n'),
      ring('n', { kind: 'number', number: OUTSIDE }),
      bye,
    ])
    await seat.is('ringing')
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
    const customer = await calls([ring('r', { kind: 'agent', agent: seat.id }), bye])
    await seat.is('ringing')
    await seat.does({ type: 'call.answer', callId: seat.callId })
    await hearsSeat(customer)
    await customer.hangsUp()
    expect(await record(customer)).toMatchObject({ agentId: seat.id, outcome: 'answered' })
    await seat.does({ type: 'agent.finish-wrap-up' })
    await seat.is('idle')
  })

  it('message: what the caller says is kept', async () => {
    const customer = await calls([
      { id: 'm', kind: 'message', prompt: ASK, maxMs: 60_000, box: 'service', next: 'saved' },
      play('saved', OK),
      bye,
    ])
    await hears(customer, ASK, 'beep')
    await centre.hearsFrames(customer, 80)
    customer.sound.press('#')
    await hears(customer, OK)
    await customer.isHungUp()
    expect(await record(customer)).toMatchObject({ outcome: 'message' })
  })

  it('record: heard again, said anew, kept with the call; what was said is kept when the caller hangs up meanwhile', async () => {
    const record = { prompt: ASK, beep: true, maxMs: 20_000, stopKey: '#' } as const
    const nodes: FlowNode[] = [
      { id: 'r', kind: 'record', ...record, into: 'said', next: 'say', nothing: 'bye' },
      { id: 'say', kind: 'say', value: '{{said}}', as: 'recording', next: 'm' },
      { id: 'm', kind: 'menu', ...asked, prompt: 'digit-1', keys: { '1': 'bye', '2': 'r' }, failed: 'bye' },
      bye,
    ]
    const speaks = async (customer: Customer): Promise<void> => {
      await hears(customer, 'beep')
      customer.sound.forget()
      await centre.hearsFrames(customer, 75)
      expect(customer.sound.share(470)).toBeLessThan(0.1)
    }
    const customer = await calls(nodes)
    await speaks(customer)
    customer.sound.press('#')
    await customer.sound.hears(470, 5)
    await hears(customer, 'digit-1')
    customer.sound.forget()
    customer.sound.press('2')
    await speaks(customer)
    customer.sound.press('#')
    await customer.sound.hears(470, 5)
    await hears(customer, 'digit-1')
    customer.sound.press('1')
    await customer.isHungUp()
    const path = ['r', 'r:ok', 'say', 'm']
    expect(await pathOf(customer)).toEqual([...path, 'm:2', ...path, 'm:1', 'bye'])

    const other = await calls(nodes)
    await speaks(other)
    await other.hangsUp()
    const { call, recording } = await admin.recordedCall((row) => row.customer.text === other.from)
    expect(call).toMatchObject({ outcome: 'menu-only', recordings: [{ state: 'ready' }] })
    expect(call.recordings[0]?.durationMs).toBeGreaterThan(1000)
    expect(sidesOf(readWav(recording)).left).toBeCloseTo(470, -1)
    const played = { action: 'recording-played', object: call.recordings[0]?.id }
    expect(await admin.json('/audit')).toContainEqual(expect.objectContaining(played))
  })

  it('hang-up as busy: a call that nothing has answered is refused with 486; one that was hears the tone first', async () => {
    const busy: FlowNode = { id: 'busy', kind: 'hang-up', prompt: null, how: 'busy' }
    const customer = await calls([play('word', OK, 'busy'), busy])
    await customer.sound.hears(450, 5)
    await customer.isHungUp()
    expect(await record(customer)).toMatchObject({ outcome: 'menu-only', cause: 'busy' })
    await flows.publish('tried', [
      { id: 'if', kind: 'split', shares: [{ percent: 100, next: 'busy' }], otherwise: '' },
      busy,
    ])
    const { port } = centre.trunkline.sip
    const caller = await RawUdp.open('127.0.0.1')
    await caller.send(sipRequest('INVITE', `sip:${DID}@127.0.0.1:${port}`, caller), port)
    await caller.hearsOne(/^SIP\/2\.0 486 [\s\S]*Reason: Q\.850;cause=17/i)
    expect(
      caller.received.map((packet) => packet.toString()).filter((text) => /^SIP\/2\.0 (18\d|200)/.test(text)),
    ).toEqual([])
    caller.close()
    const refused = await admin.callWhere((row) => row.outcome === 'refused')
    expect(refused).toMatchObject({ cause: 'busy', answeredAt: null })
    expect(stepsOf(refused)).toEqual(['if:1', 'busy'])
  })

  it('FL20 a flow made from paper: from the template, with voice uploaded, linked to a number, called', async () => {
    for (const name of ['own-menu', 'own-hello']) await sayTone(admin, name, name === 'own-menu' ? 650 : 850, 0.6)
    const made = await admin.post<FlowDraft>('/flows', { id: 'paper', name: 'Paper', template: 'self-service' })
    const voiced = made.definition.nodes.map((node): FlowNode => {
      if (node.kind === 'menu') return { ...node, prompt: 'own-menu', silentPrompt: WRONG, timeoutMs: 300 }
      return node.id === 'welcome' && node.kind === 'play' ? { ...node, prompt: 'own-hello' } : node
    })
    const { nodes: _drawn, ...flow } = made.definition
    await flows.publish('paper', voiced, { ...flow, revision: made.revision })
    const silent = await flows.callsFlow('paper')
    await silent.sound.hears(850, 5)
    await silent.isHungUp()
    const waits = ['menu:silent', 'menu:silent', 'menu:silent']
    expect(await pathOf(silent)).toEqual(['welcome', 'menu', ...waits, 'bye'])

    const from = centre.newNumber()
    await flows.knows(from)
    const known = await flows.callsFlow('paper', from)
    await known.sound.hears(650, 5)
    known.sound.press('1')
    await hears(known, 'digit-1', 'digit-3', 'digit-9')
    await known.hangsUp()
    await expect
      .poll(() => flows.noteOf(from), { timeout: 10_000 })
      .toMatch(new RegExp(`^20\\d{6} \\d{6}: \\+86${from} → ${DID} 20\\d{12}$`))
  })

  it('customer, and a note when the caller has hung up', async () => {
    const from = centre.newNumber()
    await flows.knows(from, { note: 'old', vip: true })
    await flows.publish(
      'known',
      [
        { id: 'c', kind: 'customer', number: '', found: 'if', unknown: 'bye' },
        compare('{{customer.level}}', 'equal', 'vip', 'vip'),
        { id: 'vip', kind: 'menu', ...asked, keys: { '1': 'bye' }, failed: 'bye' },
        { id: 'n', kind: 'customer-note', number: '', text: 'hung up at {{DATE}}', next: '', failed: '' },
        bye,
      ],
      { afterHangUp: 'n' },
    )
    const customer = await flows.callsFlow('known', from)
    await hears(customer, ASK)
    await customer.hangsUp()
    await expect.poll(() => flows.noteOf(from), { timeout: 10_000 }).toMatch(/^old\nhung up at 20\d{6}$/)
  })

  const http = (path: string, more: Partial<FlowNode & { kind: 'http' }> = {}): FlowNode => ({
    ...{ id: 'h', kind: 'http', method: 'GET', url: `${world.address}${path}`, headers: [], body: '', timeoutMs: 1500 },
    ...{ take: [], waitPrompt: null, next: 'ok', failed: 'failed', ...more },
  })
  const ends = [play('ok', OK), play('failed', FAILED), bye]

  it('HTTP: what the answer says is said to the caller', async () => {
    const customer = await calls([
      http('/orders/7?who={{ANI}}', { take: [{ path: 'order.items.0.count', into: 'count' }], next: 'say' }),
      { id: 'say', kind: 'say', value: '{{count}}', as: 'digits', next: 'ok' },
      ...ends,
    ])
    await hears(customer, 'number-3', OK)
    await customer.isHungUp()
    expect(world.told.at(-1)).toMatch(/^GET \/orders\/7\?who=%2B861391/)
  })

  it('HTTP: one that hangs, one that answers 10 MB, and one at an address that is not ours: on by the fallback', async () => {
    const next = (id: string, url: string, failed: string) => http('', { id, url, next: 'ok', failed })
    const customer = await calls([
      next('own', `${centre.trunkline.url}/api/v1/health`, 'hangs'),
      next('hangs', `${world.address}/hangs`, 'big'),
      next('big', `${world.address}/big`, 'failed'),
      ...ends,
    ])
    await hears(customer, FAILED)
    await customer.isHungUp()
    const path = ['own', 'own:failed', 'hangs', 'hangs:failed', 'big', 'big:failed', 'failed', 'bye']
    expect(await pathOf(customer)).toEqual(path)
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
    await hears(customer, ASK)
    customer.sound.press(`${card}#`)
    await hears(customer, OK)
    await customer.isHungUp()
    expect(world.told.at(-1)).toBe(`POST /cards {"card":"${card}"}`)
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
    await hears(customer, OK)
    await customer.isHungUp()
    expect(await pathOf(customer)).toEqual(['c', 'c:ok', 'ok', 'bye'])
    const { rows } = await admin.json<{ rows: { number: { text: string } }[] }>('/callbacks')
    expect(rows.filter(({ number }) => number.text.includes(customer.from.slice(-4)))).toHaveLength(1)
  })
})
