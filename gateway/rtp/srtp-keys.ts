// Key derivation of SRTP and SRTCP (RFC 3711 §4.3), key derivation rate 0, AES_CM_128_HMAC_SHA1_80 (RFC 5764 §4.1.2).
import { createCipheriv } from 'node:crypto'

export type SrtpMaster = { key: Uint8Array; salt: Uint8Array }
export type SessionKeys = { encryption: Buffer; authentication: Buffer; salt: Buffer }

export const MASTER_KEY_LENGTH = 16
export const MASTER_SALT_LENGTH = 14
export const AUTH_TAG_LENGTH = 10

function derive(master: SrtpMaster, label: number, length: number): Buffer {
  const counter = Buffer.alloc(16)
  counter.set(master.salt.subarray(0, MASTER_SALT_LENGTH))
  counter[7]! ^= label
  return createCipheriv('aes-128-ctr', master.key, counter).update(Buffer.alloc(length))
}

export const deriveRtpKeys = (master: SrtpMaster): SessionKeys => ({
  encryption: derive(master, 0, MASTER_KEY_LENGTH),
  authentication: derive(master, 1, 20),
  salt: derive(master, 2, MASTER_SALT_LENGTH),
})

export const deriveRtcpKeys = (master: SrtpMaster): SessionKeys => ({
  encryption: derive(master, 3, MASTER_KEY_LENGTH),
  authentication: derive(master, 4, 20),
  salt: derive(master, 5, MASTER_SALT_LENGTH),
})
