// Sessions: an opaque 256-bit token in a cookie, its hash in core.db; whoever must go is told to the live sockets.
import type { Ms } from '#protocol/ids'
import type { Me } from '#protocol/web-messages'
import type { Database } from '../store/database.ts'
import { rightsOf } from './may.ts'
import {
  allSessions,
  deleteLinksOfUser,
  deleteOldLinks,
  deleteSession,
  findSession,
  insertLink,
  insertSession,
  type SessionRow,
  sessionsOfUser,
  takeLink,
  touchSession,
} from './session-store.ts'
import { newToken, tokenHash } from './token.ts'
import { findUser, hasSeat, type UserRow } from './user-store.ts'

/** An agent's shift; no person stays longer without signing in again. */
const SHIFT_MS: Ms = 12 * 3_600_000
/** A wallboard shows no customer and can do nothing: it hangs there for a quarter. */
const QUARTER_MS: Ms = 90 * 24 * 3_600_000
export const ABSOLUTE_MS: Record<UserRow['role'], Ms> = {
  agent: SHIFT_MS,
  attendant: SHIFT_MS,
  supervisor: SHIFT_MS,
  administrator: SHIFT_MS,
  wallboard: QUARTER_MS,
}
export const IDLE_MS: Record<UserRow['role'], Ms> = {
  agent: SHIFT_MS,
  attendant: SHIFT_MS,
  supervisor: 30 * 60_000,
  administrator: 30 * 60_000,
  wallboard: QUARTER_MS,
}
const TOUCH_EVERY_MS: Ms = 60_000

export type SignedIn = { session: string; user: UserRow; me: Me }
type EndReason = 'signed-out' | 'not-signed-in'
type SessionEnd = (sessionHash: string, reason: EndReason) => void

export type Sessions = {
  /** A new session; returns the token for the cookie. */
  open(userId: string, source: string): string
  /** Who holds this token; marks the session as used. */
  who(token: string): SignedIn | null
  /** The same by hash, for a socket that is already open. */
  still(session: string): SignedIn | null
  close(session: string): void
  /** Ends every session and unused link of a user, but the one named. */
  closeAll(userId: string, except?: string): void
  /** Ends the sessions that have become too old. */
  sweep(): void
  count(): number
  onEnd(listener: SessionEnd): void
  createLink(userId: string, ttlMs: Ms): string
  takeLink(token: string): string | null
}

export function createSessions(core: Database, now: () => Ms): Sessions {
  const listeners: SessionEnd[] = []
  const ended = (hash: string, reason: EndReason) => {
    for (const listener of listeners) listener(hash, reason)
  }
  const end = (hash: string, reason: EndReason) => {
    if (deleteSession(core, hash)) ended(hash, reason)
  }
  const look = (hash: string): SignedIn | null => {
    const session = findSession(core, hash)
    const user = session === null ? null : findUser(core, session.userId)
    if (session === null || user === null) return null
    if (user.disabled || isOver(session, user, now())) {
      end(hash, 'not-signed-in')
      return null
    }
    if (now() - session.seenAt >= TOUCH_EVERY_MS) touchSession(core, hash, now())
    return { session: hash, user, me: meOf(core, user) }
  }
  return {
    open: (userId, source) => openSession(core, userId, source, now()),
    who: (token) => look(tokenHash(token)),
    still: look,
    close: (session) => end(session, 'signed-out'),
    closeAll(userId, except) {
      deleteLinksOfUser(core, userId)
      for (const hash of sessionsOfUser(core, userId)) if (hash !== except) end(hash, 'not-signed-in')
    },
    sweep: () => sweep(core, now(), end),
    count: () => allSessions(core).length,
    onEnd: (listener) => void listeners.push(listener),
    createLink(userId, ttlMs) {
      const token = newToken()
      insertLink(core, tokenHash(token), userId, now() + ttlMs)
      return token
    },
    takeLink: (token) => takeLink(core, tokenHash(token), now()),
  }
}

function openSession(core: Database, userId: string, source: string, now: Ms): string {
  const token = newToken()
  insertSession(core, { hash: tokenHash(token), userId, createdAt: now, seenAt: now, source })
  return token
}

function sweep(core: Database, now: Ms, end: (hash: string, reason: EndReason) => void): void {
  deleteOldLinks(core, now)
  for (const session of allSessions(core)) {
    const user = findUser(core, session.userId)
    if (user === null || user.disabled || isOver(session, user, now)) end(session.hash, 'not-signed-in')
  }
}

function isOver(session: SessionRow, user: UserRow, now: Ms): boolean {
  return now - session.createdAt >= ABSOLUTE_MS[user.role] || now - session.seenAt >= IDLE_MS[user.role]
}

export function meOf(core: Database, user: UserRow): Me {
  const agentId = hasSeat(core, user) ? user.id : null
  const leads = user.role === 'supervisor' ? user.leads : null
  const actor = { userId: user.id, role: user.role, agentId, leads }
  return { ...actor, number: user.number, name: user.name, language: user.language, rights: rightsOf(actor) }
}
