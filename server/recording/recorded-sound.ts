// The sound of a recording however it is kept, as 16-bit PCM: two channels, 8000 Hz, customer first.
import { open } from 'node:fs/promises'
import { ChunkKind } from '#protocol/recording-file'
import { HttpError } from '../http/http-error.ts'
import type { EncryptedRecording } from './encrypted-recording.ts'
import { ALAW_TO_LINEAR } from './g711.ts'
import { FORMAT_ALAW, isWavFault, readWavHeader, type WavHeader } from './wav.ts'

export const RATE = 8000
const CHUNK_FRAMES = 16 * 1024
const HEADER_ROOM = 4096

export type RecordedSound = {
  /** Of both channels. */
  frames: number
  /** Interleaved samples of the frames from `from` up to `to`, in pieces. */
  pcm(from: number, to: number): AsyncGenerator<Int16Array<ArrayBuffer>>
}

/** The header of a plain recording; anything but stereo A-law is refused. */
async function recordingHeader(path: string): Promise<WavHeader> {
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

/** A plain A-law WAV of before recordings were encrypted. */
export async function wavSound(path: string): Promise<RecordedSound> {
  const { dataOffset, dataBytes } = await recordingHeader(path)
  return {
    frames: dataBytes / 2,
    async *pcm(from, to) {
      for (let at = from; at < to; at += CHUNK_FRAMES) {
        const stop = Math.min(to, at + CHUNK_FRAMES)
        const piece = Bun.file(path).slice(dataOffset + at * 2, dataOffset + stop * 2)
        yield Int16Array.from(new Uint8Array(await piece.arrayBuffer()), (code) => ALAW_TO_LINEAR[code] ?? 0)
      }
    },
  }
}

export function g711Sound(recording: EncryptedRecording): RecordedSound {
  const starts: { number: number; at: number; frames: number }[] = []
  let frames = 0
  for (const [number, { kind, bytes }] of recording.chunks.entries()) {
    if (kind !== ChunkKind.sound) continue
    starts.push({ number, at: frames, frames: bytes / 2 })
    frames += bytes / 2
  }
  return {
    frames,
    async *pcm(from, to) {
      for (const chunk of starts) {
        if (chunk.at + chunk.frames <= from) continue
        if (chunk.at >= to) return
        const first = Math.max(0, from - chunk.at)
        const last = Math.min(chunk.frames, to - chunk.at)
        yield interleaved(await recording.read(chunk.number), chunk.frames, first, last)
      }
    },
  }
}

function interleaved(codes: Uint8Array, frames: number, first: number, last: number): Int16Array<ArrayBuffer> {
  const out = new Int16Array(2 * (last - first))
  for (let i = first, o = 0; i < last; i++) {
    out[o++] = ALAW_TO_LINEAR[codes[i]!]!
    out[o++] = ALAW_TO_LINEAR[codes[frames + i]!]!
  }
  return out
}
