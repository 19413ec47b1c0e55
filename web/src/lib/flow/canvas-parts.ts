// The drawing as @xyflow/svelte takes it. What has not changed stays the same object, so that it is not drawn again.
import { type Edge, type Node, Position } from '@xyflow/svelte'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { Drawing } from './drawing.ts'
import { exitsOf } from './flow-exits.ts'
import type { Lit } from './lit-path.ts'
import { exitAt, NODE_WIDTH, nodeHeight } from './node-size.ts'

export type Badge = 'error' | 'warning' | null
export type NodeData = { node: FlowNode; badge: Badge; lit: boolean; last: boolean; isStart: boolean; isLane: boolean }
export type CanvasNode = Node<NodeData, 'flow'>
export const TARGET = 'in'
const HANDLE = 12

type Marks = {
  badges: ReadonlyMap<string, Badge>
  lit: Lit
  selected: readonly string[]
  label: (node: FlowNode) => string
}

/** In the order of `order`, which Tab follows. */
export function canvasNodes(
  drawing: Drawing,
  marks: Marks,
  order: readonly FlowNode[],
  before: ReadonlyMap<string, CanvasNode>,
): CanvasNode[] {
  return order.map((node) => {
    const next = canvasNode(drawing, node, marks)
    const was = before.get(node.id)
    return was && sameNode(was, next) ? was : next
  })
}

function canvasNode({ flow, layout }: Drawing, node: FlowNode, marks: Marks): CanvasNode {
  const height = nodeHeight(node)
  const { badges, lit, selected, label } = marks
  return {
    id: node.id,
    type: 'flow',
    position: layout[node.id] ?? { x: 0, y: 0 },
    data: {
      node,
      badge: badges.get(node.id) ?? null,
      lit: lit.nodes.has(node.id),
      last: lit.last === node.id,
      isStart: flow.start === node.id,
      isLane: flow.afterHangUp === node.id,
    },
    selected: selected.includes(node.id),
    width: NODE_WIDTH,
    height,
    measured: { width: NODE_WIDTH, height },
    handles: handlesOf(node),
    ariaLabel: label(node),
  }
}

function handlesOf(node: FlowNode): NonNullable<CanvasNode['handles']> {
  const exits = exitsOf(node)
  const size = { width: HANDLE, height: HANDLE }
  const target = {
    id: TARGET,
    type: 'target' as const,
    position: Position.Left,
    x: -HANDLE / 2,
    y: exitAt(0, 1) - HANDLE / 2,
  }
  const sources = exits.map(({ port }, i) => ({
    ...{ id: port, type: 'source' as const, position: Position.Right },
    ...{ x: NODE_WIDTH - HANDLE / 2, y: exitAt(i, exits.length) - HANDLE / 2, ...size },
  }))
  return [{ ...target, ...size }, ...sources]
}

const sameNode = (a: CanvasNode, b: CanvasNode): boolean =>
  a.data.node === b.data.node &&
  a.position.x === b.position.x &&
  a.position.y === b.position.y &&
  a.selected === b.selected &&
  a.ariaLabel === b.ariaLabel &&
  (['badge', 'lit', 'last', 'isStart', 'isLane'] as const).every((name) => a.data[name] === b.data[name])

export function canvasEdges(
  { nodes }: FlowDefinition,
  lit: Lit,
  selected: readonly string[],
  label: (from: string, port: string, to: string) => string,
): Edge[] {
  const present = new Set(nodes.map(({ id }) => id))
  return nodes.flatMap((node) =>
    exitsOf(node).flatMap(({ port, to }): Edge[] => {
      if (!present.has(to)) return []
      const id = `${node.id} ${port}`
      return [
        {
          ...{ id, source: node.id, sourceHandle: port, target: to, targetHandle: TARGET },
          ...{ selected: selected.includes(id), class: lit.edges.has(id) ? 'lit' : '' },
          ariaLabel: label(node.id, port, to),
        },
      ]
    }),
  )
}
