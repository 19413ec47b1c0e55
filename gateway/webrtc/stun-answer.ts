// Answers a browser's consent checks (RFC 7675 §5.1) where they come in: they go on for the whole shift, and a trip to the
// control worker for each would cost more than all else about them.
import { createHmac } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { writeU16, writeU32 } from '../datagram/octets.ts'

const HEADER = 20
const TRANSACTION_AT = 4
const BINDING_SUCCESS = 0x0101
const XOR_MAPPED_ADDRESS = 0x0020
const MESSAGE_INTEGRITY = 0x0008
const FINGERPRINT = 0x8028
const FINGERPRINT_XOR = 0x5354554e
const INTEGRITY_OCTETS = 24
const FINGERPRINT_OCTETS = 8
const MAPPED_OCTETS = 12
const V4 = 1

/** Null for an IPv6 source, which the agent answers. The request has been checked. */
export function answerBinding(request: Buffer, address: string, port: number, password: string): Buffer | null {
  if (!isIPv4(address)) return null
  const answer = Buffer.alloc(HEADER + MAPPED_OCTETS + INTEGRITY_OCTETS + FINGERPRINT_OCTETS)
  writeU16(answer, 0, BINDING_SUCCESS)
  request.copy(answer, TRANSACTION_AT, TRANSACTION_AT, HEADER)
  writeMapped(answer, address, port)
  const integrityAt = HEADER + MAPPED_OCTETS
  // RFC 8489 §14.5: the length counts up to the end of the attribute that is being made.
  writeU16(answer, 2, integrityAt + INTEGRITY_OCTETS - HEADER)
  const mac = createHmac('sha1', password).update(answer.subarray(0, integrityAt)).digest()
  writeU16(answer, integrityAt, MESSAGE_INTEGRITY)
  writeU16(answer, integrityAt + 2, mac.length)
  mac.copy(answer, integrityAt + 4)
  const fingerprintAt = integrityAt + INTEGRITY_OCTETS
  writeU16(answer, 2, answer.length - HEADER)
  const sum = (Bun.hash.crc32(answer.subarray(0, fingerprintAt)) ^ FINGERPRINT_XOR) >>> 0
  writeU16(answer, fingerprintAt, FINGERPRINT)
  writeU16(answer, fingerprintAt + 2, 4)
  writeU32(answer, fingerprintAt + 4, sum)
  return answer
}

/** RFC 8489 §14.2: port and address under the magic cookie. */
function writeMapped(answer: Buffer, address: string, port: number): void {
  writeU16(answer, HEADER, XOR_MAPPED_ADDRESS)
  writeU16(answer, HEADER + 2, MAPPED_OCTETS - 4)
  answer[HEADER + 5] = V4
  writeU16(answer, HEADER + 6, port ^ ((answer[TRANSACTION_AT]! << 8) | answer[TRANSACTION_AT + 1]!))
  const octets = address.split('.').map(Number)
  for (let i = 0; i < 4; i++) answer[HEADER + 8 + i] = octets[i]! ^ answer[TRANSACTION_AT + i]!
}
