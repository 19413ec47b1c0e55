import { describe, expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import type { Drawing } from './drawing.ts'
import { hangUpLane } from './hang-up-lane.ts'

const play = (id: string, next = ''): FlowNode => ({ id, kind: 'play', prompt: 'p', next })
const note = (id: string, next = ''): FlowNode => ({
  id,
  kind: 'customer-note',
  number: '',
  text: '',
  next,
  failed: '',
})
const drawing = (nodes: FlowNode[], afterHangUp?: string): Drawing => ({
  flow: { id: 'f', name: 'F', version: 1, language: 'en', start: 'a', nodes, ...(afterHangUp ? { afterHangUp } : {}) },
  layout: Object.fromEntries(nodes.map(({ id }, i) => [id, { x: i * 300, y: i * 100 }])),
})

describe('the lane after hanging up', () => {
  it('is around the nodes that only it comes to', () => {
    const lane = hangUpLane(drawing([play('a', 'b'), play('b'), note('n', 'm'), note('m', 'b')], 'n'))
    expect(lane).toEqual({ x: 580, y: 164, width: 540, height: 264 })
  })

  it.each([
    ['a flow has none', drawing([play('a')])],
    ['it leads to what the caller hears too', drawing([play('a', 'b'), play('b')], 'b')],
    ['its first node is gone', drawing([play('a')], 'gone')],
  ])('is not drawn where %s', (_, given) => {
    expect(hangUpLane(given)).toBeNull()
  })
})
