import { expect, it } from 'vitest'
import { flowIdFor } from './flow-id.ts'

it.each([
  ['Main menu', [], 'main-menu'],
  ['  Über uns! ', [], 'uber-uns'],
  ['售后', [], 'flow'],
  ['售后', ['flow', 'flow-2'], 'flow-3'],
  ['VIP 专线 2', ['vip-2'], 'vip-2-2'],
  ['x'.repeat(60), [], 'x'.repeat(40)],
])('%j beside %j', (name, taken, id) => {
  expect(flowIdFor(name, new Set(taken))).toBe(id)
})
