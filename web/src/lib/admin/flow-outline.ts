// A flow as an outline that can be read from top to bottom: each node once, a second visit is a reference. Pure.
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'

export type Port = { port: 'open' | 'closed' | 'next' | 'key' | 'failed' | 'full' | 'timeout'; key: string; to: string }
export type OutlineRow = {
  depth: number
  port: Port | null
  /** Null: the path ends here, or the node is missing. */
  node: FlowNode | null
  target: string
  isRepeat: boolean
}

export function portsOf(node: FlowNode): Port[] {
  const port = (name: Port['port'], to: string, key = ''): Port => ({ port: name, key, to })
  switch (node.kind) {
    case 'hours':
      return [port('open', node.open), port('closed', node.closed)]
    case 'play':
    case 'message':
      return [port('next', node.next)]
    case 'menu':
      return [...Object.entries(node.keys).map(([key, to]) => port('key', to, key)), port('failed', node.failed)]
    case 'queue':
      return [port('full', node.full), port('timeout', node.timeout)]
    case 'hang-up':
      return []
  }
}

export function flowOutline(flow: Pick<FlowDefinition, 'start' | 'nodes'>): OutlineRow[] {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  const seen = new Set<string>()
  const rows: OutlineRow[] = []
  const walk = (target: string, depth: number, port: Port | null): void => {
    const node = nodes.get(target) ?? null
    const isRepeat = node !== null && seen.has(target)
    rows.push({ depth, port, node, target, isRepeat })
    if (node === null || isRepeat) return
    seen.add(target)
    const ports = portsOf(node)
    for (const next of ports) walk(next.to, ports.length === 1 ? depth : depth + 1, next)
  }
  walk(flow.start, 0, null)
  return rows
}
