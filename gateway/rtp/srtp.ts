// SRTP, AES_CM_128_HMAC_SHA1_80 (RFC 3711), whole packets in place. One context per direction.
// node:crypto's AES-ECB over our own counter blocks costs one native object per context, not one per packet.
import { type Cipheriv, createCipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { ReplayWindow } from './replay-window.ts'
import { readU16, readU32, rtpHeaderLength, writeU32 } from './rtp-packet.ts'
import { AUTH_TAG_LENGTH, deriveRtpKeys, type SrtpMaster } from './srtp-keys.ts'

/** Results below zero are refusals; the packet is then as it was. */
export const SrtpRefusal = { malformed: -1, authentication: -2, replay: -3 } as const

const MAX_BLOCKS = 100
const MAX_STREAMS = 8

class SrtpStream {
  readonly window = new ReplayWindow()
  readonly ivHead = new Uint8Array(8)

  constructor(
    readonly ssrc: number,
    salt: Uint8Array,
  ) {
    this.ivHead.set(salt.subarray(0, 8))
    for (let i = 0; i < 4; i++) this.ivHead[4 + i]! ^= (ssrc >>> (24 - 8 * i)) & 255
  }
}

export class SrtpContext {
  readonly #salt: Buffer
  readonly #authentication: Buffer
  readonly #cipher: Cipheriv
  readonly #counter = Buffer.alloc(16 * MAX_BLOCKS)
  readonly #tag = Buffer.alloc(AUTH_TAG_LENGTH)
  readonly #streams = new Map<number, SrtpStream>()
  #last: SrtpStream | null = null

  constructor(master: SrtpMaster) {
    const keys = deriveRtpKeys(master)
    this.#salt = keys.salt
    this.#authentication = keys.authentication
    this.#cipher = createCipheriv('aes-128-ecb', keys.encryption, null)
    this.#cipher.setAutoPadding(false)
    for (let i = 0; i < MAX_BLOCKS; i++) {
      this.#counter[i * 16 + 14] = i >> 8
      this.#counter[i * 16 + 15] = i & 255
    }
  }

  /** `bytes` needs AUTH_TAG_LENGTH free bytes behind `length`. Returns the new length or a refusal. */
  protect(bytes: Buffer, length: number): number {
    const header = rtpHeaderLength(bytes, length)
    if (header < 0 || length - header > MAX_BLOCKS * 16) return SrtpRefusal.malformed
    const stream = this.#streamOf(readU32(bytes, 8))
    const index = stream.window.indexOf(readU16(bytes, 2))
    // §9.1: two packets under one index would share their keystream.
    if (index < 0 || stream.window.isReplay(index)) return SrtpRefusal.replay
    this.#xorKeystream(bytes, header, length, stream, index)
    writeU32(bytes, length, rolloverOf(index))
    this.#mac(bytes, length + 4).copy(bytes, length, 0, AUTH_TAG_LENGTH)
    stream.window.commit(index)
    this.#keep(stream)
    return length + AUTH_TAG_LENGTH
  }

  /** Checks, then decrypts in place. Returns the plain length or a refusal. */
  unprotect(bytes: Buffer, length: number): number {
    const plain = length - AUTH_TAG_LENGTH
    const header = rtpHeaderLength(bytes, plain)
    if (header < 0 || plain - header > MAX_BLOCKS * 16) return SrtpRefusal.malformed
    const stream = this.#streamOf(readU32(bytes, 8))
    const index = stream.window.indexOf(readU16(bytes, 2))
    if (index < 0) return SrtpRefusal.replay
    if (!this.#isAuthentic(bytes, plain, index)) return SrtpRefusal.authentication
    if (stream.window.isReplay(index)) return SrtpRefusal.replay
    this.#xorKeystream(bytes, header, plain, stream, index)
    stream.window.commit(index)
    this.#keep(stream)
    return plain
  }

  #isAuthentic(bytes: Buffer, plain: number, index: number): boolean {
    bytes.copy(this.#tag, 0, plain, plain + AUTH_TAG_LENGTH)
    // §4.2: the tag covers the packet followed by the roll-over counter, which takes the tag's place for a moment.
    writeU32(bytes, plain, rolloverOf(index))
    const mac = this.#mac(bytes, plain + 4).subarray(0, AUTH_TAG_LENGTH)
    this.#tag.copy(bytes, plain, 0, 4)
    return timingSafeEqual(mac, this.#tag)
  }

  #mac(bytes: Buffer, length: number): Buffer {
    return createHmac('sha1', this.#authentication).update(bytes.subarray(0, length)).digest()
  }

  /** §4.1.1: IV = salt·2^16 xor SSRC·2^64 xor index·2^16. */
  #xorKeystream(bytes: Buffer, from: number, to: number, stream: SrtpStream, index: number): void {
    const blocks = (to - from + 15) >> 4
    if (blocks === 0) return
    const counter = this.#counter
    const rollover = rolloverOf(index)
    const low = (readU32(this.#salt, 8) ^ rollover) >>> 0
    const last = readU16(this.#salt, 12) ^ (index % 65_536)
    for (let block = 0, at = 0; block < blocks; block++, at += 16) {
      counter.set(stream.ivHead, at)
      writeU32(counter, at + 8, low)
      counter[at + 12] = last >> 8
      counter[at + 13] = last & 255
    }
    const keystream = this.#cipher.update(counter.subarray(0, blocks * 16))
    for (let i = from, k = 0; i < to; i++, k++) bytes[i]! ^= keystream[k]!
  }

  #streamOf(ssrc: number): SrtpStream {
    if (this.#last?.ssrc === ssrc) return this.#last
    return this.#streams.get(ssrc) ?? new SrtpStream(ssrc, this.#salt)
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
