// The audit trail: append-only rows, each holding the hash of the one before; a changed row breaks the chain.
import { createHash } from 'node:crypto'
import type { AuditRow } from '#protocol/api'
import type { Ms } from '#protocol/ids'
import { maskText } from '../number/masking.ts'
import type { Database } from '../store/database.ts'

export type AuditAction =
  | 'sign-in'
  | 'sign-in-refused'
  | 'sign-out'
  | 'right-refused'
  | 'setup'
  | 'link-made'
  | 'password-changed'
  | 'recording-played'
  | 'recording-exported'
  | 'calls-exported'
  | 'recording-damaged'
  | 'recording-paused'
  | 'recording-masked'
  | 'recording-resumed'
  | 'do-not-disturb-overridden'
  | 'do-not-disturb-set'
  | 'call-listened'
  | 'call-whispered'
  | 'call-barged'
  | 'call-broken-into'
  | 'call-taken-over'
  | 'call-force-ended'
  | 'call-moved'
  | 'agent-forced'
  | 'agent-assigned'
  | 'callback-asked'
  | 'callback-cancelled'
  | 'wake-up-set'
  | 'wake-up-cancelled'
  | 'priority-changed'
  | 'notice-sent'
  | 'alarm-acknowledged'
  | 'alarm-settings-changed'
  | 'wallboard-changed'
  | 'recording-settings-changed'
  | 'recording-archived'
  | 'recording-deleted'
  | 'number-revealed'
  | 'user-changed'
  | 'queue-changed'
  | 'message-box-changed'
  | 'message-heard'
  | 'message-handled'
  | 'message-written'
  | 'message-forwarded'
  | 'message-deleted'
  | 'message-restored'
  | 'team-changed'
  | 'skill-changed'
  | 'line-changed'
  | 'hours-changed'
  | 'number-changed'
  | 'inbound-changed'
  | 'outbound-changed'
  | 'number-list-changed'
  | 'list-entry-added'
  | 'list-entry-approved'
  | 'list-entry-refused'
  | 'list-entry-deleted'
  | 'list-entry-restored'
  | 'list-imported'
  | 'list-exported'
  | 'call-refused'
  | 'forwarding-changed'
  | 'toll-block-lifted'
  | 'flow-changed'
  | 'prompt-changed'
  | 'script-changed'
  | 'disposition-changed'
  | 'site-settings-changed'
  | 'console-changed'

type AuditEntry = {
  userId: string | null
  action: AuditAction
  object: string
  detail?: string
  source: string
}
type AuditCheck = { ok: true; rows: number } | { ok: false; seq: number }

export type Audit = {
  record(entry: AuditEntry): void
  /** Names the first row that is not as it was written. */
  verify(): AuditCheck
  list(before: number | null, limit: number): Omit<AuditRow, 'userName'>[]
}

type Row = Omit<AuditRow, 'userName'> & { hash: string }

const SELECT = 'select seq, at, user_id as userId, action, object, detail, source, hash from audit'
const FIRST_HASH = ''
const PAGE = 1000

export function createAudit(events: Database, now: () => Ms): Audit {
  return {
    record(entry) {
      events.tx(() => append(events, entry, now()))
    },
    verify: () => verify(events),
    list: (before, limit) =>
      events
        .all<Row>(`${SELECT} where seq < ? order by seq desc limit ?`, before ?? Number.MAX_SAFE_INTEGER, limit)
        .map(({ hash: _, ...row }) => row),
  }
}

function append(events: Database, entry: AuditEntry, at: Ms): void {
  const last = events.get<{ seq: number; hash: string }>('select seq, hash from audit order by seq desc limit 1')
  const row = {
    seq: (last?.seq ?? 0) + 1,
    at,
    userId: entry.userId,
    action: entry.action,
    object: plain(entry.object, 200),
    detail: plain(entry.detail ?? '', 1000),
    source: entry.source,
  }
  events.run(
    'insert into audit (seq, at, user_id, action, object, detail, source, hash) values (?, ?, ?, ?, ?, ?, ?, ?)',
    row.seq,
    row.at,
    row.userId,
    row.action,
    row.object,
    row.detail,
    row.source,
    chainHash(last?.hash ?? FIRST_HASH, row),
  )
}

/** One line, no control characters, no whole numbers: what people typed may stand in it. */
function plain(text: string, limit: number): string {
  return maskText(text.replace(/\p{Cc}/gu, ' '))
    .slice(0, limit)
    .toWellFormed()
}

function chainHash(previous: string, row: Omit<Row, 'hash'>): string {
  const fields = [previous, row.seq, row.at, row.userId, row.action, row.object, row.detail, row.source]
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}

function verify(events: Database): AuditCheck {
  let previous = FIRST_HASH
  let expected = 1
  for (;;) {
    const rows = events.all<Row>(`${SELECT} where seq >= ? order by seq limit ?`, expected, PAGE)
    for (const row of rows) {
      if (row.seq !== expected || row.hash !== chainHash(previous, row)) return { ok: false, seq: expected }
      previous = row.hash
      expected += 1
    }
    if (rows.length < PAGE) return { ok: true, rows: expected - 1 }
  }
}
