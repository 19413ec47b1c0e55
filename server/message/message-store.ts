// Messages as events.db keeps them: the recording, who heard it, what became of it, and what was done with it.
import type { Ms } from '#protocol/ids'
import type { MessageState, MessageStep } from '#protocol/messages'
import type { Database } from '../store/database.ts'

/** M5 */
export const LEAST_MS: Ms = 1000

export type StoredMessage = {
  id: string
  callId: string
  box: string | null
  startedAt: Ms
  durationMs: Ms
  customer: string
  heardAt: Ms | null
  heardBy: string | null
  handledAt: Ms | null
  handledBy: string | null
  deletedAt: Ms | null
  note: string
  transcript: string
}
export type MessageFilter = {
  state: MessageState
  /** Null = of every box. */
  boxes: string[] | null
  from: Ms
  to: Ms
  before: { at: Ms; id: string } | null
  limit: number
}
type StoredStep = Pick<MessageStep, 'at' | 'kind' | 'note'> & { userId: string; from: string | null; to: string | null }

const FROM = `from recording r left join call_record c on c.id = r.call_id
 left join message_heard h on h.recording_id = r.id left join message_state s on s.recording_id = r.id
 where r.kind = 'message' and r.state = 'ready' and r.duration_ms >= ${LEAST_MS}`
const SELECT = `select r.id, r.call_id as callId, r.box, r.started_at as startedAt, r.duration_ms as durationMs,
 coalesce(c.customer, '') as customer, h.at as heardAt, h.user_id as heardBy, s.handled_at as handledAt,
 s.handled_by as handledBy, r.binned_at as deletedAt, coalesce(s.note, '') as note,
 coalesce(s.transcript, '') as transcript ${FROM}`
const STATES: Record<MessageState, string> = {
  all: 'r.binned_at is null',
  unheard: 'r.binned_at is null and h.at is null',
  open: 'r.binned_at is null and s.handled_at is null',
  deleted: 'r.binned_at is not null',
}
const IN_BOXES = '(? or r.box in (select value from json_each(?)))'
const inBoxes = (boxes: string[] | null) => [boxes === null, JSON.stringify(boxes ?? [])] as const

/** Newest first. */
export function listMessages(events: Database, filter: MessageFilter): StoredMessage[] {
  const { state, boxes, from, to, before, limit } = filter
  const last = before ?? { at: Number.MAX_SAFE_INTEGER, id: '' }
  return events.all<StoredMessage>(
    `${SELECT} and ${STATES[state]} and ${IN_BOXES} and r.started_at between ? and ?
     and (r.started_at < ? or (r.started_at = ? and r.id < ?)) order by r.started_at desc, r.id desc limit ?`,
    ...inBoxes(boxes),
    from,
    to,
    last.at,
    last.at,
    last.id,
    limit,
  )
}

export function findMessage(events: Database, id: string): StoredMessage | null {
  return events.get<StoredMessage>(`${SELECT} and r.id = ?`, id)
}

export function countUnheard(events: Database, boxes: string[] | null): number {
  const row = events.get<{ count: number }>(
    `select count(*) as count ${FROM} and ${STATES.unheard} and ${IN_BOXES}`,
    ...inBoxes(boxes),
  )
  return row?.count ?? 0
}

/** M10: the oldest that were heard, as many as a box has too many. */
export function beyond(events: Database, box: string, most: number): string[] {
  const count = events.get<{ count: number }>(`select count(*) as count ${FROM} and ${STATES.all} and r.box = ?`, box)
  return events
    .all<{ id: string }>(
      `select r.id ${FROM} and ${STATES.all} and r.box = ? and h.at is not null order by r.started_at limit ?`,
      box,
      Math.max(0, (count?.count ?? 0) - most),
    )
    .map(({ id }) => id)
}

/** Of who heard it first. */
export function markHeard(events: Database, id: string, userId: string, now: Ms): void {
  events.run(
    'insert into message_heard (recording_id, at, user_id) values (?, ?, ?) on conflict do nothing',
    id,
    now,
    userId,
  )
}

export function markNew(events: Database, id: string): void {
  events.run('delete from message_heard where recording_id = ?', id)
}

export function saveHandled(events: Database, id: string, handled: { at: Ms; by: string } | null): void {
  events.run(
    `insert into message_state (recording_id, handled_at, handled_by, note, transcript) values (?, ?, ?, '', '')
     on conflict (recording_id) do update set handled_at = excluded.handled_at, handled_by = excluded.handled_by`,
    id,
    handled?.at ?? null,
    handled?.by ?? null,
  )
}

export function saveText(
  events: Database,
  id: string,
  { note, transcript }: { note: string; transcript: string },
): void {
  events.run(
    `insert into message_state (recording_id, note, transcript) values (?, ?, ?)
     on conflict (recording_id) do update set note = excluded.note, transcript = excluded.transcript`,
    id,
    note,
    transcript,
  )
}

export function moveTo(events: Database, id: string, box: string): void {
  events.run('update recording set box = ? where id = ?', box, id)
}

/** Null: out of the bin. */
export function bin(events: Database, id: string, at: Ms | null): void {
  events.run('update recording set binned_at = ? where id = ?', at, id)
}

export function addStep(events: Database, id: string, { at, userId, kind, from, to, note }: StoredStep): void {
  events.run(
    'insert into message_step (recording_id, at, user_id, kind, box_from, box_to, note) values (?, ?, ?, ?, ?, ?, ?)',
    id,
    at,
    userId,
    kind,
    from,
    to,
    note,
  )
}

/** The last `limit`, oldest first. */
export function stepsOf(events: Database, id: string, limit: number): StoredStep[] {
  return events
    .all<StoredStep>(
      `select at, user_id as userId, kind, box_from as "from", box_to as "to", note from message_step
       where recording_id = ? order by seq desc limit ?`,
      id,
      limit,
    )
    .toReversed()
}

export function hasHeard(events: Database, id: string, userId: string): boolean {
  const sql = `select 1 as one from message_step where recording_id = ? and user_id = ? and kind = 'heard' limit 1`
  return events.get(sql, id, userId) !== null
}
