// A flow as an outline that can be read from top to bottom: each node once, a second visit is a reference. Pure.
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import { exitsOf } from '../flow/flow-exits.ts'

export type OutlineRow = {
  depth: number
  /** The way out that leads here, as in 'key:1'; null: the start. */
  port: string | null
  /** Null: the path ends here, or the node is missing. */
  node: FlowNode | null
  target: string
  isRepeat: boolean
}

export function flowOutline(flow: Pick<FlowDefinition, 'start' | 'nodes'>): OutlineRow[] {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  const seen = new Set<string>()
  const rows: OutlineRow[] = []
  const walk = (target: string, depth: number, port: string | null): void => {
    const node = nodes.get(target) ?? null
    const isRepeat = node !== null && seen.has(target)
    rows.push({ depth, port, node, target, isRepeat })
    if (node === null || isRepeat) return
    seen.add(target)
    const exits = exitsOf(node)
    for (const exit of exits) walk(exit.to, exits.length === 1 ? depth : depth + 1, exit.port)
  }
  walk(flow.start, 0, null)
  return rows
}
