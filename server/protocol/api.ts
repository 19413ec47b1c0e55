// HTTP API v1 (/api/v1): bodies both ways. Errors are always ApiError (api-error.ts); unknown body fields are refused.

import { type Static, Type } from '@sinclair/typebox'
import type { SetBy } from './console.ts'
import { strict } from './fields.ts'
import type { RecordingGap } from './gateway-messages.ts'
import { Id } from './ids.ts'
import type { Strategy } from './queue-config.ts'
import { type CallOutcome, type HangupCause, Language, Role, SeatCodec } from './reasons.ts'
import type { AlarmSettings, WallboardConfig } from './room-config.ts'
import type { AlarmView } from './room-views.ts'
import type { ShownNumber } from './shown-number.ts'
import type { Me } from './web-messages.ts'

// POST /session {number,password} | POST /session/link {token} → Me, sets the cookie. GET /session → Me. DELETE /session.
export const SignInBody = Type.Object(
  { number: Type.String({ maxLength: 64 }), password: Type.String({ maxLength: 128 }) },
  strict,
)
export type SignInBody = Static<typeof SignInBody>
export const LinkBody = Type.Object({ token: Type.String({ minLength: 20, maxLength: 100 }) }, strict)
// PUT /session/password {password}: own password. PUT /session/language {language}.
export const PasswordBody = Type.Object({ password: Type.String({ minLength: 8, maxLength: 128 }) }, strict)

// GET /setup → {needed:boolean}; POST /setup {token,...} makes the first administrator, signs in.
export const SetupBody = Type.Object(
  {
    token: Type.String({ minLength: 20, maxLength: 100 }),
    number: Type.String({ pattern: '^[0-9]{3,8}$' }),
    name: Type.String({ minLength: 1, maxLength: 60 }),
    password: Type.String({ minLength: 8, maxLength: 128 }),
    language: Language,
  },
  strict,
)
export type SetupBody = Static<typeof SetupBody>

// Users (right user.write): GET /users → User[]; POST /users; PUT /users/:id; POST /users/:id/link → {link}; POST /users/:id/disable {disabled}.
export type User = {
  id: string
  number: string
  name: string
  role: Static<typeof Role>
  language: 'zh-CN' | 'en'
  disabled: boolean
  seatCodec: SeatCodec | null
  autoAnswer: boolean
  queues: string[]
  /** Teams that a supervisor leads and reaches nobody beyond; null: the whole site. */
  leads: string[] | null
}
export const UserBody = Type.Object(
  {
    number: Type.String({ pattern: '^[0-9]{3,8}$' }),
    name: Type.String({ minLength: 1, maxLength: 60 }),
    role: Role,
    language: Language,
    /** Queue ids the person serves. */
    queues: Type.Array(Id, { maxItems: 100 }),
    /** null: as the site says. Left out: as it was. */
    seatCodec: Type.Optional(Type.Union([SeatCodec, Type.Null()])),
    /** Calls are answered by themselves. Left out: as it was. */
    autoAnswer: Type.Optional(Type.Boolean()),
    /** Team ids; null: the whole site. Left out: as it was. */
    leads: Type.Optional(Type.Union([Type.Array(Id, { maxItems: 100, uniqueItems: true }), Type.Null()])),
  },
  strict,
)
export type UserBody = Static<typeof UserBody>

/** Short numbers: GET /number-book (session.use) → BookEntry[]; PUT /number-book/:short BookBody → BookEntry[], DELETE (console.use). */
export const BookBody = Type.Object(
  { number: Type.String({ minLength: 3, maxLength: 40 }), name: Type.String({ minLength: 1, maxLength: 40 }) },
  strict,
)
export type BookBody = Static<typeof BookBody>
/** `search`: the name's pinyin and initials. */
export type BookEntry = BookBody & { short: string; search: string }

/** Night service (console.use): GET /night-service → NightService[]; PUT /night-service/:id NightBody → NightService[]. */
export const NightBody = Type.Object(
  {
    forced: Type.Union([Type.Literal('auto'), Type.Literal('open'), Type.Literal('closed')]),
    /** An instant, or when they open next by their days. Null or left out: until set back. */
    until: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Literal('opening'), Type.Null()])),
  },
  strict,
)
export type NightBody = Static<typeof NightBody>
/** `set`: who forced it, while it is forced. */
export type NightService = Pick<NightBody, 'forced'> & { id: string; name: string; until: number | null; set: SetBy }

/** GET /transfer-targets (session.use): where an agent may send a caller beside people. */
export type TransferTargets = { queues: { id: string; name: string }[]; flows: { id: string; name: string }[] }

/** Call-backs (callback.handle, of the queues reached): GET /callbacks → Callbacks; POST /callbacks CallbackBody → { id }; DELETE /callbacks/:id takes an open one back. */
export const CallbackBody = Type.Object(
  {
    number: Type.String({ minLength: 1, maxLength: 40 }),
    queueId: Id,
    /** Null: as soon as its turn comes. */
    wishedAt: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    /** In which the customer is spoken to. */
    language: Language,
    /** What it is about, for the agent. */
    note: Type.Optional(Type.String({ maxLength: 500 })),
  },
  strict,
)
export type CallbackBody = Static<typeof CallbackBody>
export type CallbackRow = {
  id: string
  number: ShownNumber
  queueName: string
  askedAt: number
  askedBy: 'key' | 'user'
  /** Since when the customer waits, and the time that was wished. */
  place: number
  wishedAt: number | null
  /** standing: in the queue, the customer is called when an agent has taken it. */
  state: 'asked' | 'due' | 'standing' | 'dialing' | 'done' | 'failed' | 'cancelled'
  note: string
  /** Of one whose time has not come. */
  dueAt: number | null
  tries: number
  tried: number
  /** Why the last try failed, and its call. */
  cause: HangupCause | null
  callId: string | null
  endedAt: number | null
}
/** `queues`: those that call back. Open ones in the order of their places, then those that are over, the newest first. */
export type Callbacks = { queues: { id: string; name: string }[]; rows: CallbackRow[] }

// Lines (line.read / line.write): GET /lines → LineConfig[] with password ''; POST /lines; PUT /lines/:id ('' keeps the password); DELETE /lines/:id.
// Queues (queue.read / queue.write): GET /queues → QueueConfig[]; POST /queues; PUT /queues/:id; DELETE /queues/:id.
// Teams, skills (queue.read / queue.write): GET /teams → TeamConfig[]; POST; PUT /teams/:id; DELETE; the same for /skills → SkillConfig[].
// Hours (hours.read / hours.write): GET /hours → OpeningHours[]; PUT /hours/:id.
// Numbers (number.read / number.write): GET /numbers → DidConfig[]; PUT /numbers/:number; DELETE /numbers/:number.
// Flows (flow.read): GET /flows → FlowDefinition[].
// Prompts: prompt-library.ts.

// Customers (customer.read / customer.write): GET /customers?search=&limit= → Customer[]; GET /customers/:id → CustomerDetail;
// GET /calls/:id/customer → CustomerMatch (screen pop by the call's number); POST /customers; PUT /customers/:id;
// POST /customers/:id/reveal → {number} (number.reveal, audited, 30 an hour).
export type Customer = {
  id: string
  name: string
  number: ShownNumber
  company: string
  note: string
  vip: boolean
  /** On a red list (红名单): served before others where a queue says so. */
  red: boolean
  /** The agent who looks after this customer: whom a queue with preferred agents asks first. */
  agentId: string | null
  createdAt: number
  updatedAt: number
}
export type CustomerDetail = Customer & { calls: CallRow[] }
export type CustomerMatch = { customer: CustomerDetail | null; number: ShownNumber; region: string }
export const CustomerBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    /** Number as typed; or null with `callId`, when the agent may not see the number of that call. */
    number: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
    callId: Type.Union([Id, Type.Null()]),
    company: Type.String({ maxLength: 100 }),
    note: Type.String({ maxLength: 2000 }),
    vip: Type.Boolean(),
    /** Left out: stays as it is. */
    agentId: Type.Optional(Type.Union([Id, Type.Null()])),
  },
  strict,
)
export type CustomerBody = Static<typeof CustomerBody>

// Notices: POST /notices NoticeBody → {count} (notice.send); POST /notices/:id/read (notice.read, one's own).
export const NoticeBody = Type.Object(
  {
    to: Type.Union([
      Type.Object({ kind: Type.Literal('agent'), id: Id }, strict),
      Type.Object({ kind: Type.Literal('team'), id: Id }, strict),
      /** Everybody whom the sender reaches. */
      Type.Object({ kind: Type.Literal('all') }, strict),
    ]),
    text: Type.String({ minLength: 1, maxLength: 500 }),
  },
  strict,
)
export type NoticeBody = Static<typeof NoticeBody>

// What an agent does (agent.assign): GET /agents/:id/assignment → Assignment; PUT /agents/:id/assignment AssignmentBody → Assignment.
export const AssignmentBody = Type.Object(
  {
    /** Queues served by name. */
    queues: Type.Array(Id, { maxItems: 100, uniqueItems: true }),
    /** Level 1-10 by skill; a skill left out is one that the agent does not have. */
    skills: Type.Record(Id, Type.Integer({ minimum: 1, maximum: 10 })),
  },
  strict,
)
export type AssignmentBody = Static<typeof AssignmentBody>
/** With the queues that the agent serves because a team does: they are changed with the team. */
export type Assignment = AssignmentBody & { byTeam: string[] }

// Calls (call.read with scope own|team|all): GET /calls?search=&before=&limit=&whose=&direction=&outcome=&queue=&score=&from=&to=&minTalkMs=&maxTalkMs= → {rows: CallRow[], more: boolean};
// POST /calls/export {filter: the query without before and limit, titles, directions, outcomes} → text/csv (call.export);
// GET /calls/:id → CallDetail; GET /missed-calls → CallRow[]: what rang at one's seat in the last 14 days and was not taken there.
export type CallRow = {
  id: string
  direction: 'in' | 'out' | 'internal'
  customer: ShownNumber
  customerId: string | null
  customerName: string
  did: string
  queueId: string | null
  queueName: string
  agentId: string | null
  agentName: string
  startedAt: number
  answeredAt: number | null
  endedAt: number
  waitMs: number
  talkMs: number
  holdMs: number
  outcome: Static<typeof CallOutcome>
  cause: Static<typeof HangupCause>
  endedBy: 'customer' | 'agent' | 'system'
  disposition: string
  /** Mean score of the caller's answers, to a tenth; null: none was given. */
  satisfaction: number | null
  recordingId: string | null
  message: boolean
}
/** One line of a call's timeline; `data` depends on `type` (see server/call/SPEC.md). */
export type CallEventView = { seq: number; at: number; type: string; data: Record<string, unknown> }
/** Why a call was offered to an agent, or to nobody: candidates in order, the rule that refused each. */
export type Decision = {
  at: number
  queueId: string
  callId: string
  chosen: string | null
  waitedMs: number
  position: number
  candidates: { agentId: string; name: string; rule: DecisionRule; value: number; tier?: number }[]
  /** Members who are not among the candidates listed, by the rule that keeps them from any call. */
  others?: Partial<Record<DecisionRule, number>>
  /** What was decided by; decisions of older versions lack it. */
  inputs?: DecisionInputs
}
export type DecisionInputs = {
  strategy: Strategy
  priority: number
  weight: number
  head: boolean
  /** Which parts of the priority the queue did not give. */
  marks: { vip: boolean; red?: boolean; line: number; flow: number }
  /** Skills as required of one who has waited so long. */
  skills: { id: string; level: number }[]
  /** The agent whom the caller is kept for, and until when. */
  keptFor: string | null
  keptUntil: number | null
  /** What random order was drawn with. */
  seed: number
}
/**
 * 'chosen' or the rule that refused the candidate; `value` is what the strategy orders by: ms idle, calls, rings or ms
 * of talk today, load, or the turn in the queue's order.
 */
export type DecisionRule =
  | 'chosen'
  | 'ranked-lower'
  | 'signed-out'
  | 'not-ready'
  | 'busy'
  | 'ringing'
  | 'wrap-up'
  | 'not-reachable'
  | 'tier-not-open'
  | 'skill-too-low'
  | 'kept-for-another'
  | 'declined-recently'
  | 'claimed-by-older-call'
/** A caller for an agent: the rule that keeps the two apart, null when only the agent's own state does. */
export type AgentCaller = { callId: string; waitedMs: number; rule: DecisionRule | null }
export type AgentQueueReasons = {
  queueId: string
  name: string
  strategy: Strategy
  tier: number
  waiting: number
  /** Members who are free now. */
  free: number
  /** How many of them are asked before this agent; null when the agent is not free, or the strategy has no order of its own. */
  before: number | null
  /** The first of those who wait. */
  callers: AgentCaller[]
}
/** GET /agents/:id/why (decision.read): why the agent gets no call, and the decision that gave the last one. */
export type AgentWhy = {
  agentId: string
  at: number
  /** What keeps the agent from any call; null = free. */
  rule: DecisionRule | null
  queues: AgentQueueReasons[]
  last: Decision | null
}
export type RecordingView = {
  id: string
  state: 'uploading' | 'ready' | 'failed' | 'deleted'
  durationMs: number
  startedAt: number
  /** 400 pairs at most a channel, 0-1, customer first. */
  peaks: [number[], number[]] | null
  /** What was paused (left out of the sound) or masked (silence in it). */
  gaps: RecordingGap[]
  deletedAt: number | null
}
/** A variable of the flow that the caller walked; the value may be what a caller typed or an outside system said. */
export type KnownValue = { name: string; value: string }
export type CallDetail = CallRow & {
  events: CallEventView[]
  decisions: Decision[]
  recordings: RecordingView[]
  note: string
  /** What the caller answered when asked how it was, in order. */
  surveys: { topic: string; score: number; at: number }[]
  known: KnownValue[]
  /** Of agents whose call was taken over. */
  earlierNotes: ({ agentName: string; at: number } & NoteBody)[]
}
// PUT /calls/:id/note {note, disposition}: the agent of the call; drafts while it lives, kept after it.
export const NoteBody = Type.Object(
  { note: Type.String({ maxLength: 4000 }), disposition: Type.String({ maxLength: 60 }) },
  strict,
)
export type NoteBody = Static<typeof NoteBody>
// GET /recordings/:id.wav (recording.play, audited): stereo WAV, Range answered; ?export=1 as a file to keep.
// GET /recording-settings, PUT /recording-settings; GET /recording-retention?keepDays= → RetentionPreview (recording.settings).
export const RecordingSettings = Type.Object(
  {
    /** Room that gateway and server leave free: the lesser of the two. */
    floorPercent: Type.Number({ minimum: 0, maximum: 50 }),
    floorBytes: Type.Integer({ minimum: 0, maximum: 1_099_511_627_776 }),
    /** Converted to Opus when so old; 0 = at once, null = never. */
    archiveAfterDays: Type.Union([Type.Integer({ minimum: 0, maximum: 36_500 }), Type.Null()]),
    /** Deleted when so old; 0 = kept for ever. */
    keepDays: Type.Integer({ minimum: 0, maximum: 36_500 }),
  },
  strict,
)
export type RecordingSettings = Static<typeof RecordingSettings>
/** What would be deleted now. */
export type RetentionPreview = { recordings: number; bytes: number }
// GET /decisions?call=ID → Decision (why it waits now, live). GET /audit?before= → AuditRow[] (audit.read).
export type AuditRow = {
  seq: number
  at: number
  userId: string | null
  userName: string
  action: string
  object: string
  detail: string
  source: string
}
// GET /alarms?before= → AlarmRow[] (status.read), newest first. GET /alarm-settings (status.read), PUT /alarm-settings AlarmSettings (alarm.settings).
export type AlarmRow = Omit<AlarmView, 'id'> & { seq: number; until: number | null }
// Wallboards: GET /walls → WallboardConfig[] (wall.show); GET /walls/:id → WallboardShown; POST, PUT, DELETE (wall.write).
export type WallboardShown = { board: WallboardConfig; limits: AlarmSettings }
// GET /status → SystemStatus (status.read).
export type SystemStatus = {
  version: string
  startedAt: number
  database: { coreBytes: number; eventsBytes: number; journal: string }
  disk: { freeBytes: number; totalBytes: number }
  gateways: { id: string; connected: boolean; since: number }[]
  calls: number
  sessions: number
}
export type SessionReply = Me
