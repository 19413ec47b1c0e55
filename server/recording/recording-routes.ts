import { callParty } from '../call/call-access.ts'
import { HttpError, notFound } from '../http/http-error.ts'
import { IdParams, idOfWav, WavParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { may } from '../user/may.ts'
import { playback } from './playback.ts'
import { recordingPath, storeRecording } from './recording-files.ts'
import type { RecordingRow } from './recording-store.ts'

/** A player asks for many ranges of one hearing: one audit row covers them. */
const SAME_HEARING_MS = 5 * 60_000
const MAX_HEARINGS = 10_000

export function recordingRoutes(routes: Routes, deps: AppDeps): void {
  const hearings = new Map<string, number>()
  routes.user('recording.play', 'GET', '/recordings/:file', { params: WavParams }, (call) => {
    const row = playable(deps, call, idOfWav(call.params.file))
    const key = `${call.session} ${row.id}`
    if (deps.now() - (hearings.get(key) ?? 0) >= SAME_HEARING_MS) {
      if (hearings.size >= MAX_HEARINGS) hearings.clear()
      hearings.set(key, deps.now())
      const { userId } = call.me
      deps.audit.record({ userId, action: 'recording-played', object: row.id, source: call.source.address })
    }
    return playback(recordingPath(deps.config.dataDir, row.id, row.startedAt), call.request.headers.get('range'))
  })
  uploadRoute(routes, deps)
}

function playable(deps: AppDeps, { me }: Caller, id: string): RecordingRow {
  const row = deps.recordings.find(id)
  if (row === null || row.state !== 'ready') throw notFound()
  const party = callParty(deps, row.callId)
  if (!may(me, 'recording.play', { agentId: party?.agentId ?? null })) throw notFound()
  return row
}

function uploadRoute(routes: Routes, deps: AppDeps): void {
  const uploads = deps.metrics.counter('trunkline_recordings_received_total', 'Recordings received from gateways.')
  const busy = new Set<string>()
  routes.open('gateway', 'PUT', '/gateway/recordings/:id', { params: IdParams }, async ({ request, params }) => {
    const row = deps.recordings.find(params.id)
    if (row === null || row.state === 'deleted') throw notFound()
    const sha256 = request.headers.get('x-sha256')?.toLowerCase() ?? ''
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new HttpError(422, 'invalid', 'The header x-sha256 is missing')
    if (row.state === 'ready') {
      if (row.sha256 === sha256) return { id: row.id, state: 'ready' }
      throw new HttpError(409, 'conflict', 'Another file is kept under this id')
    }
    if (busy.has(row.id)) throw new HttpError(409, 'conflict', 'This recording is being uploaded')
    busy.add(row.id)
    try {
      const path = recordingPath(deps.config.dataDir, row.id, row.startedAt)
      deps.recordings.ready(row.id, await storeRecording(path, request.body ?? emptyBody(), sha256))
    } finally {
      busy.delete(row.id)
    }
    uploads.add()
    return { id: row.id, state: 'ready' }
  })
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}
