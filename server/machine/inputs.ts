// What the machines are told and what they ask for: the only thing they know of each other.
import type { Announced, FlowDefinition, OpeningHours, QueueConfig, QueueTarget, StoredQueue } from '#protocol/config'
import type { GapKind, GatewayCommand } from '#protocol/gateway-messages'
import type { AgentId, CallId, LegId, LineId, Ms, QueueId, RecordingId } from '#protocol/ids'
import type { CallOutcome, DoNotDisturb, HangupCause, Language, NotReadyReason, SuperviseMode } from '#protocol/reasons'
import type { Introduce, Introduction } from '../call/introduce.ts'
import type {
  CallbackCallInput,
  CallbackInput,
  CallbackRecord,
  CallbackTarget,
  EntryCallback,
} from '../callback/callback-inputs.ts'
import type { WaitEstimate } from '../queue/wait-estimate.ts'

export type EndedBy = 'customer' | 'agent' | 'system'

/** Where a far end wants its call to go: a number of ours with its flow, or null when it may not go there. */
type TransferRequest = {
  target: string
  /** `callId`: the far end has that call of ours too, and joins the two. */
  to: { did: string; flow: FlowDefinition; hours: OpeningHours[] } | { callId: CallId } | null
}

/** Whom an agent brings to a call. `camp`: a busy colleague is waited for. */
export type NewGuest =
  /** `override`: also one who does not want to be disturbed (F201). */
  | { kind: 'agent'; agentId: AgentId; camp: boolean; override?: boolean }
  | {
      kind: 'number'
      /** Stored, and as it is dialled. */
      number: string
      to: string
      lineId: LineId
      from: string
      withheld: boolean
      noAnswerMs: Ms
    }

export type LegInput =
  | { type: 'offered'; callId: CallId; lineId: LineId }
  | { type: 'dial'; callId: CallId; lineId: LineId; to: string; from: string; withheld?: boolean; noAnswerMs: Ms }
  | { type: 'open-seat'; callId: CallId; agentId: AgentId }
  | { type: 'answer' }
  | { type: 'hang-up'; cause: HangupCause }
  /** The far end is about to end it; after 5 s we do. */
  | { type: 'let-go' }
  | { type: 'progressed'; progress: 'ringing' | 'early-media' }
  | { type: 'answered' }
  | { type: 'ended'; cause: HangupCause; by: 'us' | 'them'; detail: string }
  | { type: 'digit'; digit: string }
  | { type: 'held'; held: boolean }
  | ({ type: 'transfer-requested' } & TransferRequest)
  | { type: 'transferred'; ok: boolean; cause: HangupCause }
  /** The gateway lists its legs: is this one among them, and how far is it there? */
  | { type: 'reconciled'; state: 'offered' | 'dialing' | 'answered' | 'gone' }
  | { type: 'timer'; name: 'no-answer' | 'guard' }

/** What a call keeps of the queue it is in, so that it needs no configuration later. */
export type QueueTerms = Pick<QueueConfig, 'id' | 'priority' | 'wrapUpMs' | 'music'> & {
  wrapUpExtensions?: number
  /** Missing: the two are joined at once. */
  introduction?: Introduction
}

/** Why a queue let a caller go without an agent. */
export type LeftQueue =
  | 'full'
  | 'timeout'
  | 'nobody'
  | 'on-break'
  | 'key'
  | 'expected'
  | 'overflow'
  | 'closed'
  | 'holiday'
  | 'moved'
/** Who could take a queue's callers: nobody is signed in; all who are, are not ready; somebody is at work. */
export type Staffing = 'nobody' | 'on-break' | 'at-work'

/** A supervisor's part in a call. */
export type Supervisor = { agentId: AgentId; legId: LegId; mode: SuperviseMode }

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
      /** Null when no number is configured: the call is refused. */
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
  | {
      type: 'dialed-agent'
      agentId: AgentId
      callee: AgentId
      camp: boolean
      override?: boolean
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
  | { type: 'flow.went'; step: string }
  | { type: 'flow.queue'; queue: StoredQueue; language: Language; priority?: number }
  | { type: 'flow.message'; box: string; maxMs: Ms }
  | { type: 'flow.ended' }
  | { type: 'queue.offered'; agentId: AgentId }
  | { type: 'queue.offer-ended'; agentId: AgentId; why: OfferEnd }
  | { type: 'queue.accepted'; agentId: AgentId; terms: QueueTerms }
  | { type: 'queue.left'; why: LeftQueue; target?: QueueTarget | CallbackTarget }
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
  | { type: 'player.finished'; playerId: string }
  /** `players`: missing in older events. */
  | { type: 'gateway.reconciled'; recordings: RecordingId[]; players?: string[] }
  | { type: 'timer'; name: 'message' | 'early' | 'guest' | 'bridge' | 'park' | 'introduction' }

export type OfferEnd = 'no-answer' | 'declined' | 'seat-lost' | 'withdrawn'

/** What raises a caller's priority above the queue's. */
export type EntryMarks = { vip: boolean; red?: boolean; line: number; flow: number }

export type QueueEntryInput =
  | ({
      type: 'enter'
      callId: CallId
      legId: LegId
      queue: StoredQueue
      language: Language
      waiting: number
      head: boolean
      enteredAt: Ms
      marks?: EntryMarks
      /** The agent whom the strategy wants for this caller. */
      preferred?: AgentId
      /** Missing in older events: somebody is at work. */
      staffing?: Staffing
      /** The caller's number, by which one who calls again is known. */
      customer?: string
      /** By the queue's hours; missing: it is open, or has none. */
      hours?: 'closed' | 'holiday'
      /** How long the caller will wait; missing in older events, and when an agent is free or nobody is at work. */
      estimate?: WaitEstimate
    } & EntryCallback)
  /** The queue's settings have changed. */
  | { type: 'reconfigure'; queue: QueueConfig }
  /** `auto`: this agent's calls are answered by themselves. */
  | { type: 'offer'; agentId: AgentId; lease: number; auto?: boolean }
  | { type: 'accept'; agentId: AgentId; lease: number }
  | { type: 'decline'; agentId: AgentId; lease: number }
  /** An agent at whose seat it does not ring takes the caller. */
  | { type: 'pick-up'; agentId: AgentId }
  | { type: 'agent-lost'; agentId: AgentId }
  | { type: 'player.finished'; playerId: string }
  | { type: 'leave' }
  | { type: 'digit'; digit: string }
  /** A supervisor puts the caller before all others, or into another queue. */
  | { type: 'to-head' }
  | { type: 'move'; queueId: QueueId }
  /** Nobody is there any more who could take the queue's callers. */
  | { type: 'unstaffed'; staffing: 'nobody' | 'on-break' }
  | { type: 'gateway.reconciled'; players: string[] }
  | { type: 'timer'; name: 'ring' | 'wait' | 'announce' | 'overflow' }

export type AgentInput =
  | { type: 'sign-in' }
  | { type: 'sign-out' }
  | { type: 'presence'; presence: 'available' | 'not-ready'; reason: NotReadyReason | null }
  | { type: 'seat.connected'; connectionId: string }
  | { type: 'seat.lost'; connectionId: string | null }
  | { type: 'offer'; callId: CallId; entryId: string; lease: number; auto?: boolean }
  | { type: 'offer-ended'; lease: number; why: OfferEnd; noAnswerLimit: number; declineLimit?: number }
  | { type: 'dial'; callId: CallId }
  | { type: 'supervise'; callId: CallId }
  /** A colleague calls, or brings the agent to a call. */
  | { type: 'ring'; callId: CallId; override?: boolean }
  | { type: 'ring-ended'; callId: CallId }
  /** In a call at once, without ringing. */
  | { type: 'pick-up'; callId: CallId }
  | { type: 'do-not-disturb'; level: DoNotDisturb }
  | { type: 'talking'; callId: CallId }
  | { type: 'holding'; callId: CallId }
  | { type: 'call-ended'; callId: CallId; wrapUpMs: Ms; extensions?: number }
  | { type: 'finish-wrap-up' }
  | { type: 'extend-wrap-up' }
  | { type: 'timer'; name: 'wrap-up' | 'grace' | 'auto-answer' }

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

export type SupervisionInput =
  | { type: 'begin'; agentId: AgentId; legId: LegId; mode: SuperviseMode | 'take-over' }
  | { type: 'mode'; mode: SuperviseMode | 'take-over' }
  | { type: 'leave' }
  | { type: 'leg.answered' }
  | { type: 'leg.ended' }
  | { type: 'taken-over' }
  /** The supervised agent has no part in the call any more. */
  | { type: 'call-ended' }

export type Inputs = {
  leg: LegInput
  call: CallInput
  'queue-entry': QueueEntryInput
  agent: AgentInput
  'flow-run': FlowRunInput
  supervision: SupervisionInput
  callback: CallbackInput
}
export type MachineName = keyof Inputs

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
    }
  /** `transferredTo`: where the far end has taken the call (C24). */
  | { type: 'record'; record: CallRecord; transferredTo: string | null }
  | { type: 'record-callback'; record: CallbackRecord }
