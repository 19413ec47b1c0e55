// SRTP, AES_CM_128_HMAC_SHA1_80 (RFC 3711), whole packets in place. One context per direction; no object per packet.

import { readU16, readU32, writeU16, writeU32 } from '../datagram/octets.ts'
import type { Packet } from '../datagram/packet.ts'
import { makeCipher } from './make-cipher.ts'
import { ReplayWindow } from './replay-window.ts'
import { rtpHeaderLength } from './rtp-packet.ts'
import { MAX_CRYPT_OCTETS, type SrtpCipher } from './srtp-cipher.ts'
import { AUTH_TAG_LENGTH, deriveRtpKeys, type SessionKeys, type SrtpMaster } from './srtp-keys.ts'

/** Results below zero are refusals; the packet is then as it was. */
export const SrtpRefusal = { malformed: -1, authentication: -2, replay: -3 } as const

const MAX_STREAMS = 8

type SrtpStream = { ssrc: number; window: ReplayWindow }

export class SrtpContext {
  readonly #cipher: SrtpCipher
  readonly #salt: Buffer
  readonly #streams = new Map<number, SrtpStream>()
  #last: SrtpStream | null = null

  constructor(master: SrtpMaster, cipherOf: (keys: SessionKeys) => SrtpCipher = makeCipher) {
    const keys = deriveRtpKeys(master)
    this.#salt = keys.salt
    this.#cipher = cipherOf(keys)
  }

  /** The packet needs AUTH_TAG_LENGTH free octets behind `length`. Returns the new length or a refusal. */
  protect(packet: Packet, length: number): number {
    const { bytes } = packet
    const header = rtpHeaderLength(bytes, length)
    if (header < 0 || length - header > MAX_CRYPT_OCTETS) return SrtpRefusal.malformed
    const stream = this.#streamOf(readU32(bytes, 8))
    const index = stream.window.indexOf(readU16(bytes, 2))
    // §9.1: one keystream must never cover two packets.
    if (index < 0 || stream.window.isReplay(index)) return SrtpRefusal.replay
    this.#crypt(packet, header, length, stream.ssrc, index)
    writeU32(bytes, length, rolloverOf(index))
    this.#cipher.mac(packet, length + 4)
    for (let i = 0; i < AUTH_TAG_LENGTH; i++) bytes[length + i] = this.#cipher.tag[i]!
    stream.window.commit(index)
    this.#keep(stream)
    return length + AUTH_TAG_LENGTH
  }

  /** Checks, then decrypts in place. Returns the plain length or a refusal. */
  unprotect(packet: Packet, length: number): number {
    const { bytes } = packet
    const plain = length - AUTH_TAG_LENGTH
    const header = rtpHeaderLength(bytes, plain)
    if (header < 0 || plain - header > MAX_CRYPT_OCTETS) return SrtpRefusal.malformed
    const stream = this.#streamOf(readU32(bytes, 8))
    const index = stream.window.indexOf(readU16(bytes, 2))
    if (index < 0) return SrtpRefusal.replay
    if (!this.#isAuthentic(packet, plain, index)) return SrtpRefusal.authentication
    if (stream.window.isReplay(index)) return SrtpRefusal.replay
    this.#crypt(packet, header, plain, stream.ssrc, index)
    stream.window.commit(index)
    this.#keep(stream)
    return plain
  }

  /** In constant time. */
  #isAuthentic(packet: Packet, plain: number, index: number): boolean {
    const { bytes } = packet
    // §4.2: the tag covers the packet followed by the roll-over counter, which takes the tag's place for a moment.
    const start = readU32(bytes, plain)
    writeU32(bytes, plain, rolloverOf(index))
    this.#cipher.mac(packet, plain + 4)
    writeU32(bytes, plain, start)
    let difference = 0
    for (let i = 0; i < AUTH_TAG_LENGTH; i++) difference |= bytes[plain + i]! ^ this.#cipher.tag[i]!
    return difference === 0
  }

  /** §4.1.1: IV = salt·2^16 xor SSRC·2^64 xor index·2^16. */
  #crypt(packet: Packet, from: number, to: number, ssrc: number, index: number): void {
    const { iv } = this.#cipher
    const salt = this.#salt
    for (let i = 0; i < 4; i++) iv[i] = salt[i]!
    writeU32(iv, 4, readU32(salt, 4) ^ ssrc)
    writeU32(iv, 8, readU32(salt, 8) ^ rolloverOf(index))
    writeU16(iv, 12, readU16(salt, 12) ^ (index % 65_536))
    this.#cipher.crypt(packet, from, to)
  }

  #streamOf(ssrc: number): SrtpStream {
    if (this.#last?.ssrc === ssrc) return this.#last
    return this.#streams.get(ssrc) ?? { ssrc, window: new ReplayWindow() }
  }

  /** A stream is remembered only after an authentic packet, so that forged SSRCs cost no memory. */
  #keep(stream: SrtpStream): void {
    if (this.#last === stream) return
    this.#last = stream
    if (this.#streams.has(stream.ssrc)) return
    if (this.#streams.size >= MAX_STREAMS) this.#streams.delete(this.#streams.keys().next().value ?? 0)
    this.#streams.set(stream.ssrc, stream)
  }
}

const rolloverOf = (index: number): number => Math.floor(index / 65_536)
