// Between a media worker and its recording worker.
import type { GatewayFact } from '#protocol/gateway-messages'
import type { CallId, LegId, Ms, RecordingId } from '#protocol/ids'
import type { Piece } from './recording-timeline.ts'
import type { StorageFloor } from './storage-floor.ts'

export type RecordingOrder = { recordingId: RecordingId; callId: CallId; legId: LegId; startedAt: Ms }
export type RecordingFact = Extract<
  GatewayFact,
  { type: 'recording.started' | 'recording.finished' | 'recording.failed' }
>
/** `publicKey`: the server's, to which the data keys are sealed. */
export type RecordingSettings = { publicKey: Uint8Array; floor: StorageFloor }

export type RecordedPiece = Piece & { recordingId: RecordingId }

export type ToRecordingWorker =
  /** `handled`: one counter of pieces done, shared so that nobody need answer each. */
  | { type: 'start'; dir: string; handled: Int32Array<SharedArrayBuffer> }
  | { type: 'settings'; settings: RecordingSettings }
  | { type: 'open'; order: RecordingOrder }
  | { type: 'pieces'; pieces: RecordedPiece[] }
  | { type: 'close'; recordingId: RecordingId }

export type FromRecordingWorker = RecordingFact
