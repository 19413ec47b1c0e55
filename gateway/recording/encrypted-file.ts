// One recording on disk while it grows: `<id>.tlr.part`, append-only, `<id>.tlr` when it is whole. Writes go to the page
// cache at once; the sync is awaited by nobody. SPEC.md K6-K8.
import { createHash } from 'node:crypto'
import { closeSync, fdatasync, ftruncateSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { newRecording } from '#protocol/recording-cipher'
import { ChunkKind, encodeEnd, encodeGap, FRAMES_PER_MS, type Gap, withGap } from '#protocol/recording-file'
import { openLibcrypto } from '../rtp/libcrypto.ts'
import { type ChunkSealer, libcryptoSealer } from './libcrypto-sealer.ts'
import type { RecordingOrder } from './recording-messages.ts'

export const PART_ENDING = '.tlr.part'
export const WHOLE_ENDING = '.tlr'
export const partPath = (dir: string, id: string): string => join(dir, id + PART_ENDING)
export const wholePath = (dir: string, id: string): string => join(dir, id + WHOLE_ENDING)

export type FinishedFile = { durationMs: number; bytes: number; sha256: string; gaps: Gap[] }

export class EncryptedFile {
  readonly #hash = createHash('sha256')
  readonly #seal: ChunkSealer
  readonly #fd: number
  #position = 0
  #chunks = 0
  #frames = 0
  #gaps: Gap[] = []
  #sync: Promise<void> | null = null
  #syncFault: Error | null = null
  #isClosed = false
  isDirty = false

  /** Throws when the file cannot be made: the id is taken, no right to write, no room. */
  constructor(
    private readonly dir: string,
    private readonly order: RecordingOrder,
    publicKey: Uint8Array,
  ) {
    const { header, dataKey, cipher } = newRecording(order, publicKey)
    const libcrypto = openLibcrypto()
    this.#seal =
      libcrypto === null
        ? (number, kind, plain) => cipher.encrypt(number, kind, plain)
        : libcryptoSealer(libcrypto, dataKey, header)
    this.#fd = openSync(partPath(dir, order.recordingId), 'wx', 0o600)
    try {
      this.#write(header)
    } catch (cause) {
      this.#close()
      unlinkSync(partPath(dir, order.recordingId))
      throw cause
    }
  }

  /** Throws what the disk says. */
  sound(bytes: Uint8Array, frames: number): void {
    this.#append(ChunkKind.sound, bytes)
    this.#frames += frames
  }

  gap(gap: Gap): void {
    this.#append(ChunkKind.gap, encodeGap(gap))
    this.#gaps = withGap(this.#gaps, gap)
  }

  /** One at a time; a fault is thrown by the next write. */
  sync(): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    this.isDirty = false
    this.#sync ??= new Promise((done) => {
      fdatasync(this.#fd, (fault) => {
        this.#syncFault = fault
        this.#sync = null
        done()
      })
    })
    return this.#sync
  }

  /** End, sync, new name: in this order, so that a crash anywhere between is found again. */
  async finish(): Promise<FinishedFile> {
    this.#append(ChunkKind.end, encodeEnd(this.#frames))
    await this.#sync
    await this.sync()
    if (this.#syncFault !== null) throw this.#syncFault
    this.#close()
    renameSync(partPath(this.dir, this.order.recordingId), wholePath(this.dir, this.order.recordingId))
    return this.#finished()
  }

  /** K8: keeps what reached the disk, without an end, after a write that failed; null when that is no sound. */
  async salvage(): Promise<FinishedFile | null> {
    await this.#sync
    // The number of a closed file may be another file's by now.
    if (this.#isClosed) throw new Error('the file is closed')
    const part = partPath(this.dir, this.order.recordingId)
    ftruncateSync(this.#fd, this.#position)
    this.#close()
    if (this.#frames === 0) unlinkSync(part)
    else renameSync(part, wholePath(this.dir, this.order.recordingId))
    return this.#frames === 0 ? null : this.#finished()
  }

  #close(): void {
    this.#isClosed = true
    closeSync(this.#fd)
  }

  #finished(): FinishedFile {
    const durationMs = Math.round(this.#frames / FRAMES_PER_MS)
    return { durationMs, bytes: this.#position, sha256: this.#hash.digest('hex'), gaps: this.#gaps }
  }

  #append(kind: ChunkKind, plain: Uint8Array): void {
    if (this.#syncFault !== null) throw this.#syncFault
    this.#write(this.#seal(this.#chunks, kind, plain))
    this.#chunks++
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const written = writeSync(this.#fd, bytes, done, bytes.length - done, this.#position + done)
      if (written === 0) throw new Error('the disk takes no more')
      done += written
    }
    this.#hash.update(bytes)
    this.#position += bytes.length
    this.isDirty = true
  }
}
