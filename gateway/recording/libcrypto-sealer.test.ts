import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { newRecording, publicBytes } from '#protocol/recording-cipher'
import { ChunkKind, MAX_CHUNK_BYTES } from '#protocol/recording-file'
import { openLibcrypto } from '../rtp/libcrypto.ts'
import { libcryptoSealer } from './libcrypto-sealer.ts'

const libcrypto = openLibcrypto()

test.skipIf(libcrypto === null)('every chunk is what node:crypto makes of it, whatever its length', () => {
  const publicKey = publicBytes(generateKeyPairSync('x25519').publicKey)
  const recordings = [1, 2].map((n) => newRecording({ recordingId: `r${n}`, callId: 'c', startedAt: n }, publicKey))
  const sealers = recordings.map(({ dataKey, header }) => libcryptoSealer(libcrypto!, dataKey, header))
  const kinds = Object.values(ChunkKind)
  for (const [number, length] of [1, 4, 15, 16, 17, 3840, 9, 32_000, MAX_CHUNK_BYTES, 2].entries())
    for (const [n, { cipher }] of recordings.entries()) {
      const plain = randomBytes(length)
      const kind = kinds[number % kinds.length]!
      const chunk = sealers[n]!(number, kind, plain)
      expect(Buffer.compare(chunk, cipher.encrypt(number, kind, plain))).toBe(0)
      expect(cipher.decrypt(number, chunk)?.equals(plain)).toBe(true)
    }
})
