import { describe, expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import { FlowWalk, flowOf } from '../../tests/harness/flow-walk.ts'

const end = (id: string): FlowNode => ({ id, kind: 'play', prompt: id, next: '' })
const http = (more: Partial<FlowNode & { kind: 'http' }> = {}): FlowNode => ({
  ...{
    id: 'h',
    kind: 'http',
    method: 'GET',
    url: 'https://crm.example/o/{{order}}?who={{ANI}}',
    headers: [],
    body: '',
  },
  ...{
    timeoutMs: 3000,
    take: [{ path: 'state', into: 'state' }],
    waitPrompt: 'wait',
    next: 'ok',
    failed: 'bad',
    ...more,
  },
})
const nodes = [http(), end('ok'), end('bad')]
const walk = (variables = {}) => new FlowWalk(flowOf(nodes), { variables })

describe('HTTP', () => {
  it('F31 asks, plays meanwhile, stops playing at the answer, and has its values', () => {
    const asking = walk({ order: '7' })
    expect(asking.effects).toContainEqual(expect.objectContaining({ type: 'play', prompts: ['wait'], loop: true }))
    expect(asking.effects).toContainEqual({ type: 'set-timer', name: 'answer', after: 4000 })
    const done = asking.answer({ values: { state: 'sent' } })
    expect(done.effects).toContainEqual({
      type: 'gateway',
      command: { type: 'player.stop', playerId: 'flow-run:c1.f1:1' },
    })
    expect(done.walker.variables).toEqual({ order: '7', state: 'sent' })
    expect(done.path).toEqual(['h', 'h:ok', 'ok'])
  })

  it('F32 values are escaped in the address, and only there', () => {
    const asking = walk({ order: '7/../admin?x=1#' })
    expect(asking.question).toMatchObject({
      url: 'https://crm.example/o/7%2F..%2Fadmin%3Fx%3D1%23?who=%2B8613800138000',
    })
  })

  it('F31 a failure, and no answer in time, go the way of failure with nothing set', () => {
    expect(
      walk()
        .answer({ ok: false, values: { state: 'x' } })
        .path.at(-1),
    ).toBe('bad')
    const late = walk().give({ type: 'timer', name: 'answer' })
    expect(late.path).toEqual(['h', 'h:failed', 'bad'])
    expect(late.walker.variables).toEqual({})
  })

  it('F31 an answer to an earlier question is none', () => {
    const asking = walk()
    expect(asking.give({ type: 'answer', askId: 'c1.f1:0', answer: { ok: true, values: {} } }).stage).toBe('asking')
  })

  it('F31 keys and prompts do not hurry it', () => {
    expect(walk().keys('1').heard().stage).toBe('asking')
  })
})

describe('look-ups', () => {
  it('F33 a customer by number, the caller where none is given', () => {
    const node: FlowNode = { id: 'c', kind: 'customer', number: '', found: 'ok', unknown: 'bad' }
    const asking = new FlowWalk(flowOf([node, end('ok'), end('bad')]))
    expect(asking.question).toEqual({ kind: 'customer', number: '+8613800138000' })
    expect(asking.answer({ values: { 'customer.name': '张三' } }).walker.variables).toEqual({ 'customer.name': '张三' })
    const unknown = new FlowWalk(flowOf([node, end('ok'), end('bad')])).answer({ ok: false })
    expect(unknown.path).toEqual(['c', 'c:unknown', 'bad'])
  })

  it('F34 the state of a queue into variables', () => {
    const node: FlowNode = { id: 'q', kind: 'queue-status', queue: 'service', next: 'ok' }
    const asking = new FlowWalk(flowOf([node, end('ok')]))
    expect(asking.question).toEqual({ kind: 'queue-status', queue: 'service' })
    expect(asking.answer({ values: { 'queue.waiting': '3' } }).walker.variables).toEqual({ 'queue.waiting': '3' })
  })

  it('F36 a call-back is promised or not', () => {
    const node: FlowNode = { id: 'c', kind: 'callback', queue: 'service', number: '{{n}}', next: 'ok', failed: 'bad' }
    const asking = new FlowWalk(flowOf([node, end('ok'), end('bad')]), { variables: { n: '021555' } })
    expect(asking.question).toEqual({ kind: 'callback', queue: 'service', number: '021555' })
    expect(asking.answer({}).said).toEqual(['ok'])
  })

  it('F39 a number, or the caller’s, stands in a list or not; without an answer in time it does not', () => {
    const asking = (number: string) =>
      new FlowWalk(
        flowOf([{ id: 'l', kind: 'listed', list: 'x', number, yes: 'yes', no: 'no' }, end('yes'), end('no')]),
        {
          variables: { n: '021555' },
        },
      )
    expect(asking('{{n}}').question).toEqual({ kind: 'listed', list: 'x', number: '021555' })
    expect(asking('').question).toEqual({ kind: 'listed', list: 'x', number: '+8613800138000' })
    const listed = asking('').answer({})
    expect([listed.said, listed.path]).toEqual([['yes'], ['l', 'l:yes', 'yes']])
    expect(asking('').answer({ ok: false }).said).toEqual(['no'])
    expect(asking('').give({ type: 'timer', name: 'answer' }).said).toEqual(['no'])
  })
})

describe('ring', () => {
  const ring = (party: (FlowNode & { kind: 'ring' })['party']): FlowNode[] => [
    { id: 'r', kind: 'ring', party, ringMs: 15_000, busy: 'busy', noAnswer: 'none' },
    end('busy'),
    end('none'),
  ]
  const agent = () => new FlowWalk(flowOf(ring({ kind: 'agent', agent: 'a1' })))

  it('F35 a colleague is rung by the call', () => {
    const ringing = agent()
    expect(ringing.told).toEqual([
      { type: 'flow.ring', guest: { kind: 'agent', agentId: 'a1', camp: false, aimed: true }, ringMs: 15_000 },
    ])
    expect(ringing.stage).toBe('ringing')
    expect(ringing.give({ type: 'ring.ended', why: 'busy' }).said).toEqual(['busy'])
    expect(agent().give({ type: 'ring.ended', why: 'no-answer' }).said).toEqual(['none'])
  })

  it('F35 who answers has the call: the walk ends without a word', () => {
    const taken = agent().give({ type: 'hang-up' })
    expect(taken.stage).toBe('ended')
    expect(taken.told.map(({ type }) => type)).toEqual(['flow.ring'])
  })

  it('F35 a number is dialled by the way out found for it; without one it is as busy', () => {
    const party = { kind: 'number' as const, number: '{{n}}' }
    const asking = () => new FlowWalk(flowOf(ring(party)), { variables: { n: '13900139000' } })
    expect(asking().question).toEqual({ kind: 'way-out', number: '13900139000', ringMs: 15_000 })
    const where = {
      number: '+8613900139000',
      to: '13900139000',
      lineId: 'l',
      from: '400',
      withheld: false,
      noAnswerMs: 15_000,
    }
    const guest = { kind: 'number' as const, ...where }
    expect(asking().answer({ guest }).told).toEqual([{ type: 'flow.ring', guest, ringMs: 15_000 }])
    expect(asking().answer({ ok: false }).said).toEqual(['busy'])
  })
})

describe('after the caller has hung up', () => {
  const lane: FlowNode[] = [
    { id: 'p', kind: 'play', prompt: 'p', next: '' },
    { id: 's', kind: 'set', into: 'x', value: '{{ANI}}', next: 'n' },
    { id: 'n', kind: 'customer-note', number: '', text: 'called {{x}}', next: 'w', failed: 'w' },
    { id: 'w', kind: 'play', prompt: 'nobody', next: '' },
  ]

  it('F37 the branch for it is walked without him, and stops where something would be heard', () => {
    const gone = new FlowWalk(flowOf(lane, { afterHangUp: 's' })).give({ type: 'hang-up', gone: true })
    expect(gone.question).toEqual({ kind: 'customer-note', number: '+8613800138000', text: 'called +8613800138000' })
    const done = gone.answer({})
    expect(done.stage).toBe('ended')
    expect(done.said).toEqual(['p'])
    expect(done.path).toEqual(['p'])
    expect(done.told).toEqual([])
  })

  it('F37 not when the call only went elsewhere, nor a second time', () => {
    expect(new FlowWalk(flowOf(lane, { afterHangUp: 's' })).give({ type: 'hang-up' }).stage).toBe('ended')
    const gone = new FlowWalk(flowOf(lane, { afterHangUp: 's' })).give({ type: 'hang-up', gone: true })
    expect(gone.give({ type: 'hang-up', gone: true }).stage).toBe('ended')
  })
})
