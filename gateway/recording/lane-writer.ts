// One side of a leg on the recording's time line: A-law in a ring, each packet where its own timestamp puts it, held
// against the moment it came. The path of every packet: it makes no object. SPEC.md K1-K5.

import type { G711 } from '../codec/g711.ts'
import { MU_TO_A } from '../codec/g711.ts'
import { copyOctets } from '../datagram/packet.ts'
import type { PacketHead } from '../media/sound-port.ts'
import { LANE_FRAMES, LANE_MASK } from './lanes.ts'

const FRAMES_PER_MS = 8
const MAX_EARLY = 40 * FRAMES_PER_MS
/** 40 ms less than what sound ripens: the two threads never touch the same frame. */
const MAX_LATE = 200 * FRAMES_PER_MS
/** Sources count from 1. */
const NO_SOURCE = 0

export class LaneWriter {
  #source = NO_SOURCE
  #shift = 0
  #next = 0

  constructor(
    private readonly ring: Uint8Array,
    private readonly taken: Int32Array<SharedArrayBuffer>,
  ) {}

  /** `now` is in frames since the recording began; `head` is null for a frame of our own clock. */
  put(codec: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null, now: number): void {
    const at = head === null ? this.#clockPlace(now) : this.#packetPlace(head, now)
    this.#next = (at + end - start) | 0
    // What lies outside the ring is cut off here, so that the loops need not look.
    const taken = Atomics.load(this.taken, 0)
    const skip = Math.max(0, taken - at)
    const stop = Math.min(end, start + taken + LANE_FRAMES - at)
    const { ring } = this
    let place = (at + skip) | 0
    if (codec === 'PCMA') this.#copy(bytes, start + skip, stop, place & LANE_MASK)
    else for (let i = start + skip; i < stop; i++, place++) ring[place & LANE_MASK] = MU_TO_A[bytes[i]!]!
  }

  #copy(bytes: Uint8Array, from: number, to: number, place: number): void {
    if (from >= to) return
    const cut = Math.min(to, from + LANE_FRAMES - place)
    copyOctets(bytes, from, cut, this.ring, place)
    if (cut < to) copyOctets(bytes, cut, to, this.ring, 0)
  }

  /** Clock frames follow each other; the clock's own lateness must not tear holes. */
  #clockPlace(now: number): number {
    this.#source = NO_SOURCE
    return Math.abs(this.#next - now) <= MAX_EARLY ? this.#next : now
  }

  #packetPlace(head: PacketHead, now: number): number {
    const place = (head.timestamp + this.#shift) | 0
    const early = (place - now) | 0
    if (head.source === this.#source && early <= MAX_EARLY && early >= -MAX_LATE) return place
    this.#source = head.source
    this.#shift = (now - head.timestamp) | 0
    return now
  }
}
