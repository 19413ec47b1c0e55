// What agents are told until they have read it: shown at their seats at once, kept over a restart.
import type { AgentId, CallId, Ms } from '#protocol/ids'
import type { NoticeKind } from '#protocol/reasons'
import type { NoticeView } from '#protocol/room-views'
import type { RawChange } from '../live/core-port.ts'
import type { Database } from '../store/database.ts'
import { newId } from '../store/stores.ts'
import { deleteOldNotices, findNotice, insertNotices, markRead, unreadNotices, unreadOfCall } from './notice-store.ts'

/** Nobody reads what is older. */
const KEPT_MS: Ms = 30 * 24 * 3_600_000

type Told = { kind: NoticeKind; from: string; text?: string; callId?: CallId | null }

export type Notices = {
  /** Shows again what was not read when the last process ended. */
  start(): void
  tell(agents: readonly AgentId[], told: Told): void
  find(id: string): NoticeView | null
  read(id: string): void
  /** What everybody was told of this call is past. */
  settle(kind: NoticeKind, callId: CallId): void
}

export function createNotices(events: Database, publish: (changes: RawChange[]) => void, now: () => Ms): Notices {
  const show = (notices: readonly NoticeView[]) => {
    if (notices.length > 0) publish(notices.map((value) => ({ kind: 'notice', id: value.id, value })))
  }
  const read = (id: string) => {
    markRead(events, id, now())
    publish([{ kind: 'notice', id, value: null }])
  }
  return {
    start() {
      deleteOldNotices(events, now() - KEPT_MS)
      show(unreadNotices(events))
    },
    tell(agents, { kind, from, text = '', callId = null }) {
      const notices = agents.map((agentId) => ({ id: newId(), agentId, kind, from, text, callId, at: now() }))
      insertNotices(events, notices)
      show(notices)
    },
    find: (id) => findNotice(events, id),
    read,
    settle(kind, callId) {
      for (const id of unreadOfCall(events, kind, callId)) read(id)
    },
  }
}
