// Where nodes stand when nobody has put them anywhere: from left to right along the longest way, branches below each other,
// what happens after hanging up in a lane of its own, what nothing leads to at the bottom. Pure.
import type { FlowLayout } from '#protocol/flow-api'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import { exitsOf } from './flow-exits.ts'
import { NODE_WIDTH, nodeHeight } from './node-size.ts'

type Shape = Pick<FlowDefinition, 'start' | 'afterHangUp' | 'nodes'>
const COLUMN = NODE_WIDTH + 80
const GAP = 28
const LANE = 96

export function arranged(flow: Shape): FlowLayout {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  const layout: FlowLayout = {}
  /** The bottom of what hangs on this node; each stands where it is met first. */
  const place = (node: FlowNode, depths: ReadonlyMap<string, number>, top: number): number => {
    layout[node.id] = { x: (depths.get(node.id) ?? 0) * COLUMN, y: top }
    let below = top
    for (const { to } of exitsOf(node)) {
      const next = nodes.get(to)
      if (next && !(to in layout)) below = place(next, depths, below)
    }
    return Math.max(below, top + nodeHeight(node) + GAP)
  }
  let bottom = 0
  for (const first of [flow.start, flow.afterHangUp ?? '', ...nodes.keys()]) {
    const node = nodes.get(first)
    if (!node || first in layout) continue
    bottom = place(node, depthsFrom(node, nodes), bottom) + (first === flow.start ? LANE : 0)
  }
  return layout
}

/** Steps of the longest way to each node; a way back to where it came from does not count. */
function depthsFrom(first: FlowNode, nodes: ReadonlyMap<string, FlowNode>): Map<string, number> {
  const order: FlowNode[] = []
  const seen = new Set<string>()
  const backward = new Set<string>()
  const visit = (node: FlowNode, above: ReadonlySet<string>): void => {
    seen.add(node.id)
    const path = new Set([...above, node.id])
    for (const { to } of exitsOf(node)) {
      const next = nodes.get(to)
      if (path.has(to)) backward.add(`${node.id} ${to}`)
      else if (next && !seen.has(to)) visit(next, path)
    }
    order.unshift(node)
  }
  visit(first, new Set())
  const depths = new Map([[first.id, 0]])
  for (const node of order)
    for (const { to } of exitsOf(node)) {
      if (!nodes.has(to) || backward.has(`${node.id} ${to}`)) continue
      depths.set(to, Math.max(depths.get(to) ?? 0, (depths.get(node.id) ?? 0) + 1))
    }
  return depths
}

/** The layout with a place for every node, and for no other. */
export function completed(flow: Shape, layout: FlowLayout): FlowLayout {
  const places = flow.nodes.every(({ id }) => id in layout) ? layout : arranged(flow)
  return Object.fromEntries(flow.nodes.map(({ id }) => [id, layout[id] ?? places[id] ?? { x: 0, y: 0 }]))
}
