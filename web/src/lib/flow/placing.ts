// Where a new node stands: beside the one that leads to it, or in the middle of what is seen, on no other node. Pure.
import { type Drawing, type Place, type Way, widened } from './drawing.ts'
import { exitsOf, type FlowExit } from './flow-exits.ts'
import { NODE_WIDTH } from './node-size.ts'

const BESIDE = NODE_WIDTH + 80
/** As much as a node of few ways out takes, and the room below it. */
const BELOW = 110

export function placeFor(drawing: Drawing, from: Way | null, middle: Place): Place {
  const place = from && drawing.layout[from.node]
  if (!from || !place) return free(drawing, middle)
  const exits = exitsFrom(drawing, from)
  const index = exits.findIndex(({ port }) => port === from.port)
  const goesOn = (exits[index]?.to ?? '') !== ''
  const wanted = { x: place.x + BESIDE, y: place.y + (goesOn ? 0 : Math.max(0, index) * 90) }
  return goesOn ? wanted : free(drawing, wanted)
}

/** A node put into a way has its column (D5); where the way goes on moves to the right. */
export function withRoom(drawing: Drawing, from: Way | null, { x }: Place): Drawing {
  const to = from && exitsFrom(drawing, from).find(({ port }) => port === from.port)?.to
  const next = to && drawing.layout[to]
  return next && next.x >= x && next.x < x + BESIDE ? widened(drawing, x, BESIDE) : drawing
}

function exitsFrom({ flow }: Drawing, { node }: Way): FlowExit[] {
  const from = flow.nodes.find(({ id }) => id === node)
  return from ? exitsOf(from) : []
}

function free({ layout }: Drawing, { x, y }: Place): Place {
  const taken = Object.values(layout)
  const isTaken = (at: number) => taken.some((one) => Math.abs(one.x - x) < NODE_WIDTH && Math.abs(one.y - at) < BELOW)
  let at = y
  while (isTaken(at)) at += 40
  return { x, y: at }
}
