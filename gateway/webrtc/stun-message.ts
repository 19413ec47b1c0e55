// What of STUN (RFC 8489) is written here: the header, and the two attributes that end every message of ours.
import { createHmac } from 'node:crypto'
import { writeU16, writeU32 } from '../datagram/octets.ts'

export const STUN_HEADER = 20
export const TRANSACTION_AT = 8
const MAGIC_COOKIE = 0x2112a442
const MESSAGE_INTEGRITY = 0x0008
const FINGERPRINT = 0x8028
const FINGERPRINT_XOR = 0x5354554e
const INTEGRITY_OCTETS = 24
const FINGERPRINT_OCTETS = 8

/** A message with room for so many octets of attributes and for what `sealStun` puts behind them. */
export function newStun(type: number, attributes: number): Buffer {
  const message = Buffer.alloc(STUN_HEADER + attributes + INTEGRITY_OCTETS + FINGERPRINT_OCTETS)
  writeU16(message, 0, type)
  writeU32(message, 4, MAGIC_COOKIE)
  return message
}

/** §14.5 and §14.7: the length counts up to the end of the attribute that is being made. */
export function sealStun(message: Buffer, password: string): Buffer {
  const fingerprintAt = message.length - FINGERPRINT_OCTETS
  const integrityAt = fingerprintAt - INTEGRITY_OCTETS
  writeU16(message, 2, fingerprintAt - STUN_HEADER)
  const mac = createHmac('sha1', password).update(message.subarray(0, integrityAt)).digest()
  writeU16(message, integrityAt, MESSAGE_INTEGRITY)
  writeU16(message, integrityAt + 2, mac.length)
  mac.copy(message, integrityAt + 4)
  writeU16(message, 2, message.length - STUN_HEADER)
  const sum = (Bun.hash.crc32(message.subarray(0, fingerprintAt)) ^ FINGERPRINT_XOR) >>> 0
  writeU16(message, fingerprintAt, FINGERPRINT)
  writeU16(message, fingerprintAt + 2, 4)
  writeU32(message, fingerprintAt + 4, sum)
  return message
}
