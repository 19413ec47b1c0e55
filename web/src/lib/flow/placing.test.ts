import { describe, expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import type { Drawing } from './drawing.ts'
import { placeFor, withRoom } from './placing.ts'

const nodes: FlowNode[] = [
  { id: 'a', kind: 'play', prompt: 'p', next: 'b' },
  { id: 'b', kind: 'loop', times: 2, body: '', done: '' },
]
const drawing: Drawing = {
  flow: { id: 'f', name: 'F', version: 1, language: 'en', start: 'a', nodes },
  layout: { a: { x: 0, y: 0 }, b: { x: 280, y: 0 } },
}

describe('where a new node stands', () => {
  it('in a way that goes on: where it went, what stood there moves to the right', () => {
    const way = { node: 'a', port: 'next' }
    const place = placeFor(drawing, way, { x: 0, y: 0 })
    expect(place).toEqual({ x: 280, y: 0 })
    expect(withRoom(drawing, way, place).layout).toEqual({ a: { x: 0, y: 0 }, b: { x: 560, y: 0 } })
  })

  it('at a way that leads nowhere: beside its node, by its place among the ways', () => {
    const way = { node: 'b', port: 'done' }
    expect(placeFor(drawing, way, { x: 0, y: 0 })).toEqual({ x: 560, y: 90 })
    expect(withRoom(drawing, way, { x: 560, y: 90 })).toBe(drawing)
  })

  it('without a way: in the middle, below what stands there', () => {
    expect(placeFor(drawing, null, { x: 2000, y: 5 })).toEqual({ x: 2000, y: 5 })
    expect(placeFor(drawing, null, { x: 10, y: 0 })).toEqual({ x: 10, y: 120 })
  })
})
