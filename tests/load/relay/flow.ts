// One direction of one call: every payload carries call, direction and number, so that loss, order, damage and delay of
// each packet are seen where it arrives.
import { readU16, readU32, writeU16, writeU32 } from '../../../gateway/datagram/octets.ts'

export const PAYLOAD = 160
const MAGIC = 0x54524b31
const HEAD = 12
const RING = 512
const BODIES = 64
/** The whole of every so many-th payload is compared; the head of each. */
const COMPARE_EVERY = 8
const TENTHS = 2000

export type Direction = 'up' | 'down'

const bodies: Uint8Array[] = Array.from({ length: BODIES }, (_, n) => {
  let state = 12_345 + n
  return Uint8Array.from({ length: PAYLOAD - HEAD }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state >>> 16
  })
})

/** Delays and spacings in tenths of a millisecond, up to 200 ms. */
export class Histogram {
  readonly counts = new Uint32Array(TENTHS + 1)

  add(ms: number): void {
    this.counts[Math.min(TENTHS, Math.max(0, Math.round(ms * 10)))]!++
  }

  merge(other: ArrayLike<number>): void {
    for (let i = 0; i <= TENTHS; i++) this.counts[i]! += other[i] ?? 0
  }

  quantile(q: number): number {
    const total = this.counts.reduce((sum, count) => sum + count, 0)
    let seen = 0
    for (let i = 0; i <= TENTHS; i++) {
      seen += this.counts[i]!
      if (seen >= total * q) return i / 10
    }
    return TENTHS / 10
  }
}

export type FlowResult = { sent: number; got: number; damaged: number; doubled: number; misordered: number }

export class Flow {
  readonly #sentAt = new Float64Array(RING)
  readonly #seen = new Int32Array(RING).fill(-1)
  #next = 0
  #from = 0
  #newest = -1
  #heardAt = 0
  result: FlowResult = { sent: 0, got: 0, damaged: 0, doubled: 0, misordered: 0 }

  constructor(
    private readonly call: number,
    private readonly direction: Direction,
    private readonly delays: Histogram,
    private readonly spacings: Histogram,
    /** Through another codec no payload comes out as it went in: packets are counted, and nothing more. */
    private readonly isTranscoded = false,
  ) {}

  /** Counting begins with what is sent from now on. */
  mark(): void {
    this.#from = this.#next
    this.#heardAt = 0
    this.result = { sent: 0, got: 0, damaged: 0, doubled: 0, misordered: 0 }
  }

  /** A packet whose payload is not ours. */
  sent(): void {
    this.#next++
    this.result.sent++
  }

  write(bytes: Uint8Array, at: number): void {
    const n = this.#next++
    writeU32(bytes, at, MAGIC)
    writeU16(bytes, at + 4, this.call)
    writeU16(bytes, at + 6, this.direction === 'up' ? 0 : 1)
    writeU32(bytes, at + 8, n)
    const body = bodies[(n + this.call) % BODIES]!
    for (let i = 0; i < body.length; i++) bytes[at + HEAD + i] = body[i]!
    this.#sentAt[n % RING] = performance.now()
    if (n >= this.#from) this.result.sent++
  }

  read(bytes: Uint8Array, at: number, length: number): void {
    const now = performance.now()
    if (this.isTranscoded) {
      this.result.got++
      this.#space(now)
      return
    }
    if (!this.#isOurs(bytes, at, length)) {
      this.result.damaged++
      return
    }
    const n = readU32(bytes, at + 8)
    if (n < this.#from) return
    if (this.#seen[n % RING] === n) {
      this.result.doubled++
      return
    }
    this.#seen[n % RING] = n
    this.result.got++
    if (n < this.#newest) this.result.misordered++
    this.#newest = Math.max(n, this.#newest)
    this.delays.add(now - this.#sentAt[n % RING]!)
    this.#space(now)
  }

  #space(now: number): void {
    if (this.#heardAt > 0) this.spacings.add(Math.abs(now - this.#heardAt - 20))
    this.#heardAt = now
  }

  #isOurs(bytes: Uint8Array, at: number, length: number): boolean {
    if (length !== PAYLOAD || readU32(bytes, at) !== MAGIC || readU16(bytes, at + 4) !== this.call) return false
    const n = readU32(bytes, at + 8)
    if (n >= this.#next || readU16(bytes, at + 6) !== (this.direction === 'up' ? 0 : 1)) return false
    if (n % COMPARE_EVERY !== 0) return true
    const body = bodies[(n + this.call) % BODIES]!
    for (let i = 0; i < body.length; i++) if (bytes[at + HEAD + i] !== body[i]) return false
    return true
  }
}
