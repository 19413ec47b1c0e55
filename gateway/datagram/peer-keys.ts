// Addresses of far ends as numbers: telling a known source from a stranger then makes no object and compares no text.
// An IPv4 key is address · 2^16 + port; IPv6 addresses are numbered from 2^32 on as they are learnt.
import { isIPv4, isIPv6 } from 'node:net'

export type PeerKey = number

/** An IPv6 source that nobody has learnt. */
export const UNKNOWN_PEER: PeerKey = -1
const PORTS = 65_536
const FIRST_V6 = 2 ** 32

export class PeerKeys {
  readonly #numberOf = new Map<string, number>()
  readonly #v6: { text: string; octets: Uint8Array }[] = []

  /** Throws when the text is no IP address. */
  keyOf(address: string, port: number): PeerKey {
    if (isIPv4(address)) return v4Number(address) * PORTS + port
    if (!isIPv6(address)) throw new Error(`${address} is no IP address`)
    const octets = v6Octets(address)
    return (this.#known(octets) ?? this.#learn(octets)) * PORTS + port
  }

  /** The key of a source that may be nobody's yet: UNKNOWN_PEER for an IPv6 address that was never learnt. */
  find(octets: Uint8Array, port: number): PeerKey {
    const known = this.#known(octets)
    return known === undefined ? UNKNOWN_PEER : known * PORTS + port
  }

  learn(octets: Uint8Array, port: number): PeerKey {
    return (this.#known(octets) ?? this.#learn(octets)) * PORTS + port
  }

  addressOf(key: PeerKey): string {
    const number = Math.floor(key / PORTS)
    if (number >= FIRST_V6) return this.#v6[number - FIRST_V6]?.text ?? '::'
    return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join('.')
  }

  /** The 16 octets of an IPv6 key, or null for IPv4. */
  v6OctetsOf(key: PeerKey): Uint8Array | null {
    const number = Math.floor(key / PORTS)
    return number < FIRST_V6 ? null : (this.#v6[number - FIRST_V6]?.octets ?? null)
  }

  #known(octets: Uint8Array): number | undefined {
    return this.#numberOf.get(Buffer.from(octets).toString('latin1'))
  }

  #learn(octets: Uint8Array): number {
    const number = FIRST_V6 + this.#v6.length
    const kept = Uint8Array.from(octets)
    this.#v6.push({ text: v6Text(kept), octets: kept })
    this.#numberOf.set(Buffer.from(kept).toString('latin1'), number)
    return number
  }
}

export const portOf = (key: PeerKey): number => key % PORTS
export const isSameAddress = (a: PeerKey, b: PeerKey): boolean => Math.floor(a / PORTS) === Math.floor(b / PORTS)
export const atPort = (key: PeerKey, port: number): PeerKey => key - portOf(key) + port

const v4Number = (address: string): number =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0)

/** The URL parser writes an IPv6 address in its one canonical form (RFC 5952), without a dotted tail. */
function v6Octets(address: string): Uint8Array {
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const [head = '', tail = ''] = canonical.split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const [first, last] = [groups(head), groups(tail)]
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]))
}

function v6Text(octets: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((octets[2 * i]! << 8) | octets[2 * i + 1]!).toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
