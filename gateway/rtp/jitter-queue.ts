// The short queue between packets that come when they please and a mixer that wants 160 samples every 20 ms.
// SPEC.md J1-J6. Samples sit in a ring at their RTP timestamp, so order and loss take care of themselves.
import { FRAME_SAMPLES, linearOf } from '../codec/g711.ts'
import type { G711 } from '../media/media-engine.ts'
import { LossConcealment } from './loss-concealment.ts'

const RING = 8192
const MASK = RING - 1
const MIN_DELAY = 320
const MAX_DELAY = 1600
/** With this much more than wanted for half a second, one frame is skipped; a quiet one as soon as there is one. */
const SLACK = 320
const SKIP_AFTER_FRAMES = 25
const QUIET = 600
const DRY_FRAMES = 10

export class JitterQueue {
  readonly #ring = new Int16Array(RING)
  readonly #have = new Uint8Array(RING)
  readonly #isLost = new Uint8Array(FRAME_SAMPLES)
  readonly #concealment = new LossConcealment()
  #source = Number.NaN
  #read = 0
  #newest = 0
  #isFlowing = false
  #hasSounded = false
  #surplusFrames = 0
  #dryFrames = 0
  late = 0

  /** `jitterMs` is the source's RFC 3550 jitter; it sets how much is held back (J2). */
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
    } else if (ahead + length <= 0) {
      this.late++
      return
    }
    const table = linearOf(codec)
    for (let i = start; i < end; i++, position++) {
      this.#ring[position & MASK] = table[bytes[i]!]!
      this.#have[position & MASK] = 1
    }
    if (((position - this.#newest) | 0) > 0) this.#newest = position >>> 0
    this.#watchSurplus(at.jitterMs)
  }

  /** Takes 20 ms into `out`; false when there is nothing but silence to give. */
  take(out: Int16Array): boolean {
    if (!this.#isFlowing) return false
    const missing = this.#read20(out)
    if (missing < FRAME_SAMPLES) this.#dryFrames = 0
    // J5: a source that stopped is let go of; its next packet anchors the queue anew.
    else if (++this.#dryFrames > DRY_FRAMES) {
      this.#isFlowing = false
      return false
    }
    if (missing === 0) this.#concealment.remember(out)
    else if (missing < FRAME_SAMPLES) this.#concealment.patch(out, this.#isLost)
    else if (this.#hasSounded) this.#concealment.conceal(out)
    if (missing < FRAME_SAMPLES) this.#hasSounded = true
    this.#skipSurplus(out)
    return true
  }

  #anchor(source: number, position: number, jitterMs: number): void {
    this.#source = source
    this.#isFlowing = true
    this.#hasSounded = false
    this.#dryFrames = 0
    this.#surplusFrames = 0
    this.#have.fill(0)
    this.#concealment.reset()
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

  #watchSurplus(jitterMs: number): void {
    const held = (this.#newest - this.#read) | 0
    if (held > delaySamples(jitterMs) + FRAME_SAMPLES + SLACK) this.#surplusFrames++
    else this.#surplusFrames = 0
  }

  #skipSurplus(frame: Int16Array): void {
    if (this.#surplusFrames < SKIP_AFTER_FRAMES) return
    let peak = 0
    for (let i = 0; i < FRAME_SAMPLES; i++) peak = Math.max(peak, Math.abs(frame[i]!))
    if (peak > QUIET && this.#surplusFrames < 4 * SKIP_AFTER_FRAMES) return
    for (let i = 0; i < FRAME_SAMPLES; i++, this.#read = (this.#read + 1) >>> 0) this.#have[this.#read & MASK] = 0
    this.#surplusFrames = 0
  }
}

/** J2: twice the jitter and 20 ms, between 40 and 200 ms. */
function delaySamples(jitterMs: number): number {
  const wanted = Math.ceil((2 * jitterMs + 20) / 20) * FRAME_SAMPLES
  return Math.min(MAX_DELAY, Math.max(MIN_DELAY, wanted))
}
