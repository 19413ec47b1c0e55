// What the run of a voice flow is told, and what came of it.
import type { FlowDefinition } from '#protocol/flow-config'
import type { OpeningHours } from '#protocol/hours-config'
import type { CallId, LegId, Ms, RecordingId } from '#protocol/ids'
import type { StoredQueue } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'
import type { LeftQueue } from '../queue/queue-inputs.ts'
import type { FlowAnswer } from './flow-question.ts'

/** What a caller has answered after, or before, the talk (F30). */
export type SurveyAnswer = { callId: CallId; runId: string; node: string; topic: string; score: number }

/** What a caller has said at a node that records it. `cut`: the gateway ended it, after silence or for want of room. */
export type Spoken = { recordingId: RecordingId; ms: Ms; cut: boolean }

export type FlowRunInput =
  | {
      type: 'start'
      callId: CallId
      legId: LegId
      flow: FlowDefinition
      hours: OpeningHours[]
      queues: StoredQueue[]
      at: string | null
      /** What a walk begins with beside these; missing in older events. */
      flows?: FlowDefinition[]
      zone?: string
      caller?: string
      called?: string
      language?: Language
      variables?: Readonly<Record<string, string>>
      /** The caller hears, and pays nothing yet. */
      unanswered?: boolean
    }
  /** A secret digit is a dot (F18). */
  | { type: 'digit'; digit: string }
  | { type: 'player.finished'; playerId: string }
  /** `at` = not by the queue node's exits but at this node. */
  | { type: 'queue.left'; why: LeftQueue; at?: string }
  | { type: 'message.ended' }
  | ({ type: 'record.ended' } & Spoken)
  | { type: 'ring.ended'; why: 'busy' | 'no-answer' }
  | { type: 'answer'; askId: string; answer: FlowAnswer }
  /** The call is elsewhere; `gone`: the caller has hung up. */
  | { type: 'hang-up'; gone?: boolean }
  | { type: 'gateway.reconciled'; players: string[] }
  | { type: 'timer'; name: 'no-key' | 'answer' }
