// How much room a node takes in the drawing, and where its ways out leave it. Pixels.
import type { FlowNode } from '#protocol/flow-config'
import { exitsOf } from './flow-exits.ts'

export const NODE_WIDTH = 200
export const HEAD_HEIGHT = 56
/** One line for each way out below the head; a single way out has none. */
export const EXIT_HEIGHT = 26

export function nodeHeight(node: FlowNode): number {
  const { length } = exitsOf(node)
  return HEAD_HEIGHT + (length > 1 ? length * EXIT_HEIGHT : 0)
}

/** From the top of the node to the middle of its way out. */
export const exitAt = (index: number, count: number): number =>
  count > 1 ? HEAD_HEIGHT + (index + 0.5) * EXIT_HEIGHT : HEAD_HEIGHT / 2
