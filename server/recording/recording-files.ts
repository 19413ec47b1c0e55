// Recordings on disk: <data>/recordings/<yyyy-mm>/<id>.wav, written as .part, checked, then renamed.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Ms } from '#protocol/ids'
import { HttpError } from '../http/http-error.ts'
import { createPeakFinder } from './peaks.ts'
import type { ReadyRecording } from './recording-store.ts'
import { FORMAT_ALAW, isWavFault, readWavHeader, type WavHeader } from './wav.ts'

export const MAX_RECORDING_BYTES = 512 * 1024 * 1024
const HEADER_ROOM = 4096

export function recordingPath(dataDir: string, id: string, startedAt: Ms): string {
  return join(dataDir, 'recordings', new Date(startedAt).toISOString().slice(0, 7), `${id}.wav`)
}

/** Streams the body to its place; nothing but a whole file with the promised hash ever gets the final name. */
export async function storeRecording(
  path: string,
  body: AsyncIterable<Uint8Array>,
  sha256: string,
): Promise<ReadyRecording> {
  const part = `${path}.part`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    const { bytes, hash } = await writeAll(part, body)
    if (hash !== sha256) throw new HttpError(422, 'invalid', 'The file does not have the hash that was promised')
    const file = { bytes, sha256, ...(await inspect(part)) }
    await rename(part, path)
    return file
  } catch (cause) {
    await rm(part, { force: true })
    throw cause
  }
}

async function writeAll(path: string, body: AsyncIterable<Uint8Array>): Promise<{ bytes: number; hash: string }> {
  const hash = createHash('sha256')
  const output = createWriteStream(path, { mode: 0o600, flush: true })
  const done = finished(output)
  let bytes = 0
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength
      if (bytes > MAX_RECORDING_BYTES) throw new HttpError(413, 'too-large', 'The recording is too large')
      hash.update(chunk)
      if (!output.write(chunk)) await Promise.race([new Promise((drained) => output.once('drain', drained)), done])
    }
  } catch (cause) {
    output.destroy()
    await done.catch(() => undefined)
    throw cause
  }
  output.end()
  await done
  return { bytes, hash: hash.digest('hex') }
}

async function inspect(path: string): Promise<Pick<ReadyRecording, 'durationMs' | 'peaks'>> {
  const header = await recordingHeader(path)
  const frames = header.dataBytes / 2
  const finder = createPeakFinder(frames)
  const data = Bun.file(path).slice(header.dataOffset, header.dataOffset + header.dataBytes)
  for await (const chunk of data.stream()) finder.add(chunk)
  return { durationMs: Math.round((frames / header.rate) * 1000), peaks: finder.peaks() }
}

/** The header of one of our recordings; anything but stereo A-law is refused. */
export async function recordingHeader(path: string): Promise<WavHeader> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const bytes = new Uint8Array(Math.min(size, HEADER_ROOM))
    await file.read(bytes, 0, bytes.byteLength, 0)
    const header = readWavHeader(bytes, size)
    if (isWavFault(header) || header.format !== FORMAT_ALAW || header.channels !== 2) {
      throw new HttpError(422, 'sound-refused', 'The file is not a stereo A-law recording')
    }
    return header
  } finally {
    await file.close()
  }
}
