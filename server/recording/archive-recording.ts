// Makes the archive of one recording: Ogg Opus, encrypted as the original is, decoded again and held against it. Runs in
// a worker, and rests as long as it works, so that calls never wait for it.
import { createHash } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import type { RecordingGap } from '#protocol/gateway-messages'
import type { Ms } from '#protocol/ids'
import { newRecording } from '#protocol/recording-cipher'
import { ChunkKind, encodeEnd, encodeGap, FRAMES_PER_MS } from '#protocol/recording-file'
import { EnergyComparison } from './energy-comparison.ts'
import type { MasterKey } from './master-key.ts'
import { encodeOpus } from './opus-stream.ts'
import type { RecordedSound } from './recorded-sound.ts'
import type { RecordingFormat } from './recording-store.ts'
import { soundOf } from './stored-sound.ts'

export type ArchiveJob = {
  source: string
  format: RecordingFormat
  bytes: number
  target: string
  identity: { recordingId: string; callId: string; startedAt: Ms }
  gaps: RecordingGap[]
}
export type Archived = { bytes: number; sha256: string }

/** Telephone sound at 32 kbit/s reaches 0.99; a lost page or swapped sides do not reach this. */
const LEAST_CORRELATION = 0.95

/** Writes `target` and leaves the original alone. Throws when the archive does not sound as the original does. */
export async function archiveRecording(job: ArchiveJob, key: MasterKey): Promise<Archived> {
  const part = `${job.target}.part`
  try {
    const original = await soundOf(job.source, job, key)
    const sha256 = await write(part, job, original, key)
    const { size } = await stat(part)
    await proveAlike(original, await soundOf(part, { format: 'opus', bytes: size }, key))
    await rename(part, job.target)
    return { bytes: size, sha256 }
  } catch (cause) {
    await rm(part, { force: true })
    throw cause
  }
}

async function write(path: string, job: ArchiveJob, sound: RecordedSound, key: MasterKey): Promise<string> {
  const { header, cipher } = newRecording(job.identity, key.publicKey)
  const hash = createHash('sha256')
  const file = await open(path, 'w', 0o600)
  let chunks = 0
  const append = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes)
    await file.writeFile(bytes)
  }
  try {
    await append(header)
    for await (const page of rested(encodeOpus(sound))) await append(cipher.encrypt(chunks++, ChunkKind.ogg, page))
    for (const { kind, atMs, ms } of job.gaps) {
      const gap = encodeGap({ kind, at: atMs * FRAMES_PER_MS, frames: ms * FRAMES_PER_MS })
      await append(cipher.encrypt(chunks++, ChunkKind.gap, gap))
    }
    await append(cipher.encrypt(chunks++, ChunkKind.end, encodeEnd(sound.frames)))
    await file.sync()
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

/** Throws when the one could not stand for the other: another length, or a side that sounds otherwise. */
export async function proveAlike(original: RecordedSound, archived: RecordedSound): Promise<void> {
  if (archived.frames !== original.frames) {
    throw new Error(`the archive holds ${archived.frames} frames, the original ${original.frames}`)
  }
  const comparison = new EnergyComparison()
  for await (const pcm of rested(original.pcm(0, original.frames))) comparison.addFirst(pcm)
  for await (const pcm of rested(archived.pcm(0, archived.frames))) comparison.addSecond(pcm)
  const likeness = comparison.likeness()
  if (likeness < LEAST_CORRELATION) throw new Error(`the archive sounds unlike the original: ${likeness.toFixed(3)}`)
}

/** Half of the time at most is work. */
async function* rested<T>(pieces: AsyncGenerator<T>): AsyncGenerator<T> {
  let since = performance.now()
  for await (const piece of pieces) {
    yield piece
    const worked = performance.now() - since
    if (worked < REST_AFTER_MS) continue
    await Bun.sleep(worked)
    since = performance.now()
  }
}
const REST_AFTER_MS = 20
