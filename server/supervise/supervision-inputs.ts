// What a supervisor's part in a call is told.
import type { AgentId, LegId } from '#protocol/ids'
import type { SuperviseMode } from '#protocol/reasons'

export type SupervisionInput =
  | { type: 'begin'; agentId: AgentId; legId: LegId; mode: SuperviseMode | 'take-over'; announced?: true }
  | { type: 'mode'; mode: SuperviseMode | 'take-over' }
  | { type: 'leave' }
  | { type: 'leg.answered' }
  | { type: 'leg.ended' }
  | { type: 'taken-over' }
  /** The supervised agent has no part in the call any more. */
  | { type: 'call-ended' }
