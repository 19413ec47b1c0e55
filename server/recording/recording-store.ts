import type { RecordingView } from '#protocol/api'
import type { RecordingGap } from '#protocol/gateway-messages'
import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'

type RecordingState = RecordingView['state']
/** How the sound is kept: plain (of before), as the gateway wrote it, or archived. */
export type RecordingFormat = 'wav' | 'g711' | 'opus'
export type NewRecording = {
  id: string
  callId: string
  kind: 'call' | 'message'
  box: string | null
  startedAt: number
}
export type RecordingRow = NewRecording & {
  state: RecordingState
  durationMs: number
  bytes: number
  sha256: string
  peaks: [number[], number[]] | null
  recovered: boolean
  detail: string
  format: RecordingFormat
  gaps: RecordingGap[]
  deletedAt: Ms | null
  /** In the bin since then. */
  binnedAt: Ms | null
}
export type ReadyRecording = Pick<RecordingRow, 'durationMs' | 'bytes' | 'sha256' | 'format' | 'gaps'> & {
  peaks: [number[], number[]]
}
type FinishedRecording = Pick<RecordingRow, 'durationMs' | 'bytes' | 'sha256' | 'gaps'>

export type RecordingStore = {
  /** As 'uploading'; an id already known is left as it is. */
  insert(recording: NewRecording): void
  ready(id: string, file: ReadyRecording): void
  fail(id: string, detail: string): void
  markRecovered(id: string): void
  /** The gateway has the whole file; it is on its way. */
  finished(id: string, file: FinishedRecording): void
  /** Recordings begun before `startedBefore` that no gateway has: they died with one. */
  failLost(inGateway: string[], startedBefore: number): void
  find(id: string): RecordingRow | null
  /** The oldest that are not archived, begun before then. */
  toArchive(before: Ms, limit: number): RecordingRow[]
  archived(id: string, file: { bytes: number; sha256: string }, at: Ms): void
  /** The oldest whose time is over, begun before then. */
  toDelete(before: Ms, limit: number): RecordingRow[]
  /** The oldest messages of a box that were left before then. */
  toDeleteOf(box: string, before: Ms, limit: number): RecordingRow[]
  /** What was thrown away before then. */
  toPurge(before: Ms, limit: number): RecordingRow[]
  countToDelete(before: Ms): { recordings: number; bytes: number }
  /** The row stays as what is left of it. */
  deleted(id: string, at: Ms): void
  /** Is there anything that only the master key opens? */
  hasEncrypted(): boolean
  ofCall(callId: string): RecordingRow[]
}

type Row = {
  id: string
  call_id: string
  kind: string
  box: string | null
  state: string
  started_at: number
  duration_ms: number
  bytes: number
  sha256: string
  peaks: string | null
  recovered: number
  detail: string
  format: string
  gaps: string
  deleted_at: number | null
  binned_at: number | null
}

const COLUMNS =
  'id, call_id, kind, box, state, started_at, duration_ms, bytes, sha256, peaks, recovered, detail, format, gaps, deleted_at, binned_at'

export function createRecordingStore(events: Database): RecordingStore {
  return {
    insert: (recording) => insertRecording(events, recording),
    ready: (id, file) => {
      events.run(
        `update recording set state = 'ready', duration_ms = ?, bytes = ?, sha256 = ?, peaks = ?, format = ?, gaps = ?,
         detail = '' where id = ?`,
        file.durationMs,
        file.bytes,
        file.sha256,
        JSON.stringify(file.peaks),
        file.format,
        JSON.stringify(file.gaps),
        id,
      )
    },
    fail: (id, detail) => {
      events.run(`update recording set state = 'failed', detail = ? where id = ? and state = 'uploading'`, detail, id)
    },
    markRecovered: (id) => {
      events.run('update recording set recovered = 1 where id = ?', id)
    },
    finished: (id, { durationMs, bytes, sha256, gaps }) => {
      events.run(
        `update recording set duration_ms = ?, bytes = ?, sha256 = ?, gaps = ? where id = ? and state = 'uploading'`,
        durationMs,
        bytes,
        sha256,
        JSON.stringify(gaps),
        id,
      )
    },
    failLost: (inGateway, startedBefore) => {
      events.run(
        `update recording set state = 'failed', detail = 'lost with the gateway' where state = 'uploading'
         and bytes = 0 and started_at < ? and id not in (select value from json_each(?))`,
        startedBefore,
        JSON.stringify(inGateway),
      )
    },
    find: (id) => {
      const row = events.get<Row>(`select ${COLUMNS} from recording where id = ?`, id)
      return row === null ? null : recordingOf(row)
    },
    ...aging(events),
    hasEncrypted: () =>
      events.get(`select 1 from recording where format <> 'wav' and state = 'ready' limit 1`) !== null,
    ofCall: (callId) =>
      events
        .all<Row>(`select ${COLUMNS} from recording where call_id = ? order by started_at, id`, callId)
        .map(recordingOf),
  }
}

const IS_OVER = `state in ('ready', 'failed') and started_at < ?`

function aging(
  events: Database,
): Pick<
  RecordingStore,
  'toArchive' | 'archived' | 'toDelete' | 'toDeleteOf' | 'toPurge' | 'countToDelete' | 'deleted'
> {
  const oldest = (condition: string, ...values: (string | number)[]) =>
    events
      .all<Row>(`select ${COLUMNS} from recording where ${condition} order by started_at limit ?`, ...values)
      .map(recordingOf)
  return {
    toArchive: (before, limit) => oldest(`state = 'ready' and format <> 'opus' and started_at < ?`, before, limit),
    archived: (id, { bytes, sha256 }, at) => {
      events.run(
        `update recording set format = 'opus', bytes = ?, sha256 = ?, archived_at = ? where id = ? and state = 'ready'`,
        bytes,
        sha256,
        at,
        id,
      )
    },
    toDelete: (before, limit) => oldest(IS_OVER, before, limit),
    toDeleteOf: (box, before, limit) => oldest(`kind = 'message' and box = ? and ${IS_OVER}`, box, before, limit),
    toPurge: (before, limit) => oldest(`state in ('ready', 'failed') and binned_at < ?`, before, limit),
    countToDelete: (before) =>
      events.get<{ recordings: number; bytes: number }>(
        `select count(*) as recordings, coalesce(sum(bytes), 0) as bytes from recording where ${IS_OVER}`,
        before,
      ) ?? { recordings: 0, bytes: 0 },
    deleted: (id, at) => {
      events.tx(() => {
        events.run(`update recording set state = 'deleted', peaks = null, deleted_at = ? where id = ?`, at, id)
        events.run(`update message_state set note = '', transcript = '' where recording_id = ?`, id)
      })
    },
  }
}

function insertRecording(events: Database, recording: NewRecording): void {
  events.run(
    `insert into recording (id, call_id, kind, box, state, started_at, duration_ms, bytes, sha256, recovered, detail)
     values (?, ?, ?, ?, 'uploading', ?, 0, 0, '', 0, '') on conflict do nothing`,
    recording.id,
    recording.callId,
    recording.kind,
    recording.box,
    recording.startedAt,
  )
}

function recordingOf(row: Row): RecordingRow {
  return {
    id: row.id,
    callId: row.call_id,
    kind: row.kind === 'message' ? 'message' : 'call',
    box: row.box,
    state: row.state as RecordingState,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    bytes: row.bytes,
    sha256: row.sha256,
    peaks: row.peaks === null ? null : (JSON.parse(row.peaks) as [number[], number[]]),
    recovered: row.recovered === 1,
    detail: row.detail,
    format: row.format as RecordingFormat,
    gaps: JSON.parse(row.gaps) as RecordingGap[],
    deletedAt: row.deleted_at,
    binnedAt: row.binned_at,
  }
}

/** What a page may know of a recording. */
export function recordingView(row: RecordingRow): RecordingView {
  const { id, state, durationMs, startedAt, peaks, gaps, deletedAt } = row
  return { id, state, durationMs, startedAt, peaks, gaps, deletedAt }
}
