import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { newRecording, openDataKey } from '#protocol/recording-cipher'
import { ChunkKind, chunkEnd, encodeEnd, MAX_CHUNK_BYTES } from '#protocol/recording-file'
import { EncryptedRecording, RecordingDamaged } from './encrypted-recording.ts'
import { type MasterKey, masterKey } from './master-key.ts'
import { g711Sound } from './recorded-sound.ts'

const folder = mkdtempSync(join(tmpdir(), 'encrypted-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Made by tests/harness/recording.py, which shares no code with ours. */
const VECTOR = join(import.meta.dirname, 'vectors/by-python.tlr')
const keyPath = join(folder, 'key')
writeFileSync(keyPath, '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n', { mode: 0o600 })
const key: MasterKey = masterKey(keyPath, true)
const whole = readFileSync(VECTOR)

/** Everything in it, read as playback and the check of an upload do. */
async function readAll(bytes: Uint8Array, withKey = key): Promise<{ frames: number; end: number | null }> {
  const path = join(folder, 'one.tlr')
  writeFileSync(path, bytes)
  const recording = EncryptedRecording.open(path, withKey)
  for (const number of recording.chunks.keys()) await recording.read(number)
  const { frames } = await recording.marks()
  return { frames: g711Sound(recording).frames, end: frames }
}

describe('a recording written by another program', () => {
  it('is read: header, sound of both sides, gaps, end', async () => {
    const recording = EncryptedRecording.open(VECTOR, key)
    expect(recording.header).toMatchObject({ recordingId: 'rec-1', callId: 'call-1', startedAt: 1_795_000_000_000 })
    expect(await recording.marks()).toEqual({ gaps: [{ kind: 'mask', at: 800, frames: 800 }], frames: 2400 })
    const sound = await recording.read(2)
    expect([sound.length, sound[0], sound[799], sound[800], sound[1599]]).toEqual([1600, 1, 1, 101, 101])
  })

  it('is refused with another key', async () => {
    const path = join(folder, 'other-key')
    await expect(readAll(whole, masterKey(path, false))).rejects.toThrow(RecordingDamaged)
  })
})

describe('what was changed is noticed', () => {
  it('any one bit of any byte', async () => {
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole)
      bytes[at]! ^= 1 << (at % 8)
      await expect(readAll(bytes), `byte ${at}`).rejects.toThrow(RecordingDamaged)
    }
  })

  it('chunks that changed places, or are missing in the middle', async () => {
    const { chunks } = EncryptedRecording.open(VECTOR, key)
    const bytesOf = (number: number) => whole.subarray(chunks[number]!.at, chunkEnd(chunks[number]!))
    const header = whole.subarray(0, chunks[0]!.at)
    for (const order of [[2, 1, 0, 3, 4, 5], [0, 1, 3, 4, 5], [0, 1, 2, 3, 4, 5, 5], [5]])
      await expect(readAll(Buffer.concat([header, ...order.map(bytesOf)]))).rejects.toThrow(RecordingDamaged)
  })

  it('cut anywhere inside a chunk or the header; cut at a border it has no end', async () => {
    const borders = new Map(EncryptedRecording.open(VECTOR, key).chunks.map((chunk, number) => [chunk.at, number]))
    for (let length = 0; length < whole.length; length += borders.has(length + 1) ? 1 : 7) {
      const cut = readAll(whole.subarray(0, length))
      if (borders.has(length)) expect(await cut, `${length}`).toMatchObject({ end: null })
      else await expect(cut, `${length}`).rejects.toThrow(RecordingDamaged)
    }
    for (const at of borders.keys()) expect((await readAll(whole.subarray(0, at))).end).toBeNull()
  })
})

describe('our own writing', () => {
  const identity = { recordingId: 'r', callId: 'c', startedAt: 1 }

  it('seals each data key anew, and only to the key it was made for', () => {
    const [one, two] = [newRecording(identity, key.publicKey), newRecording(identity, key.publicKey)]
    expect(Buffer.from(one.header).equals(two.header)).toBe(false)
    const stranger = masterKey(join(folder, 'stranger'), false)
    const fields = { ephemeralKey: one.header.subarray(24, 56), sealedKey: one.header.subarray(56, 104) }
    expect(openDataKey(key.privateKey, fields)).toHaveLength(32)
    expect(openDataKey(stranger.privateKey, fields)).toBeNull()
  })

  it('takes a chunk of the greatest size', async () => {
    const { header, cipher } = newRecording(identity, key.publicKey)
    const sound = new Uint8Array(MAX_CHUNK_BYTES).fill(9)
    const bytes = Buffer.concat([
      header,
      cipher.encrypt(0, ChunkKind.sound, sound),
      cipher.encrypt(1, ChunkKind.end, encodeEnd(32_768)),
    ])
    expect(await readAll(bytes)).toEqual({ frames: 32_768, end: 32_768 })
  })
})
