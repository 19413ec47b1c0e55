// The queue between packets that come when they please and a mixer that wants 160 samples every 20 ms. Samples sit in a
// ring at their RTP timestamp, so order and loss take care of themselves. SPEC.md of gateway/media, J1-J8.

import type { G711 } from '../codec/g711.ts'
import { FRAME_SAMPLES, linearOf } from '../codec/g711.ts'
import { ArrivalMargins } from './arrival-margins.ts'
import { LossConcealment } from './loss-concealment.ts'

const RING = 8192
const MASK = RING - 1
const MIN_DELAY = 320
const MAX_DELAY = 1600
/** J6: the packets that came latest should still come so long before they are due. */
const GUARD = 40
/** With the latest packets this much earlier than needed, one frame may go. */
const SURPLUS = GUARD + FRAME_SAMPLES + 40
/** Mean of the magnitudes of a frame that counts as silence. */
const QUIET = 250
/** Longest wait for a quiet frame. */
const PATIENCE_FRAMES = 250
const DRY_FRAMES = 10

export class JitterQueue {
  readonly #ring = new Int16Array(RING)
  readonly #have = new Uint8Array(RING)
  readonly #isLost = new Uint8Array(FRAME_SAMPLES)
  readonly #concealment = new LossConcealment()
  readonly #margins = new ArrivalMargins()
  #source = Number.NaN
  #read = 0
  #newest = 0
  #isFlowing = false
  #hasSounded = false
  #waitedFrames = 0
  #dryFrames = 0
  late = 0
  /** Frames put in and left out to follow the sender's clock and the network's moods. */
  inserted = 0
  skipped = 0

  /** `jitterMs` is the source's RFC 3550 jitter; it sets how much is held back at first (J2). */
  put(
    codec: G711,
    bytes: Uint8Array,
    start: number,
    end: number,
    at: { source: number; timestamp: number; jitterMs: number },
  ): void {
    const length = end - start
    if (length <= 0 || length > MAX_DELAY) return
    let position = at.timestamp >>> 0
    const ahead = (position - this.#read) | 0
    if (at.source !== this.#source || !this.#isFlowing || ahead > RING - MAX_DELAY || ahead < -RING) {
      this.#anchor(at.source, position, at.jitterMs)
    } else {
      this.#margins.add(ahead)
      if (ahead + length <= 0) {
        this.late++
        return
      }
    }
    const table = linearOf(codec)
    for (let i = start; i < end; i++, position++) {
      this.#ring[position & MASK] = table[bytes[i]!]!
      this.#have[position & MASK] = 1
    }
    if (((position - this.#newest) | 0) > 0) this.#newest = position >>> 0
  }

  /** Has everything that came been taken? */
  get isEmpty(): boolean {
    return !this.#isFlowing || ((this.#newest - this.#read) | 0) <= 0
  }

  /** Takes 20 ms into `out`; false when there is nothing but silence to give. */
  take(out: Int16Array): boolean {
    if (!this.#isFlowing) return false
    if (this.#isTimeToInsert()) {
      this.#concealment.conceal(out)
      this.#moved(-FRAME_SAMPLES)
      this.inserted++
      return true
    }
    const missing = this.#read20(out)
    if (missing < FRAME_SAMPLES) this.#dryFrames = 0
    // J5: a source that stopped is let go of; its next packet anchors the queue anew.
    else if (++this.#dryFrames > DRY_FRAMES) {
      this.#isFlowing = false
      return false
    }
    if (missing === 0) this.#concealment.remember(out)
    else if (!this.#hasSounded && missing === FRAME_SAMPLES) return true
    else this.#concealment.patch(out, this.#isLost)
    this.#hasSounded = true
    this.#skipSurplus(out)
    return true
  }

  #anchor(source: number, position: number, jitterMs: number): void {
    this.#source = source
    this.#isFlowing = true
    this.#hasSounded = false
    this.#dryFrames = 0
    this.#waitedFrames = 0
    this.#have.fill(0)
    this.#concealment.reset()
    this.#margins.reset()
    this.#read = (position - delaySamples(jitterMs)) >>> 0
    this.#newest = position
  }

  #read20(out: Int16Array): number {
    let missing = 0
    for (let i = 0; i < FRAME_SAMPLES; i++, this.#read = (this.#read + 1) >>> 0) {
      const slot = this.#read & MASK
      const isLost = this.#have[slot] === 0
      this.#isLost[i] = isLost ? 1 : 0
      out[i] = isLost ? 0 : this.#ring[slot]!
      this.#have[slot] = 0
      if (isLost) missing++
    }
    return missing
  }

  /** J6: late ones more than once in a while, or soon to be: everything is held back one frame more. */
  #isTimeToInsert(): boolean {
    if (!this.#hasSounded || ((this.#newest - this.#read) | 0) > MAX_DELAY) return false
    const { low } = this.#margins
    return low < 0 || (low < GUARD && this.#isQuietAhead())
  }

  /** J7: a frame is left out when even the latest came early for long; a quiet one, if one comes in five seconds. */
  #skipSurplus(frame: Int16Array): void {
    if (this.#margins.low < SURPLUS) {
      this.#waitedFrames = 0
      return
    }
    if (!isQuiet(frame) && ++this.#waitedFrames < PATIENCE_FRAMES) return
    for (let i = 0; i < FRAME_SAMPLES; i++, this.#read = (this.#read + 1) >>> 0) this.#have[this.#read & MASK] = 0
    this.#concealment.jump()
    this.#moved(FRAME_SAMPLES)
    this.skipped++
  }

  #moved(by: number): void {
    this.#waitedFrames = 0
    this.#margins.shift(-by)
  }

  #isQuietAhead(): boolean {
    let sum = 0
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const slot = (this.#read + i) & MASK
      if (this.#have[slot] === 1) sum += Math.abs(this.#ring[slot]!)
    }
    return sum < QUIET * FRAME_SAMPLES
  }
}

function isQuiet(frame: Int16Array): boolean {
  let sum = 0
  for (let i = 0; i < FRAME_SAMPLES; i++) sum += Math.abs(frame[i]!)
  return sum < QUIET * FRAME_SAMPLES
}

/** J2: twice the jitter and 20 ms, between 40 and 200 ms. */
function delaySamples(jitterMs: number): number {
  const wanted = Math.ceil((2 * jitterMs + 20) / 20) * FRAME_SAMPLES
  return Math.min(MAX_DELAY, Math.max(MIN_DELAY, wanted))
}
