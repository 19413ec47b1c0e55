// SRTCP, AES_CM_128_HMAC_SHA1_80 (RFC 3711 §3.4). RTCP is rare, so this one may allocate.
import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { readU32 } from '../datagram/octets.ts'
import { ReplayWindow } from './replay-window.ts'
import { AUTH_TAG_LENGTH, deriveRtcpKeys, type SessionKeys, type SrtpMaster } from './srtp-keys.ts'

const RTCP_HEADER = 8
const INDEX_LENGTH = 4
const ENCRYPTED = 0x80000000
const MAX_STREAMS = 16

export class SrtcpContext {
  readonly #keys: SessionKeys
  readonly #windows = new Map<number, ReplayWindow>()
  #nextIndex = 0

  constructor(master: SrtpMaster) {
    this.#keys = deriveRtcpKeys(master)
  }

  protect(rtcp: Buffer): Buffer {
    const index = this.#nextIndex++ & 0x7fffffff
    const out = Buffer.alloc(rtcp.length + INDEX_LENGTH + AUTH_TAG_LENGTH)
    rtcp.copy(out, 0, 0, RTCP_HEADER)
    this.#crypt(rtcp.subarray(RTCP_HEADER), readU32(rtcp, 4), index).copy(out, RTCP_HEADER)
    out.writeUInt32BE((index | ENCRYPTED) >>> 0, rtcp.length)
    this.#mac(out.subarray(0, rtcp.length + INDEX_LENGTH)).copy(out, rtcp.length + INDEX_LENGTH)
    return out
  }

  /** The plain compound packet, or null when it is forged, replayed or no SRTCP. */
  unprotect(packet: Buffer): Buffer | null {
    const end = packet.length - AUTH_TAG_LENGTH - INDEX_LENGTH
    if (end < RTCP_HEADER || packet[0]! >> 6 !== 2) return null
    if (!timingSafeEqual(packet.subarray(end + INDEX_LENGTH), this.#mac(packet.subarray(0, end + INDEX_LENGTH))))
      return null
    const word = packet.readUInt32BE(end)
    const index = word & 0x7fffffff
    const ssrc = readU32(packet, 4)
    const window = this.#windowOf(ssrc)
    if (window.isReplay(index)) return null
    window.commit(index)
    if (word < ENCRYPTED) return packet.subarray(0, end)
    return Buffer.concat([packet.subarray(0, RTCP_HEADER), this.#crypt(packet.subarray(RTCP_HEADER, end), ssrc, index)])
  }

  #windowOf(ssrc: number): ReplayWindow {
    const known = this.#windows.get(ssrc)
    if (known !== undefined) return known
    if (this.#windows.size >= MAX_STREAMS) this.#windows.delete(this.#windows.keys().next().value ?? 0)
    const window = new ReplayWindow()
    this.#windows.set(ssrc, window)
    return window
  }

  #crypt(bytes: Buffer, ssrc: number, index: number): Buffer {
    const iv = Buffer.alloc(16)
    this.#keys.salt.copy(iv)
    iv.writeUInt32BE((iv.readUInt32BE(4) ^ ssrc) >>> 0, 4)
    iv.writeUInt32BE((iv.readUInt32BE(10) ^ index) >>> 0, 10)
    return createCipheriv('aes-128-ctr', this.#keys.encryption, iv).update(bytes)
  }

  #mac(bytes: Buffer): Buffer {
    return createHmac('sha1', this.#keys.authentication).update(bytes).digest().subarray(0, AUTH_TAG_LENGTH)
  }
}
