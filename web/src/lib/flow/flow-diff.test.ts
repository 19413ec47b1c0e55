import { expect, it } from 'vitest'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import { flowDiff, isSame } from './flow-diff.ts'

const play = (id: string, prompt: string, next = ''): FlowNode => ({ id, kind: 'play', prompt, next })
const flow = (nodes: FlowNode[], more: Partial<FlowDefinition> = {}): FlowDefinition => ({
  ...{ id: 'f', name: 'F', version: 1, language: 'en', start: 'a', nodes },
  ...more,
})
const menu = (keys: Record<string, string>): FlowNode => ({
  ...{ id: 'm', kind: 'menu', prompt: 'p', wrongPrompt: 'w', silentPrompt: 's', timeoutMs: 1, tries: 1, failed: '' },
  keys,
})
const split = (percent: number, next: string): FlowNode => ({
  ...{ id: 's', kind: 'split', shares: [{ percent, next }], otherwise: '' },
})

it('the same is the same, whatever the version and the order of nodes', () => {
  const [a, b] = [play('a', 'x'), play('b', 'y')]
  expect(isSame(flowDiff(flow([a, b]), flow([b, a], { version: 2 })))).toBe(true)
})

it('against nothing everything is added', () => {
  expect(flowDiff(null, flow([play('a', 'x')]))).toMatchObject({ added: [{ id: 'a' }], settings: [] })
})

it.each([
  ['a prompt', play('m', 'x'), play('m', 'y'), ['prompt'], []],
  ['a way out', play('m', 'x'), play('m', 'x', 'b'), [], ['next']],
  ['a key led elsewhere and one more', menu({ '1': 'a' }), menu({ '1': 'b', '2': 'a' }), [], ['key:1', 'key:2']],
  ['a key gone', menu({ '1': 'a', '2': 'b' }), menu({ '1': 'a' }), [], ['key:2']],
  ['a share of another size', split(10, 'a'), split(20, 'a'), ['shares'], []],
  ['a share led elsewhere', split(10, 'a'), split(10, 'b'), [], ['share:1']],
] as const)('%s', (_, was, now, fields, ports) => {
  expect(flowDiff(flow([was]), flow([now])).changed).toEqual([{ node: now, fields, ports }])
})

it('nodes added and removed, settings changed', () => {
  const diff = flowDiff(flow([play('a', 'x')]), flow([play('b', 'x')], { start: 'b', afterHangUp: 'b', name: 'G' }))
  expect(diff).toMatchObject({
    added: [{ id: 'b' }],
    removed: [{ id: 'a' }],
    changed: [],
    settings: ['name', 'start', 'afterHangUp'],
  })
})
