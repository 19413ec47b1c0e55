import { describe, expect, it } from 'vitest'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import { flowOf } from '../../tests/harness/flow-walk.ts'
import { flowSample } from '../../tests/harness/samples.ts'
import { checkFlow, type FlowSurroundings } from './flow-check.ts'

const around: FlowSurroundings = {
  queues: [
    { id: 'service', hasCallback: true },
    { id: 'care', hasCallback: false },
  ],
  hours: ['main'],
  agents: ['a1'],
  boxes: ['service'],
  flows: [],
  lists: ['nuisance'],
  hasPrompt: (name, language) => name !== 'none' && !(name === 'chinese' && language === 'en'),
}
const found = (nodes: FlowNode[], more: Partial<FlowDefinition> = {}, where: Partial<FlowSurroundings> = {}) =>
  checkFlow(flowOf(nodes, more), { ...around, ...where }).map(
    ({ why, node, isError }) => `${isError ? '' : '? '}${why}${node === '' ? '' : ` ${node}`}`,
  )
const play = (id: string, next = '', prompt = 'p'): FlowNode => ({ id, kind: 'play', prompt, next })
const set = (id: string, next: string, value = ''): FlowNode => ({ id, kind: 'set', into: 'x', value, next })
const asked = { prompt: 'p', wrongPrompt: 'p', silentPrompt: 'p', timeoutMs: 1000, tries: 2, failed: '' }

describe('the check of a flow', () => {
  it('finds nothing in a good one', () => {
    expect(checkFlow(flowSample(), around)).toEqual([])
  })

  it('K1 a start that is not there', () =>
    expect(found([play('a')], { start: 'b' })).toEqual(['no-start', '? unreachable a']))

  it('K2 two nodes of one name', () => expect(found([play('a'), play('a')])).toEqual(['double a']))

  it('K2 a way that leads nowhere, and a node that nobody comes to', () =>
    expect(found([play('a', 'gone'), play('b')])).toEqual(['no-target a', '? unreachable b']))

  it('K2 the branch for who has hung up is reached too', () =>
    expect(found([play('a'), set('b', '')], { afterHangUp: 'b' })).toEqual([]))

  it('K3 a circle without a sound; a loop and a question in it are none', () => {
    expect(found([set('a', 'b'), set('b', 'a')])).toEqual([
      'silent-circle a',
      'silent-circle b',
      'no-end a',
      'no-end b',
    ])
    expect(found([set('a', 'l'), { id: 'l', kind: 'loop', times: 3, body: 'a', done: '' }])).toEqual([])
    expect(found([set('a', 'm'), { id: 'm', kind: 'menu', ...asked, keys: { '1': 'a' } }])).toEqual([])
  })

  it('K4 a walk that no way leads out of', () => {
    expect(found([play('a', 'b'), play('b', 'a')])).toEqual(['no-end a', 'no-end b'])
  })

  it.each<[string, FlowNode]>([
    ['no-object a', { id: 'a', kind: 'queue', queue: 'gone', full: '', timeout: '' }],
    ['no-object a', { id: 'a', kind: 'queue-status', queue: 'gone', next: '' }],
    ['no-object a', { id: 'a', kind: 'callback', queue: 'gone', number: '', next: '', failed: '' }],
    ['no-callback a', { id: 'a', kind: 'callback', queue: 'care', number: '', next: '', failed: '' }],
    ['no-object a', { id: 'a', kind: 'hours', hours: 'gone', open: '', closed: '' }],
    ['no-object a', { id: 'a', kind: 'sub-flow', flow: 'gone', next: '' }],
    [
      'no-object a',
      { id: 'a', kind: 'ring', party: { kind: 'agent', agent: 'x' }, ringMs: 9000, busy: '', noAnswer: '' },
    ],
    ['no-object a', { id: 'a', kind: 'message', prompt: 'p', maxMs: 1000, box: 'gone', next: '' }],
    ['no-object a', { id: 'a', kind: 'listed', list: 'gone', number: '', yes: '', no: '' }],
    ['no-keys a', { id: 'a', kind: 'menu', ...asked, keys: {} }],
    [
      'min-over-max a',
      {
        ...{ id: 'a', kind: 'collect', ...asked, into: 'x', min: 5, max: 4, finishKey: '#' },
        ...{ betweenMs: 1, check: { kind: 'any' }, next: '' },
      },
    ],
    ['min-over-max a', { id: 'a', kind: 'survey', ...asked, topic: 't', lowest: 5, highest: 1, next: '' }],
    [
      'over-hundred a',
      {
        id: 'a',
        kind: 'split',
        shares: [
          { percent: 60, next: '' },
          { percent: 41, next: '' },
        ],
        otherwise: '',
      },
    ],
    [
      'bad-address a',
      {
        ...{ id: 'a', kind: 'http', method: 'GET', url: 'http://{{ANI}}/', headers: [], body: '' },
        ...{ timeoutMs: 900, take: [], waitPrompt: null, next: '', failed: '' },
      },
    ],
    ['no-prompt a', play('a', '', 'none')],
  ])('K5-K7 %s', (problem, node) => expect(found([node])).toEqual([problem]))

  it('K7 a prompt in one language only is a warning for each other that the flow speaks', () => {
    const nodes: FlowNode[] = [{ id: 'l', kind: 'language', language: 'en', next: 'a' }, play('a', '', 'chinese')]
    expect(found(nodes)).toEqual(['? no-language a'])
    expect(found([play('a', '', 'chinese')])).toEqual([])
  })

  it('K8 flows that enter each other in a circle', () => {
    const other = flowOf([{ id: 's', kind: 'sub-flow', flow: 'f', next: '' }], { id: 'other' })
    expect(found([{ id: 'a', kind: 'sub-flow', flow: 'other', next: '' }], {}, { flows: [other] })).toEqual([
      'nested-circle a',
    ])
  })

  it('K9 a value that nothing gives', () => {
    expect(found([set('a', '', '{{ANI}} {{y}}')])).toEqual(['? unset a'])
    expect(found([set('a', 'b'), set('b', '', '{{x}}')])).toEqual([])
  })
})
