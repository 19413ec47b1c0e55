// The recording file `.tlr`: a header, then numbered chunks, each encrypted by itself. Layout only; the cipher is in
// recording-cipher.ts. Numbers are little-endian. gateway/recording/SPEC.md, "The file".
import type { GapKind } from './gateway-messages.ts'

export const FRAMES_PER_MS = 8
/** Plain bytes of one chunk at most. */
export const MAX_CHUNK_BYTES = 65_536
export const CHUNK_HEAD_BYTES = 4
export const TAG_BYTES = 16
export const KEY_ID_BYTES = 8
const MAGIC = 0x31524c54 // 'TLR1'
const FIXED_BYTES = 104
const MAX_HEADER_BYTES = FIXED_BYTES + 2 + 2 * 255

export const ChunkKind = {
  /** G.711 A-law, 8000 Hz: the first half is what the leg said, the second what it heard. */
  sound: 1,
  gap: 2,
  /** The last chunk of a whole file. */
  end: 3,
  /** Whole Ogg pages of an Opus stream (RFC 7845). */
  ogg: 4,
} as const
export type ChunkKind = (typeof ChunkKind)[keyof typeof ChunkKind]

export type RecordingHeader = {
  recordingId: string
  callId: string
  startedAt: number
  /** Whose key opens the data key: KEY_ID_BYTES. */
  keyId: Uint8Array
  /** X25519, 32 bytes. */
  ephemeralKey: Uint8Array
  /** The data key under the shared secret: 32 bytes and their tag. */
  sealedKey: Uint8Array
}

/** A time the recording was told not to hear: a pause is left out of the sound, a mask is silence in it. In frames of 1/8000 s of the file's sound; `frames` 0 = it began and has no end yet. */
export type Gap = { kind: GapKind; at: number; frames: number }
export type ChunkPlace = { kind: ChunkKind; at: number; bytes: number }

export function encodeHeader(header: RecordingHeader): Uint8Array<ArrayBuffer> {
  const recordingId = new TextEncoder().encode(header.recordingId)
  const callId = new TextEncoder().encode(header.callId)
  const out = new Uint8Array(FIXED_BYTES + 2 + recordingId.length + callId.length)
  const view = new DataView(out.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, out.length, true)
  view.setBigUint64(8, BigInt(header.startedAt), true)
  out.set(header.keyId, 16)
  out.set(header.ephemeralKey, 24)
  out.set(header.sealedKey, 56)
  out[FIXED_BYTES] = recordingId.length
  out.set(recordingId, FIXED_BYTES + 1)
  out[FIXED_BYTES + 1 + recordingId.length] = callId.length
  out.set(callId, FIXED_BYTES + 2 + recordingId.length)
  return out
}

/** Bytes of a file's start that surely hold its header. */
export const HEADER_ROOM = MAX_HEADER_BYTES

/** Null when these bytes do not begin a recording. */
export function decodeHeader(bytes: Uint8Array): { header: RecordingHeader; length: number } | null {
  if (bytes.length < FIXED_BYTES + 2) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(4, true)
  if (view.getUint32(0, true) !== MAGIC || length > bytes.length || length > MAX_HEADER_BYTES) return null
  const callAt = FIXED_BYTES + 1 + bytes[FIXED_BYTES]!
  if (callAt >= length || callAt + 1 + bytes[callAt]! !== length) return null
  const text = (from: number, to: number): string => new TextDecoder().decode(bytes.subarray(from, to))
  const header = {
    recordingId: text(FIXED_BYTES + 1, callAt),
    callId: text(callAt + 1, length),
    startedAt: Number(view.getBigUint64(8, true)),
    keyId: bytes.slice(16, 24),
    ephemeralKey: bytes.slice(24, 56),
    sealedKey: bytes.slice(56, FIXED_BYTES),
  }
  return { header, length }
}

/** What stands before a chunk: 24 bits of length, 8 of kind. */
export function chunkHead(kind: ChunkKind, bytes: number): Uint8Array {
  return Uint8Array.of(bytes & 0xff, (bytes >> 8) & 0xff, (bytes >> 16) & 0xff, kind)
}

/** The whole chunks from `at` on; a torn or senseless one ends the walk. `headAt` gives CHUNK_HEAD_BYTES or less. */
export function* chunksFrom(at: number, size: number, headAt: (at: number) => Uint8Array): Generator<ChunkPlace> {
  for (let next = at; next + CHUNK_HEAD_BYTES + TAG_BYTES <= size; ) {
    const head = headAt(next)
    if (head.length < CHUNK_HEAD_BYTES) return
    const bytes = head[0]! | (head[1]! << 8) | (head[2]! << 16)
    const kind = Object.values(ChunkKind).find((known) => known === head[3])
    const end = next + CHUNK_HEAD_BYTES + bytes + TAG_BYTES
    if (kind === undefined || bytes > MAX_CHUNK_BYTES || end > size) return
    yield { kind, at: next, bytes }
    next = end
  }
}

export const chunkEnd = ({ at, bytes }: ChunkPlace): number => at + CHUNK_HEAD_BYTES + bytes + TAG_BYTES

const GAP_KINDS: readonly GapKind[] = ['pause', 'mask']

export function encodeGap({ kind, at, frames }: Gap): Uint8Array {
  const out = new Uint8Array(9)
  const view = new DataView(out.buffer)
  view.setUint8(0, GAP_KINDS.indexOf(kind))
  view.setUint32(1, at, true)
  view.setUint32(5, frames, true)
  return out
}

export function decodeGap(bytes: Uint8Array): Gap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { kind: GAP_KINDS[view.getUint8(0)] ?? 'pause', at: view.getUint32(1, true), frames: view.getUint32(5, true) }
}

/** A gap is told when it begins and again when it ends: the later telling replaces the earlier. */
export function withGap(gaps: readonly Gap[], gap: Gap): Gap[] {
  return [...gaps.filter((known) => known.kind !== gap.kind || known.at !== gap.at), gap]
}

/** As messages and rows have it. */
export const gapInMs = ({ kind, at, frames }: Gap): { kind: GapKind; atMs: number; ms: number } => ({
  kind,
  atMs: Math.round(at / FRAMES_PER_MS),
  ms: Math.round(frames / FRAMES_PER_MS),
})

/** The end says how much sound the file holds. */
export function encodeEnd(frames: number): Uint8Array {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, frames, true)
  return out
}

export function decodeEnd(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true)
}
