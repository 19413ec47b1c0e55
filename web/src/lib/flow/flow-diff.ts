// What is different between two states of a flow: nodes added, removed, changed, and the flow's own settings. Pure.
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import { exitsOf } from './flow-exits.ts'

/** `fields`: of the node, or the way out that leads elsewhere. */
export type NodeChange = { node: FlowNode; fields: string[]; ports: string[] }
export type FlowDiff = { added: FlowNode[]; removed: FlowNode[]; changed: NodeChange[]; settings: string[] }

const SETTINGS = ['name', 'language', 'start', 'afterHangUp'] as const
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export function flowDiff(before: FlowDefinition | null, after: FlowDefinition): FlowDiff {
  const old = new Map((before?.nodes ?? []).map((node) => [node.id, node]))
  const now = new Set(after.nodes.map(({ id }) => id))
  return {
    added: after.nodes.filter(({ id }) => !old.has(id)),
    removed: [...old.values()].filter(({ id }) => !now.has(id)),
    changed: after.nodes.flatMap((node) => {
      const was = old.get(node.id)
      if (!was || same(was, node)) return []
      const change = { node, ports: portsLedElsewhere(was, node), fields: fieldsChanged(was, node) }
      return change.ports.length + change.fields.length > 0 ? [change] : []
    }),
    settings: before === null ? [] : SETTINGS.filter((name) => !same(before[name], after[name])),
  }
}

export const isSame = ({ added, removed, changed, settings }: FlowDiff): boolean =>
  added.length + removed.length + changed.length + settings.length === 0

function portsLedElsewhere(was: FlowNode, now: FlowNode): string[] {
  const before = new Map(exitsOf(was).map(({ port, to }) => [port, to]))
  const after = new Map(exitsOf(now).map(({ port, to }) => [port, to]))
  return [...new Set([...before.keys(), ...after.keys()])].filter((port) => before.get(port) !== after.get(port))
}

/** Fields apart from the ways out, which are told by their ports. */
function fieldsChanged(was: FlowNode, now: FlowNode): string[] {
  const before = new Map<string, unknown>(Object.entries(withoutWays(was)))
  const after = new Map<string, unknown>(Object.entries(withoutWays(now)))
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => !same(before.get(name), after.get(name)))
}

function withoutWays(node: FlowNode): Record<string, unknown> {
  const targets = new Set(exitsOf(node).map(({ port }) => port.split(':')[0] ?? ''))
  const rest = Object.entries(node).filter(([name]) => !targets.has(name) && name !== 'noAnswer' && name !== 'keys')
  const blank = (list: readonly { next: string }[]) => list.map(({ next: _way, ...one }) => one)
  return {
    ...Object.fromEntries(rest),
    ...(node.kind === 'compare' ? { cases: blank(node.cases) } : {}),
    ...(node.kind === 'split' ? { shares: blank(node.shares) } : {}),
  }
}
