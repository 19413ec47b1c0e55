// Notices in events.db: one row for each who is told.
import type { Ms } from '#protocol/ids'
import type { NoticeView } from '#protocol/room-views'
import type { Database } from '../store/database.ts'

const SELECT = 'select id, agent_id as agentId, kind, from_name as "from", text, call_id as callId, at from notice'

export function insertNotices(events: Database, notices: readonly NoticeView[]): void {
  events.tx(() => {
    for (const { id, agentId, kind, from, text, callId, at } of notices)
      events.run(
        'insert into notice (id, kind, agent_id, from_name, text, call_id, at) values (?, ?, ?, ?, ?, ?, ?)',
        id,
        kind,
        agentId,
        from,
        text,
        callId,
        at,
      )
  })
}

export function unreadNotices(events: Database): NoticeView[] {
  return events.all<NoticeView>(`${SELECT} where read_at is null order by at, id`)
}

export function unreadOfCall(events: Database, kind: string, callId: string): string[] {
  const sql = 'select id from notice where kind = ? and call_id = ? and read_at is null'
  return events.all<{ id: string }>(sql, kind, callId).map(({ id }) => id)
}

export function findNotice(events: Database, id: string): NoticeView | null {
  return events.get<NoticeView>(`${SELECT} where id = ?`, id)
}

export function markRead(events: Database, id: string, now: Ms): void {
  events.run('update notice set read_at = ? where id = ? and read_at is null', now, id)
}

/** Read or not. */
export function deleteOldNotices(events: Database, before: Ms): void {
  events.run('delete from notice where at < ?', before)
}
