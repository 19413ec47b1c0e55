// Tells STUN from the rest (RFC 7983) and checks the short-term credentials of binding requests (RFC 8489 §9.1.3)
// before they reach the ICE agent: werift answers any request, and an address counts as checked only after this.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { readU16, readU32 } from '../datagram/octets.ts'

const HEADER = 20
const MAGIC_COOKIE = 0x2112a442
const BINDING_REQUEST = 0x0001
export const BINDING_SUCCESS = 0x0101
const USERNAME = 0x0006
const MESSAGE_INTEGRITY = 0x0008
const INTEGRITY_LENGTH = 20

export const isStun = (bytes: Uint8Array, length: number): boolean =>
  length >= HEADER && bytes[0]! < 4 && readU32(bytes, 4) === MAGIC_COOKIE

export const typeOf = (bytes: Uint8Array): number => readU16(bytes, 0)
export const isBindingRequest = (bytes: Uint8Array): boolean => typeOf(bytes) === BINDING_REQUEST

/** Whom a binding request is for: the part of its USERNAME before the colon (RFC 8445 §7.2.2); '' without one. */
export function addressedUfrag(bytes: Buffer): string {
  for (let at = HEADER; at + 4 <= bytes.length; ) {
    const length = readU16(bytes, at + 2)
    if (at + 4 + length > bytes.length) return ''
    if (readU16(bytes, at) === USERNAME) return bytes.toString('latin1', at + 4, at + 4 + length).split(':')[0] ?? ''
    at += 4 + ((length + 3) & ~3)
  }
  return ''
}

/** Is the binding request addressed to our user name and signed with our password? */
export const isOurRequest = (bytes: Buffer, ufrag: string, password: string): boolean =>
  addressedUfrag(bytes) === ufrag && isSigned(bytes, password)

/** Has it a MESSAGE-INTEGRITY made with this password? */
export function isSigned(bytes: Buffer, password: string): boolean {
  for (let at = HEADER; at + 4 <= bytes.length; ) {
    const length = readU16(bytes, at + 2)
    if (at + 4 + length > bytes.length) return false
    if (readU16(bytes, at) === MESSAGE_INTEGRITY) return length === INTEGRITY_LENGTH && isMacOf(bytes, at, password)
    at += 4 + ((length + 3) & ~3)
  }
  return false
}

function isMacOf(bytes: Buffer, at: number, password: string): boolean {
  const signed = Buffer.from(bytes.subarray(0, at))
  signed.writeUInt16BE(at - HEADER + 4 + INTEGRITY_LENGTH, 2)
  const expected = createHmac('sha1', password).update(signed).digest()
  return timingSafeEqual(expected, bytes.subarray(at + 4, at + 4 + INTEGRITY_LENGTH))
}
