// Who hears a message, and when. M2, M9, F158.
import type { Me } from '#protocol/web-messages'
import { notFound } from '../http/http-error.ts'
import type { Parts } from '../http/parts.ts'
import type { LiveHub } from '../live/live-hub.ts'
import type { RecordingRow } from '../recording/recording-store.ts'
import type { Database } from '../store/database.ts'
import { boxesOf } from './box-people.ts'

export const mayHear = (core: Database, me: Me, row: RecordingRow): boolean =>
  row.binnedAt === null && isForEar(core, me, row)

/** Also from the bin. */
export function isForEar(core: Database, me: Me, { kind, box }: Pick<RecordingRow, 'kind' | 'box'>): boolean {
  if (kind !== 'message') return false
  const boxes = boxesOf(core, me)
  return boxes === null || (box !== null && boxes.includes(box))
}

/** Also one in the bin; what is not for this user's ears is as good as none. */
export function messageOf(parts: Pick<Parts, 'recordings' | 'stores'>, me: Me, id: string): RecordingRow {
  const row = parts.recordings.find(id)
  if (row === null || row.state !== 'ready' || !isForEar(parts.stores.core, me, row)) throw notFound()
  return row
}

/** Messages wait until the call is over (F158). */
export function isServing({ find }: Pick<LiveHub, 'find'>, { agentId }: Me): boolean {
  const activity = agentId === null ? undefined : find('agent', agentId)?.activity
  return activity !== undefined && activity !== 'idle' && activity !== 'wrap-up'
}
