// How gateways bring recordings: asked how much is here, they send what comes next, until the whole is proven.
import { type Static, Type } from '@sinclair/typebox'
import { conflict, HttpError, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { messageKept } from '../message/message-kept.ts'
import { acceptPart, appendPart, MAX_RECORDING_BYTES, partBytes, partPath } from './recording-files.ts'
import { recordingSettings } from './recording-settings.ts'
import type { RecordingRow } from './recording-store.ts'
import { roomOf } from './storage-room.ts'

const PieceQuery = Type.Object(
  {
    offset: Type.Integer({ minimum: 0, maximum: MAX_RECORDING_BYTES }),
    /** Of the whole file. */
    size: Type.Integer({ minimum: 1, maximum: MAX_RECORDING_BYTES }),
  },
  { additionalProperties: false },
)
/** `have`: bytes that are here already; a deleted recording is wanted no more. */
type Answer = { id: string; state: 'partial' | 'ready' | 'deleted'; have: number }

export function recordingUploadRoutes(routes: Routes, deps: AppDeps): void {
  const received = deps.metrics.counter('trunkline_recordings_received_total', 'Recordings received from gateways.')
  const busy = new Set<string>()
  routes.open('gateway', 'GET', '/gateway/recordings/:id', { params: IdParams }, async ({ request, params }) =>
    answerOf(deps, wanted(deps, params.id, request)),
  )
  const shape = { params: IdParams, query: PieceQuery }
  routes.open('gateway', 'PUT', '/gateway/recordings/:id', shape, async ({ request, params, query }) => {
    const row = wanted(deps, params.id, request)
    if (row.state === 'ready' || row.state === 'deleted') return answerOf(deps, row)
    if (busy.has(row.id)) throw conflict('This recording is being uploaded')
    busy.add(row.id)
    try {
      if (await takePiece(deps, row, query, request)) received.add()
    } finally {
      busy.delete(row.id)
    }
    return answerOf(deps, deps.recordings.find(row.id) ?? row)
  })
}

/** True when it was the last. */
async function takePiece(
  deps: AppDeps,
  row: RecordingRow,
  { offset, size }: Static<typeof PieceQuery>,
  request: Request,
): Promise<boolean> {
  if (roomOf(deps.config.dataDir, recordingSettings(deps.stores.core)).isLow) {
    throw new HttpError(503, 'unavailable', 'Too little room on the disk: the gateway keeps the recording')
  }
  const part = partPath(deps.config.dataDir, row)
  const have = await partBytes(part)
  if (have !== offset) throw conflict(`The next byte wanted is ${have}`)
  const now = await appendPart(part, request.body ?? emptyBody(), size)
  if (now < size) return false
  deps.recordings.ready(row.id, await acceptPart(deps.config.dataDir, row, hashOf(request), deps.masterKey))
  messageKept(deps, row)
  return true
}

async function answerOf(deps: AppDeps, row: RecordingRow): Promise<Answer> {
  const { id, state } = row
  if (state === 'ready' || state === 'deleted') return { id, state, have: row.bytes }
  return { id, state: 'partial', have: await partBytes(partPath(deps.config.dataDir, row)) }
}

/** The row; refused when its gateway told another hash, or another file is kept under this id. */
function wanted(deps: AppDeps, id: string, request: Request): RecordingRow {
  const row = deps.recordings.find(id)
  if (row === null) throw notFound()
  const hash = hashOf(request)
  if (row.sha256 !== '' && row.state !== 'deleted' && row.format !== 'opus' && row.sha256 !== hash) {
    throw conflict('Another file is known under this id')
  }
  return row
}

function hashOf(request: Request): string {
  const sha256 = request.headers.get('x-sha256')?.toLowerCase() ?? ''
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new HttpError(422, 'invalid', 'The header x-sha256 is missing')
  return sha256
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}
