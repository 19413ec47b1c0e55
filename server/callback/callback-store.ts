// Call-backs that are over.

import type { Database } from '../store/database.ts'
import type { CallbackRecord } from './callback-inputs.ts'

type Row = {
  id: string
  number: string
  queue_id: string
  language: string
  place: number
  wished_at: number | null
  asked_at: number
  asked_by: string
  tries: number
  pause_ms: number
  tried: number
  result: string
  cause: string | null
  call_id: string | null
  ended_at: number
  note: string
}

const COLUMNS =
  'id, number, queue_id, language, place, wished_at, asked_at, asked_by, tries, pause_ms, tried, result, cause, call_id, ended_at, note'

export function insertCallback(events: Database, record: CallbackRecord): void {
  events.run(
    `insert into callback (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    record.id,
    record.number,
    record.queueId,
    record.language,
    record.place,
    record.wishedAt,
    record.askedAt,
    JSON.stringify(record.askedBy),
    record.tries,
    record.pauseMs,
    record.tried,
    record.result,
    record.cause,
    record.callId,
    record.endedAt,
    record.note ?? '',
  )
}

/** The newest first, of these queues (null: of all). */
export function listEndedCallbacks(events: Database, queues: string[] | null, limit: number): CallbackRecord[] {
  return events
    .all<Row>(
      `select ${COLUMNS} from callback where ? is null or queue_id in (select value from json_each(?))
       order by ended_at desc, id limit ?`,
      queues === null ? null : 1,
      JSON.stringify(queues ?? []),
      limit,
    )
    .map(recordOf)
}

const recordOf = (row: Row): CallbackRecord => ({
  id: row.id,
  number: row.number,
  queueId: row.queue_id,
  language: row.language as CallbackRecord['language'],
  place: row.place,
  wishedAt: row.wished_at,
  askedAt: row.asked_at,
  askedBy: JSON.parse(row.asked_by) as CallbackRecord['askedBy'],
  tries: row.tries,
  pauseMs: row.pause_ms,
  tried: row.tried,
  result: row.result as CallbackRecord['result'],
  cause: row.cause as CallbackRecord['cause'],
  callId: row.call_id,
  endedAt: row.ended_at,
  note: row.note,
})
