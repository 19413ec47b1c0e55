// Playing and exporting recordings, each hearing audited.
import { type Static, Type } from '@sinclair/typebox'
import { callParty } from '../call/call-access.ts'
import { HttpError, notFound } from '../http/http-error.ts'
import { idOfWav, WavParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { isServing, mayHear } from '../message/message-access.ts'
import { may } from '../user/may.ts'
import { playback } from './playback.ts'
import { recordingPath } from './recording-files.ts'
import type { RecordingRow } from './recording-store.ts'
import { recordingUploadRoutes } from './recording-upload-routes.ts'
import { soundOf } from './stored-sound.ts'

/** A player asks for many ranges of one hearing: one audit row covers them. */
const SAME_HEARING_MS = 5 * 60_000
const MAX_HEARINGS = 10_000
const PlayQuery = Type.Object({ export: Type.Optional(Type.Literal('1')) }, { additionalProperties: false })
type Hearing = Caller & { query: Static<typeof PlayQuery> }

export function recordingRoutes(routes: Routes, deps: AppDeps): void {
  const tellHearing = hearings(deps)
  routes.user('recording.play', 'GET', '/recordings/:file', { params: WavParams, query: PlayQuery }, async (call) => {
    const row = playable(deps, call, idOfWav(call.params.file))
    const isExport = call.query.export !== undefined
    tellHearing(call, row, isExport)
    const damaged = (fault: unknown) => tellDamage(deps, call, row, fault)
    const sound = await soundOf(recordingPath(deps.config.dataDir, row, row.format), row, deps.masterKey).catch(
      (fault: unknown) => {
        damaged(fault)
        throw new HttpError(500, 'internal', 'The recording on the disk is damaged')
      },
    )
    const disposition = isExport ? `attachment; filename="${row.id}.wav"` : 'inline; filename="recording.wav"'
    return playback(sound, call.request.headers.get('range'), disposition, damaged)
  })
  recordingUploadRoutes(routes, deps)
}

function hearings(deps: AppDeps): (call: Hearing, row: RecordingRow, isExport: boolean) => void {
  const told = new Map<string, number>()
  return ({ session, me, source }, row, isExport) => {
    const key = `${session} ${row.id} ${isExport}`
    if (deps.now() - (told.get(key) ?? 0) < SAME_HEARING_MS) return
    if (told.size >= MAX_HEARINGS) told.clear()
    told.set(key, deps.now())
    const action = isExport ? 'recording-exported' : 'recording-played'
    deps.audit.record({ userId: me.userId, action, object: row.id, source: source.address })
  }
}

function playable(deps: AppDeps, { me }: Caller, id: string): RecordingRow {
  const row = deps.recordings.find(id)
  if (row === null || row.state !== 'ready') throw notFound()
  if (mayHear(deps.stores.core, me, row)) {
    if (isServing(deps.hub, me)) throw new HttpError(409, 'in-call', 'Messages are heard when the call is over')
    return row
  }
  const party = callParty(deps, row.callId)
  if (!may(me, 'recording.play', party ?? { agentId: null, teams: [] })) throw notFound()
  return row
}

function tellDamage(deps: AppDeps, { me, source }: Caller, row: RecordingRow, fault: unknown): void {
  // Archived while it was being heard: the player asks again and is given the archive.
  if (deps.recordings.find(row.id)?.format !== row.format) return
  const detail = fault instanceof Error ? fault.message : String(fault)
  deps.log.error({ recording: row.id, detail }, 'a recording cannot be read')
  deps.audit.record({ userId: me.userId, action: 'recording-damaged', object: row.id, detail, source: source.address })
}
