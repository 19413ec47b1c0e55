// How a recording is encrypted: a random data key for each, sealed to the server's X25519 key, so that the gateway can
// write a recording and read none; AES-256-GCM for each chunk. server/decisions/004.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { CHUNK_HEAD_BYTES, type ChunkKind, chunkHead, encodeHeader, KEY_ID_BYTES, TAG_BYTES } from './recording-file.ts'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
/** RFC 8410: what stands before the 32 bytes of an X25519 public key in its SPKI form. */
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex')
const SEAL_INFO = 'trunkline recording data key 1'
/** A sealing key is used for one message only, so its nonce may be fixed. */
const SEAL_NONCE = Buffer.alloc(NONCE_BYTES)

export const publicBytes = (key: KeyObject): Buffer =>
  key.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length)

const publicKeyOf = (bytes: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' })

export const keyIdOf = (publicKey: Uint8Array): Buffer =>
  createHash('sha256').update(publicKey).digest().subarray(0, KEY_ID_BYTES)

export type SealedKey = { dataKey: Buffer; keyId: Uint8Array; ephemeralKey: Uint8Array; sealedKey: Uint8Array }

/** A new data key and its sealed form. Throws when these are not the 32 bytes of an X25519 key. */
export function newDataKey(publicKey: Uint8Array): SealedKey {
  const dataKey = randomBytes(32)
  const ephemeral = generateKeyPairSync('x25519')
  const ephemeralKey = publicBytes(ephemeral.publicKey)
  const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: publicKeyOf(publicKey) })
  const cipher = createCipheriv(CIPHER, sealingKey(secret, ephemeralKey, publicKey), SEAL_NONCE)
  const sealedKey = Buffer.concat([cipher.update(dataKey), cipher.final(), cipher.getAuthTag()])
  return { dataKey, keyId: keyIdOf(publicKey), ephemeralKey, sealedKey }
}

/** Null when this private key does not open it, or it was changed. */
export function openDataKey(
  privateKey: KeyObject,
  { ephemeralKey, sealedKey }: { ephemeralKey: Uint8Array; sealedKey: Uint8Array },
): Buffer | null {
  try {
    const secret = diffieHellman({ privateKey, publicKey: publicKeyOf(ephemeralKey) })
    const ours = publicBytes(createPublicKey(privateKey))
    return decrypt(sealingKey(secret, ephemeralKey, ours), SEAL_NONCE, null, sealedKey)
  } catch {
    return null
  }
}

function sealingKey(secret: Buffer, ephemeralKey: Uint8Array, publicKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.concat([ephemeralKey, publicKey]), SEAL_INFO, 32))
}

/** Encrypts and opens the chunks of one recording. */
export class ChunkCipher {
  readonly #headerHash: Buffer

  constructor(
    private readonly dataKey: Uint8Array,
    header: Uint8Array,
  ) {
    this.#headerHash = createHash('sha256').update(header).digest()
  }

  /** The chunk as it is written: head, cipher text, tag. */
  encrypt(number: number, kind: ChunkKind, plain: Uint8Array): Buffer {
    const head = chunkHead(kind, plain.length)
    const cipher = createCipheriv(CIPHER, this.dataKey, nonceOf(number))
    cipher.setAAD(this.#bound(number, head))
    return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }

  /** Null when a bit of it, of its place or of the file's header is not as it was written. */
  decrypt(number: number, chunk: Uint8Array): Buffer | null {
    const bound = this.#bound(number, chunk.subarray(0, CHUNK_HEAD_BYTES))
    return decrypt(this.dataKey, nonceOf(number), bound, chunk.subarray(CHUNK_HEAD_BYTES))
  }

  #bound(number: number, head: Uint8Array): Buffer {
    const place = Buffer.alloc(4)
    place.writeUInt32LE(number)
    return Buffer.concat([this.#headerHash, place, head])
  }
}

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.writeUInt32LE(number)
  return nonce
}

function decrypt(key: Uint8Array, nonce: Buffer, bound: Buffer | null, sealed: Uint8Array): Buffer | null {
  if (sealed.length < TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  if (bound !== null) decipher.setAAD(bound)
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()])
  } catch {
    return null
  }
}

/** The header bytes of a new recording, the key of its chunks and their cipher. */
export function newRecording(
  identity: { recordingId: string; callId: string; startedAt: number },
  publicKey: Uint8Array,
): { header: Uint8Array; dataKey: Uint8Array; cipher: ChunkCipher } {
  const { dataKey, ...sealed } = newDataKey(publicKey)
  const header = encodeHeader({ ...identity, ...sealed })
  return { header, dataKey, cipher: new ChunkCipher(dataKey, header) }
}
