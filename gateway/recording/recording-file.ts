// One recording on disk: `<id>.part` while it grows (a WAV whose sizes are filled in at the end), `<id>.wav` when it is
// whole, and `<id>.json` beside it with whose it is. SPEC.md K6-K10.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, readFile, rename, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallId, LegId, Ms, RecordingId } from '#protocol/ids'
import { aLawHeader, WAV_HEADER } from './wav.ts'

export const CHANNELS = 2
const SAMPLES_PER_MS = 8
const FSYNC_MS = 1000
/** A disk that is this far behind is as good as full. */
const MAX_BACKLOG_BYTES = 512 * 1024

export type Sidecar = {
  recordingId: RecordingId
  callId: CallId
  legId: LegId
  startedAt: Ms
  /** Null until the file is whole. */
  finished: FinishedFile | null
}
export type FinishedFile = { durationMs: number; bytes: number; sha256: string }

export const partPath = (dir: string, id: RecordingId): string => join(dir, `${id}.part`)
export const wavPath = (dir: string, id: RecordingId): string => join(dir, `${id}.wav`)
const sidecarPath = (dir: string, id: RecordingId): string => join(dir, `${id}.json`)

export class RecordingFile {
  #position = WAV_HEADER
  #backlog = 0
  #syncedAt = 0
  #failure: Error | null = null
  #queue: Promise<void> = Promise.resolve()
  #sync: Promise<void> = Promise.resolve()
  #isSyncing = false

  private constructor(
    private readonly dir: string,
    private readonly sidecar: Sidecar,
    private readonly handle: FileHandle,
    private readonly now: () => number,
  ) {}

  /** Rejects when the recording cannot begin: no room (K9), no right to write, the id is taken. */
  static async create(dir: string, sidecar: Sidecar, minFreeBytes: number, now: () => number): Promise<RecordingFile> {
    const room = await statfs(dir)
    if (room.bavail * room.bsize < minFreeBytes) throw new Error('too little room on the disk')
    await writeSidecar(dir, sidecar)
    const handle = await open(partPath(dir, sidecar.recordingId), 'wx')
    await handle.write(aLawHeader(CHANNELS, 0), 0, WAV_HEADER, 0)
    return new RecordingFile(dir, sidecar, handle, now)
  }

  /** Queues the bytes; what goes wrong is told by `failure` and by finish. */
  append(bytes: Uint8Array): void {
    if (this.#failure !== null || bytes.length === 0) return
    this.#backlog += bytes.length
    if (this.#backlog > MAX_BACKLOG_BYTES) {
      this.#failure = new Error('the disk is too slow')
      return
    }
    this.#queue = this.#queue.then(() => this.#write(bytes))
  }

  get failure(): Error | null {
    return this.#failure
  }

  async finish(): Promise<FinishedFile> {
    await this.#queue
    await this.#sync
    try {
      if (this.#failure !== null) throw this.#failure
      const finished = await seal(this.dir, this.sidecar, this.handle, this.#position - WAV_HEADER)
      return finished
    } finally {
      await this.handle.close().catch(() => {})
    }
  }

  /** K6: a slow sync must not hold back the writes; a killed process then still loses only what it had not written. */
  #syncWhenDue(): void {
    if (this.#isSyncing || this.now() - this.#syncedAt < FSYNC_MS) return
    this.#isSyncing = true
    this.#syncedAt = this.now()
    this.#sync = this.handle
      .datasync()
      .catch((error: Error) => {
        this.#failure = error
      })
      .finally(() => {
        this.#isSyncing = false
      })
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== null) return
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, this.#position + done)
        if (bytesWritten === 0) throw new Error('the disk takes no more')
        done += bytesWritten
      }
      this.#position += bytes.length
      this.#syncWhenDue()
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
    } finally {
      this.#backlog -= bytes.length
    }
  }
}

/** Header, sync, checksum, new name, sidecar: in this order, so that a crash anywhere between is found again. */
export async function seal(
  dir: string,
  sidecar: Sidecar,
  handle: FileHandle,
  dataBytes: number,
): Promise<FinishedFile> {
  const whole = dataBytes - (dataBytes % CHANNELS)
  await handle.truncate(WAV_HEADER + whole)
  await handle.write(aLawHeader(CHANNELS, whole), 0, WAV_HEADER, 0)
  await handle.sync()
  await rename(partPath(dir, sidecar.recordingId), wavPath(dir, sidecar.recordingId))
  return describe(dir, sidecar)
}

/** Measures a whole `.wav` and writes it into its sidecar. */
export async function describe(dir: string, sidecar: Sidecar): Promise<FinishedFile> {
  const path = wavPath(dir, sidecar.recordingId)
  const { size } = await stat(path)
  const finished = {
    durationMs: Math.round((size - WAV_HEADER) / CHANNELS / SAMPLES_PER_MS),
    bytes: size,
    sha256: await sha256Of(path),
  }
  await writeSidecar(dir, { ...sidecar, finished })
  return finished
}

export async function readSidecar(dir: string, id: RecordingId): Promise<Sidecar | null> {
  const text = await readFile(sidecarPath(dir, id), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return JSON.parse(text) as Sidecar
  } catch {
    return null
  }
}

async function writeSidecar(dir: string, sidecar: Sidecar): Promise<void> {
  const path = sidecarPath(dir, sidecar.recordingId)
  await writeFile(`${path}.new`, JSON.stringify(sidecar))
  await rename(`${path}.new`, path)
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
