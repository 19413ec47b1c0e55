// One side of a leg on the recording's time line: A-law in a ring, each packet where its own timestamp puts it, held
// against the moment it came. The path of every packet: it makes no object. SPEC.md K1-K5.
import { A_LAW_SILENCE, MU_TO_A } from '../codec/g711.ts'
import { copyOctets } from '../datagram/packet.ts'
import type { G711 } from '../media/media-engine.ts'
import type { PacketHead } from '../media/sound-port.ts'

const FRAMES_PER_MS = 8
/** Four seconds. */
export const RING_FRAMES = 32_768
const MASK = RING_FRAMES - 1
const MAX_EARLY = 40 * FRAMES_PER_MS
const MAX_LATE = 200 * FRAMES_PER_MS
/** Sources count from 1. */
const NO_SOURCE = 0

export class RecordingLane {
  readonly #ring = new Uint8Array(RING_FRAMES).fill(A_LAW_SILENCE)
  #source = NO_SOURCE
  #shift = 0
  #next = 0
  /** Frames since the recording began that are out of the ring. */
  #taken = 0

  /** `now` is in frames since the recording began; `head` is null for a frame of our own clock. */
  put(codec: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null, now: number): void {
    const at = head === null ? this.#clockPlace(now) : this.#packetPlace(head, now)
    this.#next = (at + end - start) | 0
    // What lies outside the ring is cut off here, so that the loops need not look.
    const skip = Math.max(0, this.#taken - at)
    const stop = Math.min(end, start + this.#taken + RING_FRAMES - at)
    const ring = this.#ring
    let place = (at + skip) | 0
    if (codec === 'PCMA') this.#copy(bytes, start + skip, stop, place & MASK)
    else for (let i = start + skip; i < stop; i++, place++) ring[place & MASK] = MU_TO_A[bytes[i]!]!
  }

  #copy(bytes: Uint8Array, from: number, to: number, place: number): void {
    if (from >= to) return
    const cut = Math.min(to, from + RING_FRAMES - place)
    copyOctets(bytes, from, cut, this.#ring, place)
    if (cut < to) copyOctets(bytes, cut, to, this.#ring, 0)
  }

  /** Moves the next `count` frames into `out`, or nowhere, and leaves silence behind. */
  take(count: number, out: Uint8Array | null, outAt: number): void {
    const first = this.#taken & MASK
    const head = Math.min(count, RING_FRAMES - first)
    if (out !== null) {
      out.set(this.#ring.subarray(first, first + head), outAt)
      out.set(this.#ring.subarray(0, count - head), outAt + head)
    }
    this.#ring.fill(A_LAW_SILENCE, first, first + head)
    this.#ring.fill(A_LAW_SILENCE, 0, count - head)
    this.#taken += count
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
