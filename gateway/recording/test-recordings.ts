// For tests: a key pair, and the sound of a recording sealed to it.
import { generateKeyPairSync } from 'node:crypto'
import { ChunkCipher, openDataKey, publicBytes } from '#protocol/recording-cipher'
import { CHUNK_HEAD_BYTES, ChunkKind, chunkEnd, chunksFrom, decodeHeader } from '#protocol/recording-file'
import type { RecordingSettings } from './recording-messages.ts'

const { privateKey, publicKey } = generateKeyPairSync('x25519')
export const TEST_SETTINGS: RecordingSettings = {
  publicKey: publicBytes(publicKey),
  floor: { percent: 0, bytes: 0 },
}

export function soundOf(file: Uint8Array): { said: Uint8Array; heard: Uint8Array } {
  const start = decodeHeader(file)
  const dataKey = start === null ? null : openDataKey(privateKey, start.header)
  if (start === null || dataKey === null) throw new Error('no recording of ours')
  const cipher = new ChunkCipher(dataKey, file.subarray(0, start.length))
  const said: Uint8Array[] = []
  const heard: Uint8Array[] = []
  const chunks = [...chunksFrom(start.length, file.length, (at) => file.subarray(at, at + CHUNK_HEAD_BYTES))]
  for (const [number, chunk] of chunks.entries()) {
    const plain = cipher.decrypt(number, file.subarray(chunk.at, chunkEnd(chunk)))
    if (plain === null) throw new Error(`chunk ${number} is not as it was written`)
    if (chunk.kind !== ChunkKind.sound) continue
    said.push(plain.subarray(0, plain.length / 2))
    heard.push(plain.subarray(plain.length / 2))
  }
  return { said: Buffer.concat(said), heard: Buffer.concat(heard) }
}
