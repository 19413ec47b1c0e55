import { describe, expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import { arranged, completed } from './arrange.ts'
import { NODE_WIDTH, nodeHeight } from './node-size.ts'

const play = (id: string, next: string): FlowNode => ({ id, kind: 'play', prompt: 'p', next })
const split = (id: string, ...to: string[]): FlowNode => ({
  ...{ id, kind: 'split', otherwise: to[0] ?? '' },
  shares: to.slice(1).map((next) => ({ percent: 1, next })),
})

describe('arranging', () => {
  it('goes to the right along the longest way', () => {
    const nodes = [split('a', 'c', 'b'), play('b', 'c'), play('c', '')]
    const { a, b, c } = arranged({ start: 'a', nodes })
    expect([a && b && a.x < b.x, b && c && b.x < c.x]).toEqual([true, true])
  })

  it('ends with flows that go in a circle', () => {
    const nodes = [play('a', 'b'), split('b', 'a', 'c', 'b'), play('c', 'a')]
    expect(Object.keys(arranged({ start: 'a', nodes })).sort()).toEqual(['a', 'b', 'c'])
  })

  it('gives the lane after hanging up, and what nothing leads to, places below', () => {
    const nodes = [play('a', ''), play('after', ''), play('lost', '')]
    const { a, after, lost } = arranged({ start: 'a', afterHangUp: 'after', nodes })
    expect(a && after && lost && a.y < after.y && after.y < lost.y).toBe(true)
  })

  it('lets no two nodes of two hundred drawn flows stand on each other', () => {
    let seed = 7
    const draw = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    for (let turn = 0; turn < 200; turn++) {
      const nodes = Array.from({ length: 2 + draw(28) }, (_, i) =>
        split(`n${i}`, ...Array.from({ length: 1 + draw(4) }, () => `n${draw(30)}`)),
      )
      const layout = arranged({ start: 'n0', nodes })
      for (const one of nodes)
        for (const other of nodes) {
          const [a, b] = [layout[one.id], layout[other.id]]
          if (one === other || !a || !b) continue
          const apart =
            Math.abs(a.x - b.x) >= NODE_WIDTH || a.y + nodeHeight(one) <= b.y || b.y + nodeHeight(other) <= a.y
          expect(apart, `turn ${turn}: ${one.id} ${other.id}`).toBe(true)
        }
    }
  })
})

it('completes a layout: known places stay, gone nodes go', () => {
  const nodes = [play('a', 'b'), play('b', '')]
  const layout = completed({ start: 'a', nodes }, { a: { x: 5, y: 6 }, gone: { x: 1, y: 1 } })
  expect([layout.a, Object.keys(layout)]).toEqual([{ x: 5, y: 6 }, ['a', 'b']])
})
