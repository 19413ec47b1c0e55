// The one WebSocket of a page (/api/v1/live): commands up; snapshot and numbered deltas down.
// An entity is replaced whole or removed; a page keeps a map per kind and needs no other logic.
import { type Static, type TProperties, Type } from '@sinclair/typebox'
import { CallSound } from './call-sound.ts'
import { CallbackView } from './callback-terms.ts'
import { NumberOf } from './desk.ts'
import { ForwardWhy } from './forwarding.ts'
import { Id } from './ids.ts'
import {
  Activity,
  DoNotDisturb,
  HangupCause,
  NotReadyReason,
  Presence,
  type RefusalReason,
  type Role,
  SeatCodec,
  SuperviseMode,
} from './reasons.ts'
import type { AlarmView, GatewayView, LineView, NoticeView } from './room-views.ts'
import { ShownNumber } from './shown-number.ts'

const message = <const T extends string, P extends TProperties>(type: T, properties: P) =>
  Type.Object({ type: Type.Literal(type), ...properties }, { additionalProperties: false })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const AgentView = Type.Object({
  id: Id,
  number: Type.String(),
  name: Type.String(),
  presence: Presence,
  reason: orNull(NotReadyReason),
  activity: Activity,
  reachable: Type.Boolean(),
  /** Since when presence, activity or reachable is what it is now. */
  since: Type.Integer(),
  callId: orNull(Id),
  /** End of the grace time while the seat of a live call is away. */
  awayUntil: orNull(Type.Integer()),
  wrapUpUntil: orNull(Type.Integer()),
  queues: Type.Array(Id),
  teams: Type.Array(Id),
  callsToday: Type.Integer(),
  doNotDisturb: DoNotDisturb,
  /** Calls on hold beside callId's. */
  onHold: Type.Array(Id),
  /** The call that rings is answered by itself in a moment. */
  answersItself: Type.Optional(Type.Boolean()),
  /** A team leader: who calls one asks for help. */
  leads: Type.Optional(Type.Boolean()),
})
export type AgentView = Static<typeof AgentView>

const COLLEAGUE = ['free', 'not-ready', 'ringing', 'busy', 'do-not-disturb', 'away', 'signed-out'] as const
/** As colleagues see each other: not-ready can be called, busy waited for. */
export const ColleagueView = Type.Object({
  id: Id,
  number: Type.String(),
  name: Type.String(),
  /** The name in letters: pinyin, and its initials. */
  search: Type.String(),
  doNotDisturb: DoNotDisturb,
  state: Type.Unsafe<(typeof COLLEAGUE)[number]>(Type.Union(COLLEAGUE.map((state) => Type.Literal(state)))),
  /** When his calls go on elsewhere; missing: never. */
  forwards: Type.Optional(Type.Array(ForwardWhy)),
})
export type ColleagueView = Static<typeof ColleagueView>

export const CallStage = Type.Union(
  (
    [
      'in-menu',
      'waiting',
      'ringing',
      'dialing',
      'connecting',
      'talking',
      'held',
      'handing-over',
      'bridged',
      'parked',
      'leaving-message',
      'recovering',
      'ended',
    ] as const
  ).map((v) => Type.Literal(v)),
)
export type CallStage =
  | 'in-menu'
  | 'waiting'
  | 'ringing'
  | 'dialing'
  | 'connecting'
  | 'talking'
  | 'held'
  | 'handing-over'
  | 'bridged'
  | 'parked'
  | 'leaving-message'
  | 'recovering'
  | 'ended'

/** Whom an agent has brought to a call: a colleague (agentId) or an outside number. */
export const GuestView = Type.Object({
  legId: Id,
  agentId: orNull(Id),
  number: orNull(ShownNumber),
  /** waiting: a busy colleague is waited for. */
  state: Type.Union([Type.Literal('waiting'), Type.Literal('ringing'), Type.Literal('up')]),
  /** In the conversation; else on hold, or spoken with aside. */
  joined: Type.Boolean(),
})
export type GuestView = Static<typeof GuestView>

export const CallView = Type.Object({
  id: Id,
  direction: Type.Union([Type.Literal('in'), Type.Literal('out'), Type.Literal('internal')]),
  stage: CallStage,
  /** The customer: the caller of an incoming call, the called party of an outgoing one. */
  customer: ShownNumber,
  customerName: Type.String(),
  customerId: orNull(Id),
  did: Type.String(),
  lineId: orNull(Id),
  queueId: orNull(Id),
  agentId: orNull(Id),
  /** Everybody at whom it rings, when it rings at several. */
  ringingAt: Type.Optional(Type.Array(Id)),
  startedAt: Type.Integer(),
  waitingSince: orNull(Type.Integer()),
  /** Rank in its queue, from 1. */
  position: orNull(Type.Integer()),
  /** End of the present offer's ring time. */
  ringUntil: orNull(Type.Integer()),
  answeredAt: orNull(Type.Integer()),
  heldAt: orNull(Type.Integer()),
  endedAt: orNull(Type.Integer()),
  cause: orNull(HangupCause),
  recording: Type.Boolean(),
  sound: CallSound,
  /** What came of call.transfer: cause null while the far end is at it, 'normal' when it has the call. */
  transfer: orNull(Type.Object({ to: ShownNumber, cause: orNull(HangupCause) })),
  /** How the recording is kept from hearing now. */
  recordingGap: orNull(Type.Union([Type.Literal('pause'), Type.Literal('mask')])),
  /** Flow nodes walked so far, e.g. ["hours:open", "menu:1"]. */
  path: Type.Array(Type.String()),
  /** What the flow knew of the caller. */
  known: Type.Optional(
    Type.Array(Type.Object({ name: Type.String(), value: Type.String({ maxLength: 200 }) }), { maxItems: 20 }),
  ),
  /** The colleague called, of an internal call. */
  calleeId: orNull(Id),
  guests: Type.Array(GuestView),
  /** On hold in this numbered place, for anybody to take. */
  parked: orNull(Type.Object({ slot: Type.Integer(), by: Id, since: Type.Integer() })),
  /** The guest with whom the agent speaks aside while the call is held. */
  consulting: orNull(Id),
  /** Nobody speaks any more: when the call is ended, unless somebody does or the agent says that it goes on. */
  quietEndsAt: Type.Optional(orNull(Type.Integer())),
  /** The system wakes somebody up. */
  wakeUp: Type.Optional(Type.Literal(true)),
  /** The call-back that this call carries out. */
  callback: orNull(CallbackView),
  /** Progress of a call going out. */
  progress: orNull(Type.Union([Type.Literal('ringing'), Type.Literal('early-media')])),
})
export type CallView = Omit<Static<typeof CallView>, 'stage'> & { stage: CallStage }

/** How long a caller waits: as likely more as less than the median; the band holds 8 times in 10. */
export const ExpectedWait = Type.Object({
  medianMs: Type.Integer(),
  lowMs: Type.Integer(),
  highMs: Type.Integer(),
})
export type ExpectedWait = Static<typeof ExpectedWait>

export const QueueView = Type.Object({
  id: Id,
  name: Type.String(),
  /** Teams that serve it, whole or with one of their people. */
  teams: Type.Array(Id),
  waiting: Type.Integer(),
  longestWaitSince: orNull(Type.Integer()),
  /** Of a caller who comes now; 0 while somebody is free, null when nobody is at work. */
  expectedWait: orNull(ExpectedWait),
  /** Callers who wait to be called back. */
  callbacks: Type.Integer(),
  members: Type.Integer(),
  signedIn: Type.Integer(),
  idle: Type.Integer(),
  offeredToday: Type.Integer(),
  answeredToday: Type.Integer(),
  abandonedToday: Type.Integer(),
  /** Answered within the target / offered today, 0-1; null while nothing was offered. */
  serviceLevel: orNull(Type.Number()),
  serviceLevelMs: Type.Integer(),
})
export type QueueView = Static<typeof QueueView>

/** A supervisor at a call; the id is the call's. The agent's page is given it only where the site says so (`isTold`). */
export const SupervisionView = Type.Object({
  id: Id,
  supervisorId: Id,
  supervisorName: Type.String(),
  /** Who is supervised. */
  agentId: Id,
  mode: SuperviseMode,
  since: Type.Integer(),
  isTold: Type.Boolean(),
})
export type SupervisionView = Static<typeof SupervisionView>

/**
 * seat: own agent, own calls (also the one ringing), own queues and notices, all colleagues. site: all agents, calls, queues and supervisions.
 * status: lines, gateways, alarms. wall: queues, agents and alarms, without any call.
 */
export const Topic = Type.Union([
  Type.Literal('seat'),
  Type.Literal('site'),
  Type.Literal('status'),
  Type.Literal('wall'),
])
export type Topic = Static<typeof Topic>

export type Entities = {
  agent: AgentView
  colleague: ColleagueView
  call: CallView
  queue: QueueView
  supervision: SupervisionView
  notice: NoticeView
  line: LineView
  gateway: GatewayView
  alarm: AlarmView
}
export type EntityKind = keyof Entities
export type EntityChange = { [K in EntityKind]: { kind: K; id: string; value: Entities[K] | null } }[EntityKind]

const command = <const T extends string, P extends TProperties>(type: T, properties: P) =>
  message(type, { id: Id, ...properties })

/** Why somebody is disturbed; it is in the audit trail. */
const Reason = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

/** `camp`: a busy colleague is waited for. */
export const PartyTarget = Type.Union([
  Type.Object({ kind: Type.Literal('agent'), agentId: Id, camp: Type.Boolean() }, { additionalProperties: false }),
  Type.Object(
    { kind: Type.Literal('number'), number: Type.String({ minLength: 1, maxLength: 40 }) },
    { additionalProperties: false },
  ),
])
export type PartyTarget = Static<typeof PartyTarget>

/** Each command is answered by done or refused with its id; the id is its idempotency key. */
export const WebCommand = Type.Union([
  command('agent.sign-in', {}),
  command('agent.sign-out', {}),
  command('agent.set-presence', {
    presence: Type.Union([Type.Literal('available'), Type.Literal('not-ready')]),
    reason: orNull(NotReadyReason),
  }),
  command('agent.finish-wrap-up', {}),
  command('agent.extend-wrap-up', {}),
  command('call.answer', { callId: Id }),
  command('call.decline', { callId: Id }),
  command('call.hang-up', { callId: Id }),
  command('call.hold', { callId: Id }),
  command('call.resume', { callId: Id }),
  /** It is quiet, but the call goes on. */
  command('call.keep', { callId: Id }),
  /** True mute in the gateway as well as in the page. */
  command('call.mute', { callId: Id, muted: Type.Boolean() }),
  /** Pause or mask the recording of one's own call, or let it hear again. */
  command('call.record', {
    callId: Id,
    keeping: Type.Union([Type.Literal('keep'), Type.Literal('pause'), Type.Literal('mask')]),
  }),
  command('call.digits', { callId: Id, digits: Type.String({ pattern: '^[0-9*#]{1,32}$' }) }),
  /** The trunk is asked to take the call to another number (REFER); the call ends when it has. */
  command('call.transfer', { callId: Id, to: Type.String({ minLength: 1, maxLength: 40 }) }),
  /** Speak with a colleague or a number while the customer is on hold (咨询). */
  command('call.consult', { callId: Id, to: PartyTarget }),
  /** Leave the customer to him without a word before; he is rung, and the agent again when he does not answer. */
  command('call.hand-over', { callId: Id, to: PartyTarget }),
  /** Aside with a guest; null: back to the conversation (接回). */
  command('call.speak-with', { callId: Id, legId: orNull(Id) }),
  /** The guest comes into the conversation (会议). */
  command('call.join', { callId: Id, legId: Id }),
  /** The agent leaves the customer to the guest (转移完成). */
  command('call.complete', { callId: Id, legId: Id }),
  command('call.drop', { callId: Id, legId: Id }),
  command('call.to-queue', { callId: Id, queueId: Id }),
  command('call.to-flow', { callId: Id, flowId: Id }),
  /** To a colleague's message box. */
  command('call.to-messages', { callId: Id, agentId: Id }),
  command('call.dial-agent', { agentId: Id, camp: Type.Boolean() }),
  /** The leader of one's team: called, or consulted about the call (呼叫班长). */
  command('call.leader', { callId: orNull(Id) }),
  /** On hold in a free numbered place; anybody may take it up. */
  command('call.park', { callId: Id }),
  command('call.retrieve', { callId: Id }),
  command('agent.do-not-disturb', { level: DoNotDisturb }),
  command('console.do-not-disturb', { agentId: Id, level: DoNotDisturb }),
  /** Past do-not-disturb (紧急跨越): called, or brought to the call. */
  command('console.dial', { agentId: Id, callId: orNull(Id), reason: Reason }),
  /** Into a colleague's talk (强插, 监听): those who talk hear a tone. */
  command('console.break-in', {
    agentId: Id,
    mode: Type.Union([Type.Literal('listen'), Type.Literal('barge')]),
    reason: Reason,
  }),
  /** Take what rings at a colleague's (代接). */
  command('call.pick-up', { agentId: Id }),
  /** `to` as typed; '' = the number of what `of` names, which the agent need not see. */
  command('call.dial', { to: Type.String({ maxLength: 40 }), customerId: orNull(Id), of: Type.Optional(NumberOf) }),
  /** At another agent's call: hear both; each of the three also changes what the supervisor is heard by. */
  command('supervise.listen', { callId: Id }),
  /** …and be heard by the agent alone. */
  command('supervise.whisper', { callId: Id }),
  /** …and be heard by both. */
  command('supervise.barge', { callId: Id }),
  /** The agent leaves the call, the supervisor stays with the customer. */
  command('supervise.take-over', { callId: Id }),
  command('supervise.leave', {}),
  /** Ends another agent's call (强拆). */
  command('supervise.hang-up', { callId: Id }),
  /** Another agent's presence, by force. */
  command('room.presence', {
    agentId: Id,
    presence: Type.Union([Type.Literal('available'), Type.Literal('not-ready')]),
    reason: orNull(NotReadyReason),
  }),
  command('room.sign-out', { agentId: Id }),
  /** A waiting caller: before all others of the queue, or to another queue with the time waited. */
  command('room.to-head', { callId: Id }),
  command('room.move', { callId: Id, queueId: Id }),
  /** Somebody looks after it; it stays shown until its cause goes. */
  command('alarm.acknowledge', { alarmId: Id }),
  /** Put the seat's sound up; answered by seat.answer. A newer connection replaces an older one. */
  command('seat.connect', {
    connectionId: Id,
    sdp: Type.String({ maxLength: 32_768 }),
    /** What this machine wants; without a word, what the administrator says of the person, else of the site. */
    codec: Type.Optional(SeatCodec),
  }),
  command('seat.disconnect', {}),
  /** For 20 s the seat hears what it says itself: the page tests its way to the gateway and back. */
  command('seat.loop', { on: Type.Boolean() }),
])
export type WebCommand = Static<typeof WebCommand>

export const FromWeb = Type.Union([
  message('hello', {
    protocolVersion: Type.Integer(),
    /** This tab; the newest tab of an agent that connects a seat takes over. */
    tabId: Id,
    topics: Type.Array(Type.Object({ topic: Topic, epoch: orNull(Id), seq: Type.Integer() }), { maxItems: 4 }),
  }),
  message('ping', {}),
  WebCommand,
])
export type FromWeb = Static<typeof FromWeb>

export type Me = {
  userId: string
  role: Static<typeof Role>
  agentId: string | null
  number: string
  name: string
  language: 'zh-CN' | 'en'
  rights: string[]
  /** Teams beyond which a supervisor sees and reaches nothing; null: the whole site. */
  leads: readonly string[] | null
}

export type ToWeb =
  | {
      type: 'hello'
      protocolVersion: number
      epoch: string
      serverTime: number
      me: Me
      demo: boolean
      graceMs: number
    }
  | { type: 'snapshot'; topic: Topic; seq: number; entities: EntityChange[] }
  | { type: 'delta'; topic: Topic; seq: number; changes: EntityChange[] }
  | { type: 'pong'; serverTime: number }
  | { type: 'done'; id: string; result: { callId?: string } }
  | { type: 'refused'; id: string; reason: Static<typeof RefusalReason>; detail: string }
  | { type: 'seat.answer'; connectionId: string; sdp: string }
  /** Send this from now on: the gateway does, the link loses packets or is good again. */
  | { type: 'seat.codec'; connectionId: string; codec: 'g711' | 'opus' }
  | { type: 'seat.state'; connectionId: string; state: 'connected' | 'lost'; reason: string }
  /** Another tab of this agent has taken the seat: this page is read-only now. */
  | { type: 'seat.taken-over' }
  /** Something of this person's, or that all share, was changed, here or elsewhere: read it again. */
  | { type: 'desk.changed'; what: 'appointments' | 'chat' | 'scripts' | 'dispositions' | 'messages' }
  | { type: 'goodbye'; reason: Static<typeof RefusalReason> | 'signed-out' | 'shutdown' }
