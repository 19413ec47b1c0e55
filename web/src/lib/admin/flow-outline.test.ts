import { expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import { flowOutline } from './flow-outline.ts'

const nodes: FlowNode[] = [
  { id: 'hours', kind: 'hours', hours: 'main', open: 'hello', closed: 'bye' },
  { id: 'hello', kind: 'play', prompt: 'welcome', next: 'menu' },
  {
    id: 'menu',
    kind: 'menu',
    prompt: 'menu',
    keys: { '1': 'sales', '9': 'menu' },
    wrongPrompt: 'w',
    silentPrompt: 's',
    timeoutMs: 5000,
    tries: 3,
    failed: 'bye',
  },
  { id: 'sales', kind: 'queue', queue: 'sales', full: 'bye', timeout: 'lost' },
  { id: 'bye', kind: 'hang-up', prompt: null },
]
it('walks each node once, with a reference on a second visit', () => {
  const rows = flowOutline({ start: 'hours', nodes }).map(({ depth, target, isRepeat, node }) => [
    depth,
    target,
    isRepeat,
    node !== null,
  ])
  expect(rows).toEqual([
    [0, 'hours', false, true],
    [1, 'hello', false, true],
    [1, 'menu', false, true],
    [2, 'sales', false, true],
    [3, 'bye', false, true],
    [3, 'lost', false, false],
    [2, 'menu', true, true],
    [2, 'bye', true, true],
    [1, 'bye', true, true],
  ])
})
