// How wake-up calls came out.
import type { Database } from '../store/database.ts'
import type { WakeUpRecord } from './wake-up-inputs.ts'

type Row = {
  id: string
  at: number
  target: string
  zone: string
  repeat: string
  language: string
  confirm: number
  tries: number
  pause_ms: number
  set_by: string
  set_at: number
  result: string
  cause: string | null
  answered_at: number | null
  tried: number
  call_id: string | null
  ended_at: number
}

const COLUMNS = `id, at, target, zone, repeat, language, confirm, tries, pause_ms, set_by, set_at, result, cause,
 answered_at, tried, call_id, ended_at`

export function insertWakeUp(events: Database, record: WakeUpRecord): void {
  events.run(
    `insert into wake_up (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    record.id,
    record.at,
    JSON.stringify(record.to),
    record.zone,
    record.repeat,
    record.language,
    record.confirm ? 1 : 0,
    record.tries,
    record.pauseMs,
    record.setBy,
    record.setAt,
    record.result,
    record.cause,
    record.answeredAt,
    record.tried,
    record.callId,
    record.endedAt,
  )
}

/** The newest first. */
export const listWakeUpResults = (events: Database, limit: number): WakeUpRecord[] =>
  events.all<Row>(`select ${COLUMNS} from wake_up order by ended_at desc, id limit ?`, limit).map(recordOf)

const recordOf = (row: Row): WakeUpRecord => ({
  id: row.id,
  at: row.at,
  to: JSON.parse(row.target) as WakeUpRecord['to'],
  zone: row.zone,
  repeat: row.repeat as WakeUpRecord['repeat'],
  language: row.language as WakeUpRecord['language'],
  confirm: row.confirm === 1,
  tries: row.tries,
  pauseMs: row.pause_ms,
  setBy: row.set_by,
  setAt: row.set_at,
  result: row.result as WakeUpRecord['result'],
  cause: row.cause as WakeUpRecord['cause'],
  answeredAt: row.answered_at,
  tried: row.tried,
  callId: row.call_id,
  endedAt: row.ended_at,
})
