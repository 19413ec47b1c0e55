import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'

export type SessionRow = { hash: string; userId: string; createdAt: Ms; seenAt: Ms; source: string }

const SELECT = 'select hash, user_id as userId, created_at as createdAt, seen_at as seenAt, source from session'

export function insertSession(core: Database, session: SessionRow): void {
  core.run(
    'insert into session (hash, user_id, created_at, seen_at, source) values (?, ?, ?, ?, ?)',
    session.hash,
    session.userId,
    session.createdAt,
    session.seenAt,
    session.source,
  )
}

export function findSession(core: Database, hash: string): SessionRow | null {
  return core.get<SessionRow>(`${SELECT} where hash = ?`, hash)
}

export function touchSession(core: Database, hash: string, now: Ms): void {
  core.run('update session set seen_at = ? where hash = ?', now, hash)
}

export function deleteSession(core: Database, hash: string): boolean {
  return core.run('delete from session where hash = ?', hash).changes > 0
}

export function sessionsOfUser(core: Database, userId: string): string[] {
  return core.all<{ hash: string }>('select hash from session where user_id = ?', userId).map((row) => row.hash)
}

export function allSessions(core: Database): SessionRow[] {
  return core.all<SessionRow>(SELECT)
}

export function insertLink(core: Database, hash: string, userId: string, expiresAt: Ms): void {
  core.run(
    'insert into sign_in_link (hash, user_id, expires_at, used_at) values (?, ?, ?, null)',
    hash,
    userId,
    expiresAt,
  )
}

/** Uses a link up; the user it was for, or null when it is unknown, used or too old. */
export function takeLink(core: Database, hash: string, now: Ms): string | null {
  const row = core.get<{ user_id: string }>(
    'update sign_in_link set used_at = ? where hash = ? and used_at is null and expires_at > ? returning user_id',
    now,
    hash,
    now,
  )
  return row?.user_id ?? null
}

export function deleteLinksOfUser(core: Database, userId: string): void {
  core.run('delete from sign_in_link where user_id = ?', userId)
}

export function deleteOldLinks(core: Database, now: Ms): void {
  core.run('delete from sign_in_link where expires_at <= ?', now)
}
