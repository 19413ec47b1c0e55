// What a call is told, and the one record that is left of it.
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { GapKind } from '#protocol/gateway-messages'
import type { OpeningHours } from '#protocol/hours-config'
import type { AgentId, CallId, LegId, LineId, Ms, QueueId, RecordingId } from '#protocol/ids'
import type { QueueTarget, StoredQueue } from '#protocol/queue-config'
import type { CallOutcome, HangupCause, Language, SuperviseMode } from '#protocol/reasons'
import type { CallbackCallInput, CallbackTarget } from '../callback/callback-inputs.ts'
import type { FlowTarget } from '../console/console-inputs.ts'
import type { LeftQueue, OfferEnd, QueueTerms } from '../queue/queue-inputs.ts'
import type { WakeUpCallInput } from '../wake-up/wake-up-inputs.ts'
import type { CallLimits } from './call-limits.ts'
import type { Diversion, TransferRequest } from './leg-inputs.ts'

export type EndedBy = 'customer' | 'agent' | 'system'

/** Whom an agent brings to a call. `camp`: a busy colleague is waited for. */
export type NewGuest =
  /** `override`: also one who does not want to be disturbed (F201). `aimed`: whom it rings says his forwarding (C65). */
  | { kind: 'agent'; agentId: AgentId; camp: boolean; override?: boolean; aimed?: true }
  | {
      kind: 'number'
      /** Stored, and as it is dialled. */
      number: string
      to: string
      lineId: LineId
      from: string
      withheld: boolean
      noAnswerMs: Ms
      diversion?: Diversion
    }

/** Whom a call rings that is aimed at somebody, or where it goes on to. `via`: who has forwarded it; `ringMs` null: as long as any; `beside`: rings too (C74). */
export type ReachedTo =
  | { kind: 'agent'; agentId: AgentId; via: readonly AgentId[]; ringMs: Ms | null; beside?: AgentId }
  | (NewGuest & { kind: 'number' })
  | { kind: 'flow'; flow: FlowDefinition; hours: OpeningHours[] }

/** A supervisor's part in a call. */
export type Supervisor = {
  agentId: AgentId
  legId: LegId
  mode: SuperviseMode
  /** Those who talk hear a tone that he is there (C47). */
  announced?: true
}

export type CallInput =
  | {
      type: 'offered'
      legId: LegId
      lineId: LineId
      did: string
      customer: string
      customerName: string
      /** The number first called, when the call was sent on to ours. */
      diverted?: string
      /** The caller does not want to be shown. */
      withheld?: boolean
      /** What the flow plays first may be heard unanswered. */
      early?: boolean
      /** The flow ends before anything is heard: it runs before the answer. */
      unheard?: boolean
      /** The inbound rule that decided; '' = forced handling. */
      rule?: string
      /** The number list that refuses the caller (N15). */
      list?: string
      /** How it does, where the caller is to hear nothing. */
      refuse?: 'busy'
      /** Null when no number is configured, or a list refuses the caller: the call is refused. */
      flow: FlowDefinition | null
      hours: OpeningHours[]
    }
  | {
      type: 'dialed'
      agentId: AgentId
      lineId: LineId
      customer: string
      to: string
      from: string
      /** The called party is not shown `from`. */
      withheld?: boolean
      noAnswerMs: Ms
      wrapUpMs: Ms
      language: Language
    }
  | CallbackCallInput
  | WakeUpCallInput
  | {
      type: 'dialed-agent'
      agentId: AgentId
      callee: AgentId
      camp: boolean
      override?: boolean
      aimed?: true
      /** The colleague's agent number and name. */
      number: string
      name: string
      wrapUpMs: Ms
      language: Language
    }
  | { type: 'leg.progressed'; legId: LegId; progress: 'ringing' | 'early-media' }
  | { type: 'leg.answered'; legId: LegId }
  | { type: 'leg.ended'; legId: LegId; cause: HangupCause; by: 'us' | 'them'; detail: string }
  | { type: 'leg.digit'; legId: LegId; digit: string }
  | ({ type: 'leg.transfer-requested'; legId: LegId } & TransferRequest)
  | { type: 'leg.transferred'; legId: LegId; ok: boolean; cause: HangupCause }
  /** `node`: what the step has entered; missing in older events, and for what came of a node. */
  | { type: 'flow.went'; step: string; node?: FlowNode['kind'] }
  | {
      type: 'flow.queue'
      queue: StoredQueue
      language: Language
      priority?: number
      /** What the flow knows of the caller: shown to the agent, and kept for `after`. */
      variables?: Readonly<Record<string, string>>
      /** The node at which the caller goes on whom the agent has left. */
      after?: string
    }
  | { type: 'flow.language'; language: Language }
  | { type: 'flow.ring'; guest: NewGuest; ringMs: Ms }
  | { type: 'flow.message'; box: string; maxMs: Ms }
  | { type: 'flow.record'; maxMs: Ms; stopKey: string; silenceMs: Ms | null }
  /** Without a cause the flow has come to its end. */
  | { type: 'flow.ended'; cause?: 'busy' | 'congestion' | 'rejected' }
  /** The gateway has ended it: after silence, or for want of room. */
  | { type: 'recording.ended'; recordingId: RecordingId }
  | { type: 'queue.offered'; agentId: AgentId }
  | { type: 'queue.offer-ended'; agentId: AgentId; why: OfferEnd }
  | { type: 'queue.accepted'; agentId: AgentId; terms: QueueTerms }
  | { type: 'queue.left'; why: LeftQueue; target?: QueueTarget | CallbackTarget | FlowTarget }
  /** The settings of the queue that gave the call have changed. */
  | { type: 'queue.changed'; terms: QueueTerms }
  | { type: 'hang-up'; agentId: AgentId }
  | { type: 'hold'; agentId: AgentId }
  | { type: 'resume'; agentId: AgentId }
  | { type: 'mute'; agentId: AgentId; muted: boolean }
  | { type: 'digits'; agentId: AgentId; digits: string }
  /** The far end is to call this number instead of us. */
  | { type: 'transfer'; agentId: AgentId; to: string }
  | { type: 'record'; agentId: AgentId; keeping: 'keep' | GapKind }
  | { type: 'consult'; agentId: AgentId; guest: NewGuest }
  | { type: 'hand-over'; agentId: AgentId; guest: NewGuest }
  /** Null: with those in the conversation. */
  | { type: 'speak-with'; agentId: AgentId; legId: LegId | null }
  | { type: 'join-guest'; agentId: AgentId; legId: LegId }
  | { type: 'drop-guest'; agentId: AgentId; legId: LegId }
  /** `refer`: the line's far end can join its two calls itself. */
  | { type: 'complete'; agentId: AgentId; legId: LegId; refer: boolean }
  | { type: 'park'; agentId: AgentId; slot: number }
  /** A parked call is taken up. */
  | { type: 'retrieve'; by: AgentId }
  | { type: 'to-queue'; agentId: AgentId; queueId: QueueId }
  | { type: 'to-flow'; agentId: AgentId; flow: FlowDefinition; hours: OpeningHours[] }
  /** Of an agent whom another has rung. */
  | { type: 'guest.ringing'; agentId: AgentId }
  | { type: 'guest.busy'; agentId: AgentId }
  | { type: 'guest.answered'; agentId: AgentId }
  | { type: 'guest.declined'; agentId: AgentId }
  /** The answer to `reach`; `to` null: nobody, for this cause. `caller`: the colleague who calls, as others are shown him. */
  | {
      type: 'reached'
      legId: LegId
      to: ReachedTo | null
      cause: HangupCause
      caller?: { number: string; name: string }
    }
  /** Another takes what rings at this one's seat. */
  | { type: 'picked-up'; agentId: AgentId; by: AgentId }
  | { type: 'guest.lost'; agentId: AgentId }
  /** He was busy, and is not any more. */
  | { type: 'agent.free'; agentId: AgentId }
  /** This agent is in the customer's place now. */
  | { type: 'customer-replaced'; by: AgentId }
  | { type: 'seat.away'; agentId: AgentId }
  | { type: 'seat.back'; agentId: AgentId }
  | { type: 'seat.given-up'; agentId: AgentId }
  | { type: 'supervised'; supervisor: Supervisor | null }
  /** The supervisor takes the agent's place. */
  | { type: 'take-over' }
  | { type: 'force-hang-up'; agentId: AgentId }
  /** Nobody spoke any more, and the agent did not say that the call goes on. */
  | { type: 'forgotten' }
  /** What the call's line says of it, when it begins and when that changes. */
  | { type: 'limits'; limits: CallLimits }
  | { type: 'player.finished'; playerId: string }
  /** `players`: missing in older events. */
  | { type: 'gateway.reconciled'; recordings: RecordingId[]; players?: string[] }
  | {
      type: 'timer'
      name: 'message' | 'early' | 'guest' | 'bridge' | 'park' | 'introduction' | 'limit' | 'limit-warning'
    }

/** A call's one record, written in the transaction of its last event. All durations add up to endedAt - startedAt. */
export type CallRecord = {
  id: CallId
  direction: 'in' | 'out' | 'internal'
  customer: string
  did: string
  lineId: LineId | null
  queueId: QueueId | null
  agentId: AgentId | null
  startedAt: Ms
  answeredAt: Ms | null
  endedAt: Ms
  menuMs: Ms
  waitMs: Ms
  ringMs: Ms
  talkMs: Ms
  holdMs: Ms
  outcome: CallOutcome
  cause: HangupCause
  endedBy: EndedBy
  path: string[]
}
