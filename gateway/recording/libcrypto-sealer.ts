// Chunks of a recording sealed by OpenSSL's libcrypto through bun:ffi, into memory that is used again: node:crypto makes
// five objects and two copies of the sound for each. The bytes are those of ChunkCipher.encrypt.
import { createHash } from 'node:crypto'
import { CHUNK_HEAD_BYTES, type ChunkKind, chunkHead, MAX_CHUNK_BYTES, TAG_BYTES } from '#protocol/recording-file'
import { at, Packet } from '../datagram/packet.ts'
import { cipherContextFor, type Libcrypto } from '../rtp/libcrypto.ts'

/** A chunk as it is written, in memory that is the sealer's until the next. Chunks count from 0, each number once. */
export type ChunkSealer = (number: number, kind: ChunkKind, plain: Uint8Array) => Uint8Array

/** openssl/evp.h */
const EVP_CTRL_AEAD_GET_TAG = 0x10
const DATA_KEY = 32
const NONCE = 12
const HASH = 32
const NUMBER = 4

/** Of all sealers of the thread: one chunk is sealed and written before the next is begun. */
const plainMemory = Packet.allocate(MAX_CHUNK_BYTES)
const sealed = Packet.allocate(CHUNK_HEAD_BYTES + MAX_CHUNK_BYTES + TAG_BYTES)
const written = Packet.allocate(4)
const nonce = Packet.allocate(NONCE)

export function libcryptoSealer(libcrypto: Libcrypto, dataKey: Uint8Array, header: Uint8Array): ChunkSealer {
  // Only the sealer holds it: the context lives as long.
  const bound = Packet.allocate(HASH + NUMBER + CHUNK_HEAD_BYTES)
  const context = cipherContextFor(bound, libcrypto)
  const key = Packet.allocate(DATA_KEY)
  key.bytes.set(dataKey)
  libcrypto.EVP_EncryptInit_ex(context, libcrypto.EVP_aes_256_gcm(), null, at(key.pointer), null)
  key.bytes.fill(0)
  // Bound to the header, the number and the head: gateway/recording/SPEC.md, "The file".
  createHash('sha256').update(header).digest().copy(bound.bytes)
  return (number, kind, plain) => {
    sealed.bytes.set(chunkHead(kind, plain.length))
    bound.bytes.writeUInt32LE(number, HASH)
    bound.bytes.set(sealed.bytes.subarray(0, CHUNK_HEAD_BYTES), HASH + NUMBER)
    nonce.bytes.writeUInt32LE(number)
    plainMemory.bytes.set(plain)
    const [out, tag] = [sealed.pointer + CHUNK_HEAD_BYTES, sealed.pointer + CHUNK_HEAD_BYTES + plain.length]
    const length = at(written.pointer)
    const isSealed =
      libcrypto.EVP_EncryptInit_ex(context, null, null, null, at(nonce.pointer)) === 1 &&
      libcrypto.EVP_EncryptUpdate(context, null, length, at(bound.pointer), bound.bytes.length) === 1 &&
      libcrypto.EVP_EncryptUpdate(context, at(out), length, at(plainMemory.pointer), plain.length) === 1 &&
      libcrypto.EVP_EncryptFinal_ex(context, at(tag), length) === 1 &&
      libcrypto.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, at(tag)) === 1
    if (!isSealed) throw new Error('libcrypto sealed no chunk')
    return sealed.bytes.subarray(0, CHUNK_HEAD_BYTES + plain.length + TAG_BYTES)
  }
}
