// What the run of a voice flow is told.
import type { FlowDefinition } from '#protocol/flow-config'
import type { OpeningHours } from '#protocol/hours-config'
import type { CallId, LegId } from '#protocol/ids'
import type { StoredQueue } from '#protocol/queue-config'
import type { LeftQueue } from '../queue/queue-inputs.ts'

export type FlowRunInput =
  | {
      type: 'start'
      callId: CallId
      legId: LegId
      flow: FlowDefinition
      hours: OpeningHours[]
      queues: StoredQueue[]
      at: string | null
    }
  | { type: 'digit'; digit: string }
  | { type: 'player.finished'; playerId: string }
  /** `at` = not by the queue node's exits but at this node. */
  | { type: 'queue.left'; why: LeftQueue; at?: string }
  | { type: 'message.ended' }
  | { type: 'hang-up' }
  | { type: 'gateway.reconciled'; players: string[] }
  | { type: 'timer'; name: 'no-key' }
