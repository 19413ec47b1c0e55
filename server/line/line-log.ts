// What has happened to a line lately: states as the gateway told them, alarms, changed settings. And its calls since midnight.
import type { LineId, Ms } from '#protocol/ids'
import type { LineLogRow, LineTraffic } from '#protocol/line-views'
import type { LineFault, LineState } from '#protocol/reasons'
import type { Database } from '../store/database.ts'
import type { Stores } from '../store/stores.ts'

export type StateNews = { state: LineState; fault: LineFault | null; detail: string }

/** Of each line so many states are kept, and so many rows are shown. */
const KEPT = 500
const SHOWN = 100
const WEEK_MS: Ms = 7 * 86_400_000

export function noteState(events: Database, lineId: LineId, at: Ms, { state, fault, detail }: StateNews): void {
  events.run(
    'insert into line_state (line_id, at, state, fault, detail) values (?, ?, ?, ?, ?)',
    lineId,
    at,
    state,
    fault,
    detail,
  )
  events.run(
    `delete from line_state where line_id = ? and seq <=
     (select seq from line_state where line_id = ? order by seq desc limit 1 offset ?)`,
    lineId,
    lineId,
    KEPT,
  )
}

/** Newest first. */
export function lineLog({ core, events }: Stores, lineId: LineId): LineLogRow[] {
  const states = events.all<Omit<LineLogRow & { kind: 'state' }, 'kind'>>(
    'select at, state, fault, detail from line_state where line_id = ? order by seq desc limit ?',
    lineId,
    SHOWN,
  )
  const alarms = events.all<Omit<LineLogRow & { kind: 'alarm' }, 'kind'>>(
    `select since as at, until, detail from alarm where code = 'line-down' and subject = ? order by seq desc limit ?`,
    lineId,
    SHOWN,
  )
  const rows: LineLogRow[] = [
    ...states.map((row) => ({ kind: 'state' as const, ...row })),
    ...alarms.map((row) => ({ kind: 'alarm' as const, ...row })),
    ...settings(core, events, lineId),
  ]
  return rows.sort((a, b) => b.at - a.at).slice(0, SHOWN)
}

type Changed = { at: Ms; userId: string | null; detail: string }

function settings(core: Database, events: Database, lineId: LineId): LineLogRow[] {
  const names = new Map(core.all<{ id: string; name: string }>('select id, name from user').map((u) => [u.id, u.name]))
  return events
    .all<Changed>(
      `select at, user_id as userId, detail from audit where action = 'line-changed' and object = ? order by seq desc limit ?`,
      lineId,
      SHOWN,
    )
    .map(({ at, userId, detail }) => ({ kind: 'settings', at, by: names.get(userId ?? '') ?? '', detail }))
}

/** Lines without a call within a week are not among them. */
export function lineTraffic(events: Database, midnight: Ms): LineTraffic[] {
  return events.all<LineTraffic>(
    `select line_id as lineId, max(started_at) as lastAt,
     coalesce(sum(direction = 'in' and started_at >= ?), 0) as callsIn,
     coalesce(sum(direction = 'out' and started_at >= ?), 0) as callsOut,
     coalesce(sum(answered_at is not null and started_at >= ?), 0) as answered,
     coalesce(sum(case when started_at >= ? then talk_ms + hold_ms else 0 end), 0) as talkMs
     from call_record where line_id is not null and started_at >= ? group by line_id`,
    midnight,
    midnight,
    midnight,
    midnight,
    midnight - WEEK_MS,
  )
}
