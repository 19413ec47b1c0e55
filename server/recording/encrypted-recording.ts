// Reads an encrypted recording: where its chunks are, and each of them, opened and proven.
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { ChunkCipher, openDataKey } from '#protocol/recording-cipher'
import {
  CHUNK_HEAD_BYTES,
  ChunkKind,
  type ChunkPlace,
  chunkEnd,
  chunksFrom,
  decodeEnd,
  decodeGap,
  decodeHeader,
  type Gap,
  HEADER_ROOM,
  type RecordingHeader,
  withGap,
} from '#protocol/recording-file'
import type { MasterKey } from './master-key.ts'

export class RecordingDamaged extends Error {
  override readonly name = 'RecordingDamaged'
}

export class EncryptedRecording {
  private constructor(
    readonly path: string,
    readonly header: RecordingHeader,
    readonly chunks: readonly ChunkPlace[],
    /** Of the whole file. */
    readonly bytes: number,
    private readonly cipher: ChunkCipher,
  ) {}

  /** Throws RecordingDamaged when it is none, another key's, or has bytes behind its last whole chunk. */
  static open(path: string, key: MasterKey): EncryptedRecording {
    const fd = openSync(path, 'r')
    try {
      const start = readAt(fd, 0, HEADER_ROOM)
      const found = decodeHeader(start)
      if (found === null) throw new RecordingDamaged('no recording begins here')
      const dataKey = openDataKey(key.privateKey, found.header)
      if (dataKey === null) throw new RecordingDamaged('the master key does not open it')
      const { size } = statSync(path)
      const chunks = [...chunksFrom(found.length, size, (at) => readAt(fd, at, CHUNK_HEAD_BYTES))]
      const last = chunks.at(-1)
      if ((last === undefined ? found.length : chunkEnd(last)) !== size) throw new RecordingDamaged('a chunk is torn')
      const cipher = new ChunkCipher(dataKey, start.subarray(0, found.length))
      return new EncryptedRecording(path, found.header, chunks, size, cipher)
    } finally {
      closeSync(fd)
    }
  }

  /** Throws RecordingDamaged when a bit is not as it was written. */
  async read(number: number): Promise<Buffer> {
    const place = this.chunks[number]
    if (place === undefined) throw new RecordingDamaged(`there is no chunk ${number}`)
    const bytes = await Bun.file(this.path).slice(place.at, chunkEnd(place)).arrayBuffer()
    const plain = this.cipher.decrypt(number, new Uint8Array(bytes))
    if (plain === null) throw new RecordingDamaged(`chunk ${number} was changed`)
    return plain
  }

  /** Gaps, and the frames its end promises; null without an end. */
  async marks(): Promise<{ gaps: Gap[]; frames: number | null }> {
    let gaps: Gap[] = []
    let frames: number | null = null
    for (const [number, { kind }] of this.chunks.entries()) {
      if (kind === ChunkKind.gap) gaps = withGap(gaps, decodeGap(await this.read(number)))
      if (kind === ChunkKind.end) frames = decodeEnd(await this.read(number))
    }
    return { gaps, frames }
  }
}

function readAt(fd: number, at: number, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes)
  return out.subarray(0, readSync(fd, out, 0, bytes, at))
}
