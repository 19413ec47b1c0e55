// What the parts of the drawing share: the editor they belong to, and names for ids.
import { createContext } from 'svelte'
import type { Way } from './drawing.ts'

export type DrawingPart = {
  readonly names: ReadonlyMap<string, string>
  readonly mayWrite: boolean
  /** The list of kinds opens for this way out. */
  pick(way: Way): void
}
export const [drawingPart, setDrawingPart] = createContext<DrawingPart>()
