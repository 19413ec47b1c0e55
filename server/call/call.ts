// A customer conversation: composes legs, a flow run, a queue entry and an agent; holds none of their state.
// Rules C1-C34, P1-P19 in SPEC.md.

import type { FlowDefinition } from '#protocol/flow-config'
import type { GapKind } from '#protocol/gateway-messages'
import type { OpeningHours } from '#protocol/hours-config'
import type { AgentId, CallId, LegId, LineId, Ms, QueueId, RecordingId } from '#protocol/ids'
import type { HangupCause, Language } from '#protocol/reasons'
import type { CarriedOut, Route } from '../callback/callback-inputs.ts'
import type { QueueTerms } from '../queue/queue-inputs.ts'
import type { CallRecord, Supervisor } from './call-inputs.ts'
import type { CallLimits } from './call-limits.ts'
import type { Callee, Guest } from './guest.ts'

/** An agent's part in a call: opened, talking, on hold, or away from a broken seat. */
export type AgentPart = { agentId: AgentId; seatLeg: LegId; terms: QueueTerms | null; wrapUpMs: Ms }

/** Before they are joined: is the seat's leg up, and which legs have not yet heard what is theirs (C32). */
export type Introducing = { seatUp: boolean; toHear: readonly LegId[] }

/** What ends it: a key ('' = none), so much silence (null = none). */
export type Dictated = { stopKey: string; silenceMs: Ms | null }

export type Stage =
  | { name: 'answering' }
  | { name: 'menu' }
  | { name: 'queued'; entryId: string; offeredTo: readonly AgentId[] }
  /** With an introduction the two are not joined yet. */
  | { name: 'connecting'; part: AgentPart; away: boolean; introduction?: Introducing }
  | { name: 'talking'; part: AgentPart; muted: boolean; away: boolean }
  /** The agent is aside: on hold, or speaking with a guest (`consulting`). */
  | { name: 'held'; part: AgentPart; away: boolean }
  /** `spoken`: no message, but what a flow has asked the caller to say. */
  | { name: 'message'; recordingId: RecordingId; startedAt: Ms; spoken?: Dictated }
  | { name: 'dialing'; part: AgentPart; away: boolean; seatUp: boolean; progress: 'ringing' | 'early-media' | null }
  /** The agent has left to a guest who is not there yet; `back`: who is rung again if the guest does not come. */
  | { name: 'handing-over'; to: LegId; back: AgentPart | null; terms: QueueTerms | null; wrapUpMs: Ms }
  /** On hold in a numbered place, for anybody to take. `by`: who is rung when nobody does. */
  | { name: 'parked'; slot: number; by: AgentPart }
  /** Customer and guests go on without an agent. */
  | { name: 'bridged' }

export type StageName = Stage['name']
export type ToDial = { route: Route; noAnswerMs: Ms }
/** What a leg hears that is alone: its player runs as long as the state asks for it. `waiting`: music, but not on hold. */
export type Playing = { legId: LegId; sound: 'music' | 'ring-back' | 'introduction' | 'waiting'; playerId: string }
export type Phase = 'menu' | 'wait' | 'ring' | 'talk' | 'hold'

export type LiveCall = {
  state: 'live'
  id: CallId
  direction: 'in' | 'out' | 'internal'
  /** E.164 where it parses, else the digits; '' when withheld. */
  customer: string
  customerName: string
  did: string
  lineId: LineId | null
  customerLeg: LegId
  language: Language
  flow: FlowDefinition | null
  hours: OpeningHours[]
  /** Heard, but not answered yet. */
  isEarly: boolean
  /** The number that another exchange has forwarded to ours; '' for none. */
  diverted: string
  startedAt: Ms
  /** When an agent and the customer first heard each other. */
  answeredAt: Ms | null
  stage: Stage
  stageSince: Ms
  spent: Record<Phase, Ms>
  path: string[]
  queueId: QueueId | null
  /** What waiting in the present queue counts from. */
  enteredQueueAt: Ms | null
  lastAgent: AgentId | null
  /** The recording of the conversation, once begun. */
  recordingId: RecordingId | null
  /** How the agent keeps it from hearing now. */
  recordingGap: GapKind | null
  /** What the agent asked of the far end (C24); cause null: not known yet, 'normal': it has the call. */
  transfer: { to: string; cause: HangupCause | null } | null
  /** The agent called by another: the customer's leg is this seat's (P15). */
  callee: Callee | null
  /** Whom the agent has brought to the call, in the order of coming. */
  guests: readonly Guest[]
  /** The guest with whom the agent speaks aside, while held. */
  consulting: LegId | null
  playing: readonly Playing[]
  /** A flow runs for the call. */
  inFlow: boolean
  /** What the flow knew of the caller when it handed him to the queue. */
  variables: Readonly<Record<string, string>>
  /** The node of the flow at which the caller goes on whom the agent has left (C63). */
  after: string | null
  /** Who listens in, and is heard by whom (C29). */
  supervisor: Supervisor | null
  tookMessage: boolean
  overflowed: boolean
  /** Queues that sent the caller on to another queue. */
  queueHops: number
  /** The call-back that this call carries out. `toDial`: the customer, when an agent has taken it. */
  callback: (CarriedOut & { toDial: ToDial | null }) | null
  /** The wake-up call that this call is. */
  wakeUpId: string | null
  /** As long as its line lets it last; `timedSince`: what the one that runs counts from. */
  limits: CallLimits
  timedSince: Ms
  /** Names the next seat leg, recording, entry, run and player of this call. */
  next: { seat: number; guest: number; recording: number; entry: number; run: number; player: number }
}
export type Call = { state: 'new'; id: CallId } | LiveCall | { state: 'ended'; id: CallId; record: CallRecord }

export const newCall = (id: CallId): Call => ({ state: 'new', id })

/** C20: which of the record's durations the present stage counts into. */
export function phaseOf(stage: Stage): Phase {
  switch (stage.name) {
    case 'answering':
    case 'menu':
    case 'message':
      return 'menu'
    case 'queued':
      return stage.offeredTo.length === 0 ? 'wait' : 'ring'
    case 'connecting':
    case 'dialing':
    case 'handing-over':
      return 'ring'
    case 'talking':
    case 'bridged':
      return 'talk'
    case 'held':
    case 'parked':
      return 'hold'
  }
}

/** The agent's part, where the stage has one. */
export const partOf = (call: LiveCall): AgentPart | null => ('part' in call.stage ? call.stage.part : null)

/** The call at another stage, its time so far counted into the phase it leaves. */
export function atStage(call: LiveCall, stage: Stage, now: Ms): LiveCall {
  const phase = phaseOf(call.stage)
  const spent = { ...call.spent, [phase]: call.spent[phase] + Math.max(0, now - call.stageSince) }
  return { ...call, stage, stageSince: now, spent }
}

function outcomeOf(call: LiveCall, cause: HangupCause, by: CallRecord['endedBy']): CallRecord['outcome'] {
  if (call.answeredAt !== null) return 'answered'
  if (call.tookMessage) return 'message'
  if (cause === 'gateway-failed' || cause === 'error') return 'failed'
  if (call.wakeUpId !== null) return call.stage.name === 'menu' ? 'menu-only' : 'failed'
  if (call.direction !== 'in') return by === 'agent' ? 'abandoned' : 'failed'
  if (call.stage.name === 'answering' && call.flow === null) return 'refused'
  if (call.isEarly && by === 'system' && (cause === 'busy' || cause === 'congestion' || cause === 'rejected'))
    return 'refused'
  if (call.stage.name === 'queued' || call.stage.name === 'connecting') return by === 'system' ? 'failed' : 'abandoned'
  return call.overflowed ? 'overflowed' : 'menu-only'
}

/** C21: the one record of a call that ends now. */
export function recordOf(call: LiveCall, cause: HangupCause, endedBy: CallRecord['endedBy'], now: Ms): CallRecord {
  const { spent } = atStage(call, call.stage, now)
  return {
    id: call.id,
    direction: call.direction,
    customer: call.customer,
    did: call.did,
    lineId: call.lineId,
    queueId: call.queueId,
    agentId: call.lastAgent,
    startedAt: call.startedAt,
    answeredAt: call.answeredAt,
    endedAt: call.startedAt + spent.menu + spent.wait + spent.ring + spent.talk + spent.hold,
    menuMs: spent.menu,
    waitMs: spent.wait,
    ringMs: spent.ring,
    talkMs: spent.talk,
    holdMs: spent.hold,
    outcome: outcomeOf(call, cause, endedBy),
    cause,
    endedBy,
    path: call.path,
  }
}
