import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'

export type StoredMessage = {
  id: string
  callId: string
  box: string | null
  startedAt: Ms
  durationMs: Ms
  customer: string
  heardAt: Ms | null
  heardBy: string | null
}

const SELECT = `select r.id, r.call_id as callId, r.box, r.started_at as startedAt, r.duration_ms as durationMs,
 coalesce(c.customer, '') as customer, h.at as heardAt, h.user_id as heardBy
 from recording r left join call_record c on c.id = r.call_id left join message_heard h on h.recording_id = r.id
 where r.kind = 'message' and r.state = 'ready'`

/** The newest `limit`, oldest first; `boxes` null = of every box. */
export function listMessages(events: Database, boxes: string[] | null, limit: number): StoredMessage[] {
  return events
    .all<StoredMessage>(
      `${SELECT} and (? or r.box in (select value from json_each(?))) order by r.started_at desc limit ?`,
      boxes === null,
      JSON.stringify(boxes ?? []),
      limit,
    )
    .toReversed()
}

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
