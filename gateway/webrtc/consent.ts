// Our right to send to a browser (RFC 7675): asked of it every few seconds as long as the connection is up. The agent in
// the control worker would ask with a trip between the threads for each request and each answer. SPEC.md W16.
import { randomBytes, randomInt } from 'node:crypto'
import { writeU16, writeU32 } from '../datagram/octets.ts'
import { BINDING_SUCCESS, isSigned, typeOf } from './stun-check.ts'
import { newStun, STUN_HEADER, sealStun, TRANSACTION_AT } from './stun-message.ts'

const BINDING_REQUEST = 0x0001
const USERNAME = 0x0006
const PRIORITY = 0x0024
const ICE_CONTROLLED = 0x8029
const PRIORITY_OCTETS = 8
const CONTROLLED_OCTETS = 12
/** RFC 8445 §5.1.2: a peer-reflexive candidate of component 1. */
const OUR_PRIORITY = (110 << 24) | (65_535 << 8) | 255
/** §5.1: five seconds, give or take a fifth. */
const ASK_FROM_MS = 4000
const ASK_TO_MS = 6000
const EXPIRES_MS = 30_000

/** The browser's; `user` is both names, the browser's first. */
export type ConsentCredentials = { user: string; password: string }

export class Consent {
  readonly #tieBreaker = randomBytes(8)
  #transaction = Buffer.alloc(0)
  #askAt: number
  #grantedAt: number

  /** The check that nominated the pair granted it for the first time. */
  constructor(
    private readonly credentials: ConsentCredentials,
    now: number,
  ) {
    this.#grantedAt = now
    this.#askAt = now + randomInt(ASK_FROM_MS, ASK_TO_MS)
  }

  isExpired(now: number): boolean {
    return now - this.#grantedAt > EXPIRES_MS
  }

  /** The request to be sent now; null when none is due. */
  ask(now: number): Buffer | null {
    if (now < this.#askAt) return null
    this.#askAt = now + randomInt(ASK_FROM_MS, ASK_TO_MS)
    this.#transaction = randomBytes(STUN_HEADER - TRANSACTION_AT)
    return this.#request()
  }

  /** Is it the answer to the last request, signed by the browser? Then it counts. */
  grant(answer: Buffer, now: number): boolean {
    if (typeOf(answer) !== BINDING_SUCCESS) return false
    if (!answer.subarray(TRANSACTION_AT, STUN_HEADER).equals(this.#transaction)) return false
    if (!isSigned(answer, this.credentials.password)) return false
    this.#grantedAt = now
    return true
  }

  #request(): Buffer {
    const { user, password } = this.credentials
    const userOctets = 4 + ((user.length + 3) & ~3)
    const request = newStun(BINDING_REQUEST, userOctets + PRIORITY_OCTETS + CONTROLLED_OCTETS)
    this.#transaction.copy(request, TRANSACTION_AT)
    writeU16(request, STUN_HEADER, USERNAME)
    writeU16(request, STUN_HEADER + 2, user.length)
    request.write(user, STUN_HEADER + 4, 'latin1')
    const priorityAt = STUN_HEADER + userOctets
    writeU16(request, priorityAt, PRIORITY)
    writeU16(request, priorityAt + 2, PRIORITY_OCTETS - 4)
    writeU32(request, priorityAt + 4, OUR_PRIORITY)
    writeU16(request, priorityAt + PRIORITY_OCTETS, ICE_CONTROLLED)
    writeU16(request, priorityAt + PRIORITY_OCTETS + 2, CONTROLLED_OCTETS - 4)
    this.#tieBreaker.copy(request, priorityAt + PRIORITY_OCTETS + 4)
    return sealStun(request, password)
  }
}
