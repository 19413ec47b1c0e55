// sockaddr_in and sockaddr_in6, written from and read as peer keys (ip(7), ipv6(7)).

import { AF_INET, AF_INET6, SOCKADDR_OCTETS, V4_OCTETS } from './libc.ts'
import { readU16, readU32, writeU16, writeU32 } from './octets.ts'
import { type PeerKey, type PeerKeys, portOf } from './peer-keys.ts'

const V6_AT = 8
const V6_OCTETS = 16

/** Returns the structure's length. */
export function writeSocketAddress(bytes: Buffer, offset: number, key: PeerKey, peers: PeerKeys): number {
  const octets = peers.v6OctetsOf(key)
  bytes[offset] = octets === null ? AF_INET : AF_INET6
  bytes[offset + 1] = 0
  writeU16(bytes, offset + 2, portOf(key))
  if (octets === null) {
    writeU32(bytes, offset + 4, Math.floor(key / 65_536))
    return V4_OCTETS
  }
  bytes.fill(0, offset + 4, offset + SOCKADDR_OCTETS)
  bytes.set(octets, offset + V6_AT)
  return SOCKADDR_OCTETS
}

/** Reads sources of one socket; the last IPv6 one is remembered, since most datagrams come from where the last did. */
export class SourceReader {
  readonly #last = new Uint8Array(V6_OCTETS)
  #lastBase: PeerKey | null = null

  constructor(private readonly peers: PeerKeys) {}

  read(bytes: Buffer, offset: number): PeerKey {
    const port = readU16(bytes, offset + 2)
    if (bytes[offset] === AF_INET) return readU32(bytes, offset + 4) * 65_536 + port
    if (this.#lastBase !== null && this.#isLast(bytes, offset + V6_AT)) return this.#lastBase + port
    const key = this.peers.find(octetsAt(bytes, offset), port)
    if (key >= 0) {
      this.#last.set(octetsAt(bytes, offset))
      this.#lastBase = key - port
    }
    return key
  }

  learn(bytes: Buffer, offset: number): PeerKey {
    if (bytes[offset] === AF_INET) return this.read(bytes, offset)
    return this.peers.learn(octetsAt(bytes, offset), readU16(bytes, offset + 2))
  }

  #isLast(bytes: Buffer, from: number): boolean {
    for (let i = 0; i < V6_OCTETS; i++) if (bytes[from + i] !== this.#last[i]) return false
    return true
  }
}

const octetsAt = (bytes: Buffer, offset: number): Uint8Array =>
  bytes.subarray(offset + V6_AT, offset + V6_AT + V6_OCTETS)
