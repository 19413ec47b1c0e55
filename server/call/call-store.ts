// Ended calls and what hangs on them, read from events.db.
import type { Decision, NoteBody } from '#protocol/api'
import type { Ms, QueueId } from '#protocol/ids'
import type { CallOutcome, HangupCause } from '#protocol/reasons'
import type { Database } from '../store/database.ts'

export type CallRecordRow = {
  id: string
  direction: 'in' | 'out' | 'internal'
  customer: string
  did: string
  queueId: string | null
  agentId: string | null
  startedAt: Ms
  answeredAt: Ms | null
  endedAt: Ms
  waitMs: Ms
  talkMs: Ms
  holdMs: Ms
  outcome: CallOutcome
  cause: HangupCause
  endedBy: 'customer' | 'agent' | 'system'
  /** Mean score of the caller's answers, to a tenth; null: none was given. */
  satisfaction: number | null
}
/** Calls of these agents, and of these queues while nobody has taken them. */
export type CallReach = { agents: readonly string[]; queues: readonly string[] }
export type CallFilter = {
  /** Null: everybody's. */
  of: CallReach | null
  /** Null = every call; else those whose customer is one of the numbers, or matches the pattern, or whose agent is one of these. */
  match: { numbers: string[]; pattern: string; agents: string[] } | null
  before: { at: Ms; id: string } | null
  limit: number
} & CallNarrowing
/** Each null = any. */
export type CallNarrowing = {
  direction: CallRecordRow['direction'] | null
  outcome: CallOutcome | null
  queue: QueueId | null
  /** A score that an answer had; any was given, or none. */
  score: string | null
  from: Ms | null
  to: Ms | null
  minTalkMs: Ms | null
  maxTalkMs: Ms | null
}
export type StoredEvent = { seq: number; at: Ms; machine: string; machineId: string; type: string; data: string }

const SELECT = `select id, direction, customer, did, queue_id as queueId, agent_id as agentId, started_at as startedAt,
 answered_at as answeredAt, ended_at as endedAt, wait_ms as waitMs, talk_ms as talkMs, hold_ms as holdMs, outcome, cause,
 ended_by as endedBy, (select round(avg(score), 1) from survey_answer where call_id = call_record.id) as satisfaction
 from call_record`

const REACHED = `(? or agent_id in (select value from json_each(?))
 or (agent_id is null and queue_id in (select value from json_each(?))))`
const reached = (of: CallReach | null) =>
  [of === null, JSON.stringify(of?.agents ?? []), JSON.stringify(of?.queues ?? [])] as const

export function findCallRecord(events: Database, id: string): CallRecordRow | null {
  return events.get<CallRecordRow>(`${SELECT} where id = ?`, id)
}

/** Newest first. */
export function listCallRecords(events: Database, filter: CallFilter): CallRecordRow[] {
  const { of, match, before, limit, direction, outcome, queue, score } = filter
  return events.all<CallRecordRow>(
    `${SELECT} where ${REACHED}
     and (? or customer in (select value from json_each(?)) or customer like ?
          or agent_id in (select value from json_each(?)))
     and (? is null or direction = ?) and (? is null or outcome = ?)
     and (? is null or queue_id = ?)
     and (? is null or (? <> 'none') = exists (select 1 from survey_answer where call_id = call_record.id
          and (? in ('given', 'none') or score = cast(? as integer))))
     and started_at between ? and ? and talk_ms between ? and ?
     and (started_at < ? or (started_at = ? and id < ?)) order by started_at desc, id desc limit ?`,
    ...reached(of),
    match === null,
    JSON.stringify(match?.numbers ?? []),
    match?.pattern ?? '',
    JSON.stringify(match?.agents ?? []),
    direction,
    direction,
    outcome,
    outcome,
    queue,
    queue,
    ...[score, score, score, score],
    filter.from ?? 0,
    filter.to ?? Number.MAX_SAFE_INTEGER,
    filter.minTalkMs ?? 0,
    filter.maxTalkMs ?? Number.MAX_SAFE_INTEGER,
    before?.at ?? Number.MAX_SAFE_INTEGER,
    before?.at ?? Number.MAX_SAFE_INTEGER,
    before?.id ?? '',
    limit,
  )
}

/** Calls that rang at this agent since then and were not talked with him, newest first. */
export function missedCalls(events: Database, agentId: string, since: Ms, limit: number): CallRecordRow[] {
  return events.all<CallRecordRow>(
    `${SELECT} where id in (select call_id from event where machine = 'agent' and machine_id = ? and type = 'offer'
      and at >= ?) and agent_id is not ? order by started_at desc limit ?`,
    agentId,
    since,
    agentId,
    limit,
  )
}

export function wasOfferedTo(events: Database, agentId: string, callId: string): boolean {
  const sql = `select 1 as one from event where call_id = ? and machine = 'agent' and machine_id = ? and type = 'offer'`
  return events.get(`${sql} limit 1`, callId, agentId) !== null
}

export function callsOfNumber(events: Database, number: string, of: CallReach | null, limit: number): CallRecordRow[] {
  return events.all<CallRecordRow>(
    `${SELECT} where customer = ? and ${REACHED} order by started_at desc limit ?`,
    number,
    ...reached(of),
    limit,
  )
}

/** The agent who last talked with this number; null when nobody has. */
export function lastAgentOf(events: Database, number: string): string | null {
  const row = events.get<{ agent_id: string }>(
    `select agent_id from call_record where customer = ? and agent_id is not null and answered_at is not null
     order by started_at desc limit 1`,
    number,
  )
  return row?.agent_id ?? null
}

/** The id of the call that this agent had last. */
export function lastCallOf(events: Database, agentId: string): string | null {
  const row = events.get<{ id: string }>(
    'select id from call_record where agent_id = ? order by started_at desc limit 1',
    agentId,
  )
  return row?.id ?? null
}

export function hasSpokenWith(events: Database, agentId: string, number: string): boolean {
  return (
    events.get('select 1 as one from call_record where customer = ? and agent_id = ? limit 1', number, agentId) !== null
  )
}

export function eventsOfCall(events: Database, callId: string, limit: number): StoredEvent[] {
  return events.all<StoredEvent>(
    'select seq, at, machine, machine_id as machineId, type, data from event where call_id = ? order by seq limit ?',
    callId,
    limit,
  )
}

export function decisionsOfCall(events: Database, callId: string, limit: number): Decision[] {
  return events
    .all<{ data: string }>('select data from decision where call_id = ? order by seq limit ?', callId, limit)
    .map((row) => JSON.parse(row.data) as Decision)
}

type CallNote = { callId: string; agentId: string | null; customerId: string | null } & NoteBody

export function notesOf(events: Database, callIds: string[]): Map<string, CallNote> {
  const rows = events.all<CallNote>(
    `select call_id as callId, agent_id as agentId, customer_id as customerId, note, disposition from call_note
     where call_id in (select value from json_each(?))`,
    JSON.stringify(callIds),
  )
  return new Map(rows.map((row) => [row.callId, row]))
}

export function saveNote(events: Database, note: CallNote, now: Ms): void {
  events.run(
    `insert into call_note (call_id, agent_id, customer_id, note, disposition, updated_at) values (?, ?, ?, ?, ?, ?)
     on conflict (call_id) do update set agent_id = excluded.agent_id, customer_id = excluded.customer_id,
     note = excluded.note, disposition = excluded.disposition, updated_at = excluded.updated_at`,
    note.callId,
    note.agentId,
    note.customerId,
    note.note,
    note.disposition,
    now,
  )
}

/** Who talked in this call and has it no more. */
export function hasTalkedIn(events: Database, callId: string, agentId: string): boolean {
  return (
    events.get(
      `select 1 as one from event where call_id = ? and machine = 'agent' and machine_id = ? and type = 'talking' limit 1`,
      callId,
      agentId,
    ) !== null
  )
}

/** RM8: beside the note of who has, or had last, the call. */
export function saveEarlierNote(events: Database, callId: string, agentId: string, note: NoteBody, now: Ms): void {
  events.run(
    `insert into call_note_before (call_id, agent_id, note, disposition, updated_at) values (?, ?, ?, ?, ?)
     on conflict (call_id, agent_id) do update set note = excluded.note, disposition = excluded.disposition,
     updated_at = excluded.updated_at`,
    callId,
    agentId,
    note.note,
    note.disposition,
    now,
  )
}

export function earlierNotesOf(events: Database, callId: string): ({ agentId: string; at: Ms } & NoteBody)[] {
  return events.all(
    `select agent_id as agentId, note, disposition, updated_at as at from call_note_before where call_id = ?
     order by updated_at`,
    callId,
  )
}

type RecordingMark = { id: string; callId: string; kind: string }

export function recordingsOf(events: Database, callIds: string[]): Map<string, RecordingMark[]> {
  const rows = events.all<RecordingMark>(
    `select id, call_id as callId, kind from recording where call_id in (select value from json_each(?)) order by started_at`,
    JSON.stringify(callIds),
  )
  return Map.groupBy(rows, (row) => row.callId)
}

/** A configuration that events refer to by its hash. */
export function configurationOf(events: Database, hash: string): unknown {
  const row = events.get<{ data: string }>('select data from configuration where hash = ?', hash)
  return row === null ? null : (JSON.parse(row.data) as unknown)
}
