// What the machines ask for.
import type { FlowDefinition } from '#protocol/flow-config'
import type { GatewayCommand } from '#protocol/gateway-messages'
import type { OpeningHours } from '#protocol/hours-config'
import type { AgentId, CallId, LegId, LineId, Ms, QueueId, RecordingId } from '#protocol/ids'
import type { Announced, StoredQueue } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'
import type { CallRecord } from '../call/call-inputs.ts'
import type { Introduce } from '../call/introduce.ts'
import type { CallbackRecord } from '../callback/callback-inputs.ts'
import type { SurveyAnswer } from '../flow/flow-inputs.ts'
import type { FlowQuestion } from '../flow/flow-question.ts'
import type { ReachFailure } from '../forward/forwarding.ts'
import type { WakeUpRecord } from '../wake-up/wake-up-inputs.ts'
import type { Inputs, MachineName } from './inputs.ts'

export type Tell = { [M in MachineName]: { type: 'tell'; machine: M; id: string; input: Inputs[M] } }[MachineName]

export type TimerEffect = { type: 'set-timer'; name: string; after: Ms } | { type: 'clear-timer'; name: string }

export type Effect =
  | TimerEffect
  | Tell
  | { type: 'gateway'; command: GatewayCommand }
  /** Play prompts or music lists by name; the runner finds the files for the language. */
  | {
      type: 'play'
      playerId: string
      legId: LegId
      prompts: string[]
      language: Language
      loop: boolean
      bargeIn: boolean
      /** This line's music instead, where it has its own. */
      musicOf?: LineId | null
    }
  /** Say the rank and the wait that the entry has when this is carried out, then the prompts. */
  | {
      type: 'announce'
      playerId: string
      legId: LegId
      entryId: string
      language: Language
      say: Announced
      prompts: string[]
    }
  | Introduce
  /** Start a flow with today's queues and hours. */
  | {
      type: 'start-flow'
      id: string
      callId: CallId
      legId: LegId
      flow: FlowDefinition
      hours: OpeningHours[]
      at: string | null
      variables?: Readonly<Record<string, string>>
      unanswered?: boolean
    }
  /** Enter a queue: the runner adds how many wait there now. */
  | {
      type: 'enter-queue'
      id: string
      callId: CallId
      legId: LegId
      queue: StoredQueue
      language: Language
      head: boolean
      enteredAt: Ms
      /** What the flow adds to the caller's priority. */
      priority: number
    }
  /** Back to the head of a queue as it is configured now, or on to another queue with the time waited. */
  | {
      type: 'requeue'
      id: string
      callId: CallId
      legId: LegId
      queueId: QueueId
      language: Language
      head: boolean
      enteredAt: Ms
    }
  | {
      type: 'open-recording'
      recordingId: RecordingId
      callId: CallId
      legId: LegId
      kind: 'call' | 'message'
      box: string | null
      /** It can be heard again by the leg, and ends by itself after so much silence. */
      dictation?: { silenceMs: Ms | null }
    }
  /** `transferredTo`: where the far end has taken the call (C24). */
  | { type: 'record'; record: CallRecord; transferredTo: string | null }
  | { type: 'record-callback'; record: CallbackRecord }
  /** A flow asks something outside of it; the answer comes as its input. */
  | { type: 'ask'; runId: string; askId: string; question: FlowQuestion }
  /** Who is rung for this person, or where the call goes on to; `reached` is the answer. `failed`: he was rung in vain. */
  | {
      type: 'reach'
      callId: CallId
      legId: LegId
      agentId: AgentId
      via: readonly AgentId[]
      camp: boolean
      failed: ReachFailure | null
    }
  | { type: 'record-survey'; answer: SurveyAnswer }
  | { type: 'record-wake-up'; record: WakeUpRecord }
