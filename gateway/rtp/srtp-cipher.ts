// What SRTP needs of a crypto library: AES-128 in counter mode in place, and HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1).
// Here by node:crypto.
import { type Cipheriv, createCipheriv, createHmac } from 'node:crypto'
import { writeU16 } from '../datagram/octets.ts'
import type { Packet } from '../datagram/packet.ts'
import type { SessionKeys } from './srtp-keys.ts'

export const MAC_OCTETS = 20
export const IV_OCTETS = 16
/** Longest stretch that `crypt` takes. */
export const MAX_CRYPT_OCTETS = 1600

export interface SrtpCipher {
  /** The counter block that `crypt` starts from; its last two octets are the block count and stay zero. */
  readonly iv: Buffer
  /** Where `mac` leaves its result. */
  readonly tag: Buffer
  crypt(packet: Packet, from: number, to: number): void
  mac(packet: Packet, length: number): void
}

/** AES-ECB over counter blocks of our own costs one native object a context instead of one a packet. */
export class NodeCipher implements SrtpCipher {
  readonly iv = Buffer.alloc(IV_OCTETS)
  readonly tag = Buffer.alloc(MAC_OCTETS)
  readonly #cipher: Cipheriv
  readonly #authentication: Buffer
  readonly #counters = Buffer.alloc(MAX_CRYPT_OCTETS)

  constructor(keys: SessionKeys) {
    this.#cipher = createCipheriv('aes-128-ecb', keys.encryption, null)
    this.#cipher.setAutoPadding(false)
    this.#authentication = keys.authentication
  }

  crypt({ bytes }: Packet, from: number, to: number): void {
    const blocks = (to - from + 15) >> 4
    if (blocks === 0) return
    for (let block = 0; block < blocks; block++) {
      this.#counters.set(this.iv, block * 16)
      writeU16(this.#counters, block * 16 + 14, block)
    }
    const keystream = this.#cipher.update(this.#counters.subarray(0, blocks * 16))
    for (let i = from, k = 0; i < to; i++, k++) bytes[i]! ^= keystream[k]!
  }

  mac({ bytes }: Packet, length: number): void {
    createHmac('sha1', this.#authentication).update(bytes.subarray(0, length)).digest().copy(this.tag)
  }
}
