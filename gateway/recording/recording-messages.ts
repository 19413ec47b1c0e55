// Between a media worker and its recording worker.
import type { GatewayFact } from '#protocol/gateway-messages'
import type { CallId, LegId, Ms, RecordingId } from '#protocol/ids'
import type { Keeping } from './recording-timeline.ts'
import type { StorageFloor } from './storage-floor.ts'

export type RecordingOrder = {
  recordingId: RecordingId
  callId: CallId
  legId: LegId
  startedAt: Ms
  /** K13: what is said is kept for the leg to hear again; so much quiet ends it, null: nothing does. */
  dictation?: { silenceMs: Ms | null }
}
export type RecordingFact = Extract<
  GatewayFact,
  { type: 'recording.started' | 'recording.finished' | 'recording.failed' }
>
/** `publicKey`: the server's, to which the data keys are sealed. */
export type RecordingSettings = { publicKey: Uint8Array; floor: StorageFloor }

/** Times are of the media worker's clock in ms, places are frames since the recording began. */
export type ToRecordingWorker =
  | { type: 'start'; dir: string }
  | { type: 'settings'; settings: RecordingSettings }
  | { type: 'open'; order: RecordingOrder; memory: SharedArrayBuffer; at: Ms }
  | { type: 'turn'; recordingId: RecordingId; at: number; keeping: Keeping }
  /** Of all recordings that are open. */
  | { type: 'take-ripe'; now: Ms }
  | { type: 'close'; recordingId: RecordingId; at: number }

export type FromRecordingWorker = RecordingFact
