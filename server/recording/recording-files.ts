// Recordings on disk: <data>/recordings/<yyyy-mm>/<id> and an ending by how the sound is kept. An upload grows as
// <id>.part, piece by piece, and gets its name when it is whole, has the promised hash and every chunk is proven.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Ms } from '#protocol/ids'
import { gapInMs } from '#protocol/recording-file'
import { HttpError } from '../http/http-error.ts'
import { EncryptedRecording, RecordingDamaged } from './encrypted-recording.ts'
import type { MasterKey } from './master-key.ts'
import { createPeakFinder } from './peaks.ts'
import { g711Sound, RATE, type RecordedSound, wavSound } from './recorded-sound.ts'
import type { ReadyRecording, RecordingFormat, RecordingRow } from './recording-store.ts'

export const MAX_RECORDING_BYTES = 512 * 1024 * 1024
const ENDINGS: Record<RecordingFormat, string> = { wav: '.wav', g711: '.tlr', opus: '.opus.tlr' }

type Named = { id: string; startedAt: Ms }

const stem = (dataDir: string, { id, startedAt }: Named): string =>
  join(dataDir, 'recordings', new Date(startedAt).toISOString().slice(0, 7), id)

export const partPath = (dataDir: string, named: Named): string => `${stem(dataDir, named)}.part`

export function recordingPath(dataDir: string, named: Named, format: RecordingFormat): string {
  return stem(dataDir, named) + ENDINGS[format]
}

/** All that may be left of one on the disk. */
export function allPaths(dataDir: string, named: Named): string[] {
  const formats = Object.keys(ENDINGS) as RecordingFormat[]
  const whole = formats.map((format) => recordingPath(dataDir, named, format))
  return [partPath(dataDir, named), ...whole, ...whole.map((path) => `${path}.part`)]
}

/** How much of the upload is here. */
export async function partBytes(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0
}

/** Adds what comes to the part; what came before a cut stays. Returns the bytes that are there then. */
export async function appendPart(path: string, body: AsyncIterable<Uint8Array>, limit: number): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  let bytes = await partBytes(path)
  const output = createWriteStream(path, { flags: 'a', mode: 0o600, flush: true })
  const done = finished(output)
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength
      if (bytes > limit) throw new HttpError(413, 'too-large', 'The recording is larger than was said')
      if (!output.write(chunk)) await Promise.race([new Promise((drained) => output.once('drain', drained)), done])
    }
  } finally {
    output.end()
    await done
  }
  return bytes
}

/** The whole part, proven and at its place; one that does not hold what it should is removed. */
export async function acceptPart(
  dataDir: string,
  row: RecordingRow,
  sha256: string,
  key: MasterKey,
): Promise<ReadyRecording> {
  const part = partPath(dataDir, row)
  try {
    if ((await sha256Of(part)) !== sha256) {
      throw new HttpError(422, 'invalid', 'The file does not have the hash that was promised')
    }
    const ready = { bytes: await partBytes(part), sha256, ...(await inspect(part, row, key)) }
    await rename(part, recordingPath(dataDir, row, ready.format))
    return ready
  } catch (cause) {
    await rm(part, { force: true })
    if (cause instanceof RecordingDamaged) throw new HttpError(422, 'sound-refused', cause.message)
    throw cause
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of Bun.file(path).stream()) hash.update(chunk)
  return hash.digest('hex')
}

type Inspected = Pick<ReadyRecording, 'durationMs' | 'peaks' | 'format' | 'gaps'>

async function inspect(path: string, row: RecordingRow, key: MasterKey): Promise<Inspected> {
  const isPlain = (await Bun.file(path).slice(0, 4).text()) === 'RIFF'
  if (isPlain) return { ...(await heard(await wavSound(path))), format: 'wav', gaps: [] }
  const recording = EncryptedRecording.open(path, key)
  if (recording.header.recordingId !== row.id) throw new RecordingDamaged('it is another recording')
  const sound = g711Sound(recording)
  const { gaps, frames } = await recording.marks()
  if (frames !== null && frames !== sound.frames) throw new RecordingDamaged('sound is missing')
  return { ...(await heard(sound)), format: 'g711', gaps: gaps.map(gapInMs) }
}

/** Walks through all of it. */
async function heard(sound: RecordedSound): Promise<{ durationMs: number; peaks: [number[], number[]] }> {
  const finder = createPeakFinder(sound.frames)
  for await (const pcm of sound.pcm(0, sound.frames)) finder.add(pcm)
  return { durationMs: Math.round((sound.frames / RATE) * 1000), peaks: finder.peaks() }
}
