// Two sides of a leg on one time line, interleaved A-law. Each packet lies where its own timestamp puts it, held
// against the moment it came. Pure. SPEC.md K1-K5.
import { A_LAW_SILENCE, MU_TO_A } from '../codec/g711.ts'
import type { G711 } from '../media/media-engine.ts'

const SAMPLES_PER_MS = 8
/** Four seconds of ring. */
const RING = 32_768
const MASK = RING - 1
/** Sound is written out this long after its time; later packets are lost to the recording. */
const HORIZON = 240 * SAMPLES_PER_MS
const MAX_EARLY = 40 * SAMPLES_PER_MS
const MAX_LATE = 200 * SAMPLES_PER_MS

export type Side = 'said' | 'heard'
type Anchor = { source: number; shift: number; next: number }

export class RecordingTimeline {
  readonly #ring = new Uint8Array(RING * 2).fill(A_LAW_SILENCE)
  readonly #anchors: Record<Side, Anchor> = {
    said: { source: Number.NaN, shift: 0, next: 0 },
    heard: { source: Number.NaN, shift: 0, next: 0 },
  }
  #written = 0

  /** `elapsedMs` = time since the recording began; `stamp` is null for frames of our own clock. */
  put(
    side: Side,
    codec: G711,
    sound: { bytes: Uint8Array; start: number; end: number; stamp: { source: number; timestamp: number } | null },
    elapsedMs: number,
  ): void {
    const length = sound.end - sound.start
    const now = Math.round(elapsedMs * SAMPLES_PER_MS)
    const anchor = this.#anchors[side]
    let at = sound.stamp === null ? clockPosition(anchor, now) : packetPosition(anchor, sound.stamp, now)
    anchor.next = at + length
    const offset = side === 'said' ? 0 : 1
    for (let i = sound.start; i < sound.end; i++, at++) {
      if (at < this.#written || at >= this.#written + RING) continue
      const code = sound.bytes[i]!
      this.#ring[(at & MASK) * 2 + offset] = codec === 'PCMA' ? code : MU_TO_A[code]!
    }
  }

  /** What is ripe to be written at `elapsedMs`, both channels, or everything up to then. */
  take(elapsedMs: number, all: boolean): Uint8Array {
    const until = Math.floor(elapsedMs * SAMPLES_PER_MS) - (all ? 0 : HORIZON)
    const count = Math.max(0, Math.min(until - this.#written, RING))
    const out = new Uint8Array(count * 2)
    for (let i = 0; i < count; i++, this.#written++) {
      const slot = (this.#written & MASK) * 2
      out[2 * i] = this.#ring[slot]!
      out[2 * i + 1] = this.#ring[slot + 1]!
      this.#ring[slot] = A_LAW_SILENCE
      this.#ring[slot + 1] = A_LAW_SILENCE
    }
    return out
  }

  get writtenSamples(): number {
    return this.#written
  }
}

/** Clock frames follow each other; the clock's own lateness must not tear holes. */
function clockPosition(anchor: Anchor, now: number): number {
  anchor.source = Number.NaN
  return Math.abs(anchor.next - now) <= MAX_EARLY ? anchor.next : now
}

function packetPosition(anchor: Anchor, stamp: { source: number; timestamp: number }, now: number): number {
  const position = (stamp.timestamp + anchor.shift) | 0
  const early = position - now
  if (stamp.source === anchor.source && early <= MAX_EARLY && early >= -MAX_LATE) return position
  anchor.source = stamp.source
  anchor.shift = (now - stamp.timestamp) | 0
  return now
}
