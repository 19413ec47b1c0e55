// Answers a browser's consent checks (RFC 7675 §5.1) where they come in: they go on for the whole shift, and a trip to the
// control worker for each would cost more than all else about them.
import { isIPv4 } from 'node:net'
import { writeU16 } from '../datagram/octets.ts'
import { newStun, STUN_HEADER, sealStun, TRANSACTION_AT } from './stun-message.ts'

const BINDING_SUCCESS = 0x0101
const XOR_MAPPED_ADDRESS = 0x0020
const MAPPED_OCTETS = 12
const COOKIE_AT = 4
const V4 = 1

/** Null for an IPv6 source, which the agent answers. The request has been checked. */
export function answerBinding(request: Buffer, address: string, port: number, password: string): Buffer | null {
  if (!isIPv4(address)) return null
  const answer = newStun(BINDING_SUCCESS, MAPPED_OCTETS)
  request.copy(answer, TRANSACTION_AT, TRANSACTION_AT, STUN_HEADER)
  writeMapped(answer, address, port)
  return sealStun(answer, password)
}

/** RFC 8489 §14.2: port and address under the magic cookie. */
function writeMapped(answer: Buffer, address: string, port: number): void {
  writeU16(answer, STUN_HEADER, XOR_MAPPED_ADDRESS)
  writeU16(answer, STUN_HEADER + 2, MAPPED_OCTETS - 4)
  answer[STUN_HEADER + 5] = V4
  writeU16(answer, STUN_HEADER + 6, port ^ ((answer[COOKIE_AT]! << 8) | answer[COOKIE_AT + 1]!))
  const octets = address.split('.').map(Number)
  for (let i = 0; i < 4; i++) answer[STUN_HEADER + 8 + i] = octets[i]! ^ answer[COOKIE_AT + i]!
}
