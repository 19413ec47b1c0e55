// The way that a call or a trial took, as it lights up in the drawing. Pure.
// L1 a step is a node, with what came of it after a colon · L2 steps of another flow have its id before a slash
// L3 of several ways to the next node the one is lit that its result names, else all
import type { FlowNode } from '#protocol/flow-config'
import { exitsOf } from './flow-exits.ts'

/** `edges`: 'node port'. `last`: where it ended. */
export type Lit = { nodes: ReadonlySet<string>; edges: ReadonlySet<string>; last: string | null }
export const UNLIT: Lit = { nodes: new Set(), edges: new Set(), last: null }

/** `flow`: the sub-flow that is drawn; '' = the one that the call entered. */
export function litPath(steps: readonly string[], nodes: readonly FlowNode[], flow = ''): Lit {
  const known = new Map(nodes.map((node) => [node.id, node]))
  const passed = steps.flatMap((step) => {
    const slash = step.lastIndexOf('/')
    if ((slash < 0 ? '' : step.slice(0, slash).split('/').at(-1)) !== flow) return []
    const rest = step.slice(slash + 1)
    const colon = rest.lastIndexOf(':')
    const node = known.get(rest) ?? known.get(rest.slice(0, Math.max(0, colon)))
    return node ? [{ node, result: known.has(rest) ? '' : rest.slice(colon + 1) }] : []
  })
  const edges = new Set<string>()
  for (const [at, { node, result }] of passed.entries()) {
    const next = passed[at + 1]?.node
    if (next) for (const port of waysBetween(node, next, result)) edges.add(`${node.id} ${port}`)
  }
  return { nodes: new Set(passed.map(({ node }) => node.id)), edges, last: passed.at(-1)?.node.id ?? null }
}

function waysBetween(node: FlowNode, next: FlowNode, result: string): string[] {
  if (node === next && result === '') return []
  const ports = exitsOf(node).flatMap(({ port, to }) => (to === next.id ? [port] : []))
  const named = ports.filter((port) => result !== '' && (port === result || port.endsWith(`:${result}`)))
  return named.length > 0 ? named : ports
}
