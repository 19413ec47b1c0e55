import type { ChatMessage } from '#protocol/desk'
import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'

/** The last `limit` of an agent's line, oldest first; names are put in by the caller. */
export function messagesOf(events: Database, agentId: string, limit: number): Omit<ChatMessage, 'fromName'>[] {
  return events
    .all<Omit<ChatMessage, 'fromName'>>(
      'select seq, at, from_id as fromId, text from chat_message where agent_id = ? order by seq desc limit ?',
      agentId,
      limit,
    )
    .toReversed()
}

export function addMessage(events: Database, agentId: string, fromId: string, text: string, now: Ms): void {
  events.tx(() => {
    const { lastInsertRowid } = events.run(
      'insert into chat_message (agent_id, from_id, at, text) values (?, ?, ?, ?)',
      agentId,
      fromId,
      now,
      text,
    )
    markRead(events, agentId, fromId, Number(lastInsertRowid))
  })
}

/** Read marks only go forward. */
export function markRead(events: Database, agentId: string, readerId: string, seq: number): void {
  events.run(
    `insert into chat_read (agent_id, reader_id, seq) values (?, ?, ?)
     on conflict (agent_id, reader_id) do update set seq = max(seq, excluded.seq)`,
    agentId,
    readerId,
    seq,
  )
}

/** What others wrote after the reader's mark. */
export function unreadOf(events: Database, agentId: string, readerId: string): number {
  return (
    events.get<{ count: number }>(
      `select count(*) as count from chat_message where agent_id = ? and from_id <> ? and seq >
       coalesce((select seq from chat_read where agent_id = ? and reader_id = ?), 0)`,
      agentId,
      readerId,
      agentId,
      readerId,
    )?.count ?? 0
  )
}
