// Every alarm in events.db, with its time and who acknowledged it.
import type { AlarmRow } from '#protocol/api'
import type { Ms } from '#protocol/ids'
import type { AlarmView } from '#protocol/room-views'
import type { Database } from '../store/database.ts'

export type AlarmLog = {
  raised(alarm: AlarmView): void
  cleared(id: string, at: Ms): void
  acknowledged(id: string, by: { by: string; at: Ms }): void
  /** Newest first; `before` is a row's seq. */
  list(before: number | null, limit: number): AlarmRow[]
}

type Row = Omit<AlarmRow, 'acknowledged'> & { by: string | null; byAt: Ms | null }

const SELECT = `select seq, code, subject, detail, queue_id as queueId, agent_id as agentId, call_id as callId, value,
 limit_value as "limit", since, until, acknowledged_by as "by", acknowledged_at as byAt from alarm`

/** AL3: what was open when the server ended is closed. */
export function createAlarmLog(events: Database, now: () => Ms): AlarmLog {
  events.run('update alarm set until = ? where until is null', now())
  return {
    raised({ id, code, subject, detail, queueId, agentId, callId, value, limit, since }) {
      events.run(
        `insert into alarm (alarm_id, code, subject, detail, queue_id, agent_id, call_id, value, limit_value, since)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        code,
        subject,
        detail,
        queueId,
        agentId,
        callId,
        value,
        limit,
        since,
      )
    },
    cleared: (id, at) => events.run('update alarm set until = ? where alarm_id = ? and until is null', at, id),
    acknowledged(id, { by, at }) {
      events.run(
        'update alarm set acknowledged_by = ?, acknowledged_at = ? where alarm_id = ? and until is null',
        by,
        at,
        id,
      )
    },
    list: (before, limit) =>
      events
        .all<Row>(`${SELECT} where seq < ? order by seq desc limit ?`, before ?? Number.MAX_SAFE_INTEGER, limit)
        .map(({ by, byAt, ...row }) => ({ ...row, acknowledged: by === null ? null : { by, at: byAt ?? 0 } })),
  }
}
