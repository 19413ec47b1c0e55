import { Value } from '@sinclair/typebox/value'
import { expect, it } from 'vitest'
import { FlowNode } from '#protocol/flow-config'
import { KIND_GROUPS, newNode } from './new-node.ts'

const kinds = Object.values(KIND_GROUPS).flat()

it.each(kinds)('a new %s is one that the server takes', (kind) => {
  const node = newNode(kind, 'x', { queue: 'service', hours: 'main', agent: 'a', flow: 'f', list: 'l' })
  expect([node.kind, [...Value.Errors(FlowNode, node)]]).toEqual([kind, []])
})

it('the palette has every kind once', () => {
  expect([...kinds].sort()).toEqual(FlowNode.anyOf.map((one) => String(one.properties.kind.const)).sort())
})
