// At the gateway's start: every recording a crash left behind is cut to its last whole chunk. It has no end, and the
// gateway no key to write one: the server knows it as recovered. SPEC.md K10, K11.
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, ftruncateSync, openSync, readdirSync, readSync, renameSync, statSync } from 'node:fs'
import type { GatewayFact } from '#protocol/gateway-messages'
import {
  CHUNK_HEAD_BYTES,
  ChunkKind,
  chunkEnd,
  chunksFrom,
  decodeHeader,
  FRAMES_PER_MS,
  HEADER_ROOM,
} from '#protocol/recording-file'
import { PART_ENDING, partPath, wholePath } from './encrypted-file.ts'

type RecordingFinished = Extract<GatewayFact, { type: 'recording.finished' }>

/** Run before anything records. What cannot be saved is left where it is. */
export async function recoverRecordings(dir: string): Promise<RecordingFinished[]> {
  const facts: RecordingFinished[] = []
  for (const name of readdirSync(dir).sort()) {
    if (!name.endsWith(PART_ENDING)) continue
    const id = name.slice(0, -PART_ENDING.length)
    const found = cutToWholeChunks(partPath(dir, id))
    if (found === null) continue
    const { hasEnd, ...file } = found
    renameSync(partPath(dir, id), wholePath(dir, id))
    const sha256 = await sha256Of(wholePath(dir, id))
    facts.push({ type: 'recording.finished', recordingId: id, ...file, sha256, gaps: [], recovered: !hasEnd })
  }
  return facts
}

type Found = { callId: string; startedAt: number; durationMs: number; bytes: number; hasEnd: boolean }

/** Null when the file has not even a header. */
function cutToWholeChunks(path: string): Found | null {
  const fd = openSync(path, 'r+')
  try {
    const { size } = statSync(path)
    const start = decodeHeader(read(fd, 0, HEADER_ROOM))
    if (start === null) return null
    let bytes = start.length
    let frames = 0
    let hasEnd = false
    for (const chunk of chunksFrom(start.length, size, (at) => read(fd, at, CHUNK_HEAD_BYTES))) {
      bytes = chunkEnd(chunk)
      hasEnd = chunk.kind === ChunkKind.end
      if (chunk.kind === ChunkKind.sound) frames += chunk.bytes / 2
    }
    ftruncateSync(fd, bytes)
    fsyncSync(fd)
    const { callId, startedAt } = start.header
    return { callId, startedAt, durationMs: Math.round(frames / FRAMES_PER_MS), bytes, hasEnd }
  } finally {
    closeSync(fd)
  }
}

function read(fd: number, at: number, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes)
  return out.subarray(0, readSync(fd, out, 0, bytes, at))
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of Bun.file(path).stream()) hash.update(chunk)
  return hash.digest('hex')
}
