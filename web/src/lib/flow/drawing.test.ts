import { expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import { added, type Drawing, freeId, led, pasted, removed, renamed, widened } from './drawing.ts'
import { exitsOf } from './flow-exits.ts'

const play = (id: string, next = ''): FlowNode => ({ id, kind: 'play', prompt: 'p', next })
const hours: FlowNode = { id: 'h', kind: 'hours', hours: 'main', open: 'a', closed: 'b' }
const drawing = (nodes: FlowNode[] = [hours, play('a', 'b'), play('b')], start = 'h'): Drawing => ({
  flow: { id: 'f', name: 'F', version: 1, language: 'en', start, nodes },
  layout: Object.fromEntries(nodes.map(({ id }, i) => [id, { x: i, y: 0 }])),
})
const waysOf = ({ flow }: Drawing) =>
  Object.fromEntries(flow.nodes.map((node) => [node.id, exitsOf(node).map(({ to }) => to)]))
const at = { x: 9, y: 9 }

it('D1 names are free ones', () => {
  expect([freeId([], 'play'), freeId([{ id: 'play' }, { id: 'play-2' }], 'play')]).toEqual(['play', 'play-3'])
})

it('the first node is the start', () => {
  expect(added(drawing([], ''), play('x'), at).flow.start).toBe('x')
})

it('D3 a node put into a way goes on to where the way led', () => {
  const next = added(drawing(), play('x'), at, { node: 'h', port: 'open' })
  expect([waysOf(next).h, waysOf(next).x, next.layout.x]).toEqual([['x', 'b'], ['a'], at])
})

it('a way is led elsewhere and to its end', () => {
  expect(waysOf(led(drawing(), { node: 'a', port: 'next' }, 'h')).a).toEqual(['h'])
  expect(waysOf(led(drawing(), { node: 'h', port: 'closed' }, '')).h).toEqual(['a', ''])
})

it('D5 a column is made free', () => {
  const { layout } = widened(drawing(), 1, 100)
  expect(layout).toEqual({ h: { x: 0, y: 0 }, a: { x: 101, y: 0 }, b: { x: 102, y: 0 } })
})

it('D2 ways to a removed node end, start and lane too', () => {
  const { flow, layout } = removed({ ...drawing(), flow: { ...drawing().flow, afterHangUp: 'b' } }, ['h', 'b'])
  expect([flow.start, flow.afterHangUp, flow.nodes, Object.keys(layout)]).toEqual(['', undefined, [play('a')], ['a']])
})

it('D1 a new name goes wherever the old one was', () => {
  const next = renamed({ ...drawing(), flow: { ...drawing().flow, afterHangUp: 'a' } }, 'a', 'hello')
  expect(next && [waysOf(next), next.flow.afterHangUp, next.layout.hello]).toEqual([
    { h: ['hello', 'b'], hello: ['b'], b: [''] },
    'hello',
    { x: 1, y: 0 },
  ])
})

it.each(['b', '', 'a b', 'a:b', 'a/b', '中'])('D1 %j is no name', (name) => {
  expect(renamed(drawing(), 'a', name)).toBeNull()
})

it('D4 copies keep the ways among them', () => {
  const { flow, layout } = drawing()
  const [next, ids] = pasted(drawing(), flow.nodes.slice(0, 2), layout)
  expect([ids, waysOf(next)['h-2'], waysOf(next)['a-2'], next.layout['a-2']]).toEqual([
    ['h-2', 'a-2'],
    ['a-2', ''],
    [''],
    { x: 41, y: 40 },
  ])
})
