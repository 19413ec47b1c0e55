// At the gateway's start: every recording a crash left behind becomes a playable file. SPEC.md K10, K11.
import { open, readdir, stat } from 'node:fs/promises'
import type { GatewayFact } from '#protocol/gateway-messages'
import { describe, partPath, readSidecar, type Sidecar, seal } from './recording-file.ts'
import { WAV_HEADER } from './wav.ts'

export type RecordingFinished = Extract<GatewayFact, { type: 'recording.finished' }>

/** Run before the media engine starts. A file that cannot be saved is left where it is. */
export async function recoverRecordings(dir: string): Promise<RecordingFinished[]> {
  const names = await readdir(dir).catch(() => [])
  const facts: RecordingFinished[] = []
  for (const name of names.sort()) {
    const recovered = name.endsWith('.part')
      ? await recoverPart(dir, name.slice(0, -'.part'.length))
      : name.endsWith('.wav')
        ? await recoverUndescribed(dir, name.slice(0, -'.wav'.length))
        : null
    if (recovered !== null) facts.push(recovered)
  }
  return facts
}

async function recoverPart(dir: string, recordingId: string): Promise<RecordingFinished | null> {
  const path = partPath(dir, recordingId)
  const sidecar = (await readSidecar(dir, recordingId)) ?? (await guessSidecar(path, recordingId))
  const handle = await open(path, 'r+').catch(() => null)
  if (handle === null) return null
  try {
    const { size } = await handle.stat()
    const finished = await seal(dir, sidecar, handle, Math.max(0, size - WAV_HEADER))
    return factOf(sidecar, finished)
  } catch {
    return null
  } finally {
    await handle.close()
  }
}

/** The crash came between the rename and the sidecar: nobody has been told of the file. */
async function recoverUndescribed(dir: string, recordingId: string): Promise<RecordingFinished | null> {
  const sidecar = await readSidecar(dir, recordingId)
  if (sidecar === null || sidecar.finished !== null) return null
  return factOf(sidecar, await describe(dir, sidecar))
}

async function guessSidecar(path: string, recordingId: string): Promise<Sidecar> {
  const { birthtimeMs } = await stat(path)
  return { recordingId, callId: 'unknown', legId: 'unknown', startedAt: Math.round(birthtimeMs), finished: null }
}

function factOf(sidecar: Sidecar, file: { durationMs: number; bytes: number; sha256: string }): RecordingFinished {
  const { recordingId, callId, startedAt } = sidecar
  return { type: 'recording.finished', recordingId, callId, startedAt, ...file, recovered: true }
}
