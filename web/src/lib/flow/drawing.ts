// A flow with where its nodes stand, and what can be done to it. Pure: each act gives a new drawing.
// D1 an id is its node's alone, in ways, start and layout · D2 who is removed is led past: ways to it end there
// D3 what is put into a way goes on to where the way led · D4 pasted nodes keep the ways among them, others end
// D5 a node put into a way has a column of its own
import type { FlowLayout } from '#protocol/flow-api'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import { exitsOf, withExit } from './flow-exits.ts'

export type Drawing = { readonly flow: FlowDefinition; readonly layout: FlowLayout }
export type Place = FlowLayout[string]
/** A way out of a node. */
export type Way = { node: string; port: string }

const nodeIn = ({ flow }: Drawing, id: string): FlowNode | undefined => flow.nodes.find((node) => node.id === id)
const withNodes = (drawing: Drawing, nodes: FlowNode[]): Drawing => ({ ...drawing, flow: { ...drawing.flow, nodes } })

/** The kind's name with the first number that is free. */
export function freeId(nodes: readonly Pick<FlowNode, 'id'>[], stem: string): string {
  const taken = new Set(nodes.map(({ id }) => id))
  if (!taken.has(stem)) return stem
  let number = 2
  while (taken.has(`${stem}-${number}`)) number += 1
  return `${stem}-${number}`
}

/** The first node of a flow is its start. D3 */
export function added(drawing: Drawing, node: FlowNode, at: Place, from: Way | null = null): Drawing {
  const { flow, layout } = drawing
  const before = from
    ? (exitsOf(nodeIn(drawing, from.node) ?? node).find(({ port }) => port === from.port)?.to ?? '')
    : ''
  const [first] = exitsOf(node)
  const put = before !== '' && first ? withExit(node, first.port, before) : node
  const start = nodeIn(drawing, flow.start) ? flow.start : node.id
  const next = { flow: { ...flow, start, nodes: [...flow.nodes, put] }, layout: { ...layout, [node.id]: at } }
  return from ? led(next, from, node.id) : next
}

/** A way out leads to this node; '' = the flow ends there. */
export function led(drawing: Drawing, { node, port }: Way, to: string): Drawing {
  return changed(drawing, node, (one) => withExit(one, port, to))
}

export function changed(drawing: Drawing, id: string, change: (node: FlowNode) => FlowNode): Drawing {
  return withNodes(
    drawing,
    drawing.flow.nodes.map((node) => (node.id === id ? change(node) : node)),
  )
}

export function moved(drawing: Drawing, places: FlowLayout): Drawing {
  return { ...drawing, layout: { ...drawing.layout, ...places } }
}

/** D5: everything from this column on stands further to the right. */
export function widened(drawing: Drawing, from: number, by: number): Drawing {
  const places = Object.entries(drawing.layout).filter(([, { x }]) => x >= from)
  return moved(drawing, Object.fromEntries(places.map(([id, { x, y }]) => [id, { x: x + by, y }])))
}

const redirected = (node: FlowNode, to: (target: string) => string): FlowNode =>
  exitsOf(node).reduce((one, exit) => (to(exit.to) === exit.to ? one : withExit(one, exit.port, to(exit.to))), node)

/** D2 */
export function removed({ flow, layout }: Drawing, ids: readonly string[]): Drawing {
  const gone = new Set(ids)
  const to = (target: string): string => (gone.has(target) ? '' : target)
  const { afterHangUp, ...rest } = flow
  return {
    flow: {
      ...rest,
      start: to(flow.start),
      ...(afterHangUp === undefined || gone.has(afterHangUp) ? {} : { afterHangUp }),
      nodes: flow.nodes.filter(({ id }) => !gone.has(id)).map((node) => redirected(node, to)),
    },
    layout: Object.fromEntries(Object.entries(layout).filter(([id]) => !gone.has(id))),
  }
}

/** D1; null when another has the id, or nobody may. */
export function renamed({ flow, layout }: Drawing, id: string, next: string): Drawing | null {
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(next) || flow.nodes.some((node) => node.id === next)) return null
  const to = (target: string): string => (target === id ? next : target)
  return {
    flow: {
      ...flow,
      start: to(flow.start),
      ...(flow.afterHangUp === undefined ? {} : { afterHangUp: to(flow.afterHangUp) }),
      nodes: flow.nodes.map((node) => redirected(node.id === id ? { ...node, id: next } : node, to)),
    },
    layout: Object.fromEntries(Object.entries(layout).map(([key, place]) => [to(key), place])),
  }
}

const PASTE_SHIFT = 40

/** D4: the drawing with copies, and their ids. */
export function pasted(drawing: Drawing, copies: readonly FlowNode[], layout: FlowLayout): [Drawing, string[]] {
  const names = new Map<string, string>()
  const taken: Pick<FlowNode, 'id'>[] = [...drawing.flow.nodes]
  for (const { id } of copies) {
    const name = freeId(taken, id.replace(/-\d+$/, ''))
    names.set(id, name)
    taken.push({ id: name })
  }
  const nodes = copies.map((node) => redirected({ ...node, id: names.get(node.id) ?? '' }, (to) => names.get(to) ?? ''))
  const places = copies.map(({ id }) => {
    const { x, y } = layout[id] ?? { x: 0, y: 0 }
    return [names.get(id) ?? '', { x: x + PASTE_SHIFT, y: y + PASTE_SHIFT }] as const
  })
  const next = withNodes(moved(drawing, Object.fromEntries(places)), [...drawing.flow.nodes, ...nodes])
  return [next, nodes.map(({ id }) => id)]
}
