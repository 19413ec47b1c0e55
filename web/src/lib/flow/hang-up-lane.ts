// What is done after the caller has hung up, as a lane of its own in the drawing. Pure.
import type { Drawing } from './drawing.ts'
import { exitsOf } from './flow-exits.ts'
import { NODE_WIDTH, nodeHeight } from './node-size.ts'

export type Lane = { x: number; y: number; width: number; height: number }

/** Around the nodes, and above them for the mark of the first. */
const MARGIN = 20
const HEAD = 36

/** Where the nodes stand that only who has hung up comes to; null where there are none. */
export function hangUpLane({ flow, layout }: Drawing): Lane | null {
  const { start, afterHangUp = '', nodes } = flow
  const withCaller = reachedFrom(start, flow)
  const after = reachedFrom(afterHangUp, flow)
  const own = nodes.filter(({ id }) => after.has(id) && !withCaller.has(id))
  const boxes = own.flatMap((node) => {
    const place = layout[node.id]
    return place ? [{ ...place, right: place.x + NODE_WIDTH, bottom: place.y + nodeHeight(node) }] : []
  })
  if (boxes.length === 0) return null
  const x = Math.min(...boxes.map((box) => box.x)) - MARGIN
  const y = Math.min(...boxes.map((box) => box.y)) - HEAD
  const width = Math.max(...boxes.map(({ right }) => right)) + MARGIN - x
  const height = Math.max(...boxes.map(({ bottom }) => bottom)) + MARGIN - y
  return { x, y, width, height }
}

function reachedFrom(first: string, { nodes }: Drawing['flow']): Set<string> {
  const known = new Map(nodes.map((node) => [node.id, node]))
  const seen = new Set<string>()
  const open = [first]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = known.get(id)
    if (!node || seen.has(id)) continue
    seen.add(id)
    open.push(...exitsOf(node).map(({ to }) => to))
  }
  return seen
}
