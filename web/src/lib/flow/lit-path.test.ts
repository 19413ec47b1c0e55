import { expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import { litPath } from './lit-path.ts'

const asked = { prompt: 'p', wrongPrompt: 'w', silentPrompt: 's', timeoutMs: 1, tries: 1, failed: 'bye' }
const nodes: FlowNode[] = [
  { id: 'h', kind: 'hours', hours: 'main', open: 'm', closed: 'bye' },
  { id: 'm', kind: 'menu', ...asked, keys: { '1': 'sub', '2': 'sub' } },
  { id: 'sub', kind: 'sub-flow', flow: 'inner', next: 'bye' },
  { id: 'bye', kind: 'hang-up', prompt: null },
]
const lit = (...steps: string[]) => {
  const { nodes: passed, edges, last } = litPath(steps, nodes)
  return [[...passed], [...edges], last]
}

it('L1, L3 nodes and the ways between them', () => {
  expect(lit('h:open', 'm', 'm:2', 'sub')).toEqual([['h', 'm', 'sub'], ['h open', 'm key:2'], 'sub'])
})
it('L3 a result that names no way lights all that lead there', () => {
  expect(lit('m', 'm:wrong', 'sub')).toEqual([['m', 'sub'], ['m key:1', 'm key:2'], 'sub'])
})
it('L2 steps in a sub-flow are not of this drawing, and the way goes on after them', () => {
  expect(lit('sub', 'inner/m', 'bye')).toEqual([['sub', 'bye'], ['sub next'], 'bye'])
  expect([...litPath(['sub', 'inner/m', 'bye'], nodes, 'inner').nodes]).toEqual(['m'])
})
it('a step at a node that is not drawn lights nothing', () => {
  expect(lit('gone', 'gone:1')).toEqual([[], [], null])
})
