// What is shown of a line beside its live state (right line.read). GET /lines/:id/log → LineLogRow[], newest first;
// GET /line-traffic → LineTraffic[], since midnight.
import type { Ms } from './ids.ts'
import type { LineFault, LineState } from './reasons.ts'

export type LineLogRow =
  | { kind: 'state'; at: Ms; state: LineState; fault: LineFault | null; detail: string }
  /** `until` null: it is on. */
  | { kind: 'alarm'; at: Ms; until: Ms | null; detail: string }
  | { kind: 'settings'; at: Ms; by: string; detail: string }

/** `answered`: those in which somebody of ours and the far end have talked. `lastAt`: within a week, else null. */
export type LineTraffic = {
  lineId: string
  callsIn: number
  callsOut: number
  answered: number
  talkMs: Ms
  lastAt: Ms | null
}
