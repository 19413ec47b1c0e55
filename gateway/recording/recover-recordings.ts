// At the gateway's start: every recording a crash left behind is cut to its last whole chunk. It has no end, and the
// gateway no key to write one: the server knows it as recovered. So are the WAV files of before encryption. SPEC.md K10, K11.
import { createHash } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
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
import { aLawHeader, WAV_HEADER } from './wav.ts'

type Recovered = Extract<GatewayFact, { type: 'recording.finished' | 'recording.failed' }>

/** What a crash of before encryption left: a WAV whose sizes are not filled in, `<id>.json` says whose it is. */
const PLAIN_PART = /^(.+?)(\.wav)?\.part$/
const PLAIN_CHANNELS = 2

/** Run before anything records. What cannot be saved is left there. */
export async function recoverRecordings(dir: string): Promise<Recovered[]> {
  const facts: Recovered[] = []
  for (const name of readdirSync(dir).sort()) {
    if (!name.endsWith(PART_ENDING)) {
      const id = PLAIN_PART.exec(name)?.[1]
      if (id !== undefined) facts.push(await recoverPlain(dir, name, id))
      continue
    }
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

/** Told once: one that holds no sound of ours is put aside under another name. */
async function recoverPlain(dir: string, name: string, recordingId: string): Promise<Recovered> {
  const part = join(dir, name)
  const whole = join(dir, `${recordingId}.wav`)
  const sidecar = join(dir, `${recordingId}.json`)
  const { callId, startedAt } = ownerOf(sidecar, part)
  const soundBytes = fillInSizes(part)
  if (soundBytes === null) {
    renameSync(part, `${part}.unreadable`)
    return { type: 'recording.failed', recordingId, callId, detail: `${name} holds no sound` }
  }
  renameSync(part, whole)
  rmSync(sidecar, { force: true })
  const durationMs = Math.round(soundBytes / PLAIN_CHANNELS / FRAMES_PER_MS)
  const file = { durationMs, bytes: WAV_HEADER + soundBytes, sha256: await sha256Of(whole), gaps: [] }
  return { type: 'recording.finished', recordingId, callId, startedAt, ...file, recovered: true }
}

function ownerOf(sidecar: string, part: string): { callId: string; startedAt: number } {
  const unknown = { callId: 'unknown', startedAt: Math.round(statSync(part).birthtimeMs) }
  try {
    const { callId, startedAt }: Record<string, unknown> = JSON.parse(readFileSync(sidecar, 'utf8'))
    return typeof callId === 'string' && typeof startedAt === 'number' ? { callId, startedAt } : unknown
  } catch {
    return unknown
  }
}

/** Bytes of sound in both channels; null when there are none after a header of ours. */
function fillInSizes(path: string): number | null {
  const fd = openSync(path, 'r+')
  try {
    const soundBytes = Math.floor((statSync(path).size - WAV_HEADER) / PLAIN_CHANNELS) * PLAIN_CHANNELS
    const head = Buffer.from(read(fd, 0, WAV_HEADER)).toString('latin1')
    if (soundBytes <= 0 || !head.startsWith('RIFF') || head.slice(8, 16) !== 'WAVEfmt ') return null
    writeSync(fd, aLawHeader(PLAIN_CHANNELS, soundBytes), 0, WAV_HEADER, 0)
    ftruncateSync(fd, WAV_HEADER + soundBytes)
    fsyncSync(fd)
    return soundBytes
  } finally {
    closeSync(fd)
  }
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
