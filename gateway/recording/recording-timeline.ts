// Both sides of a recording as they leave its lanes, and what of them is to be kept: pauses are left out, masks are
// silence. Lives on the recording worker. SPEC.md K1-K5, K12.
import type { GapKind } from '#protocol/gateway-messages'
import { FRAMES_PER_MS, type Gap } from '#protocol/recording-file'
import { A_LAW_SILENCE } from '../codec/g711.ts'
import { LANE_FRAMES, LANE_MASK, type Lanes } from './lanes.ts'

export type Side = 'said' | 'heard'
/** What becomes of the sound from here on. */
export type Keeping = 'keep' | GapKind
export type PieceSink = {
  /** Said, then heard, `frames` bytes each; the memory is the giver's. */
  sound(bytes: Uint8Array, frames: number): void
  /** The beginning (no frames yet) or the end of a gap. */
  gap(gap: Gap): void
}

/** Sound is taken this long after its time; later packets are lost to the recording. */
const HORIZON = 240 * FRAMES_PER_MS
const MAX_PIECE = 2000 * FRAMES_PER_MS
const piece = new Uint8Array(2 * MAX_PIECE)

export class RecordingTimeline {
  /** Frames of the call's time that are taken. */
  #taken = 0
  /** Frames of the file; less than the call's by what was paused. */
  #written = 0
  #keeping: Keeping = 'keep'
  #gapAt = 0
  #gapFrames = 0
  readonly #turns: { at: number; keeping: Keeping }[] = []

  constructor(
    private readonly lanes: Lanes,
    private readonly sink: PieceSink,
  ) {}

  /** From the frame `at` of the call's time on. */
  turn(at: number, keeping: Keeping): void {
    this.#turns.push({ at: Math.max(at, this.#taken), keeping })
  }

  /** What is ripe at the frame `now`. */
  takeRipe(now: number): void {
    this.#take(now - HORIZON)
  }

  /** All up to the frame `now`, with which the recording ends. */
  takeAll(now: number): void {
    this.#take(now)
    this.#turnTo('keep')
  }

  #take(until: number): void {
    for (let turn = this.#turns[0]; turn !== undefined && turn.at <= until; turn = this.#turns[0]) {
      this.#takeUpTo(turn.at)
      this.#turnTo(turn.keeping)
      this.#turns.shift()
    }
    this.#takeUpTo(until)
  }

  #takeUpTo(until: number): void {
    while (this.#taken < until) this.#takePiece(Math.min(until - this.#taken, MAX_PIECE))
  }

  #takePiece(count: number): void {
    const bytes = piece.subarray(0, 2 * count)
    takeFrom(this.lanes.said, this.#taken & LANE_MASK, count, bytes, 0)
    takeFrom(this.lanes.heard, this.#taken & LANE_MASK, count, bytes, count)
    this.#taken += count
    Atomics.store(this.lanes.taken, 0, this.#taken)
    if (this.#keeping !== 'keep') {
      this.#gapFrames += count
      bytes.fill(A_LAW_SILENCE)
    }
    if (this.#keeping === 'pause') return
    this.#written += count
    this.sink.sound(bytes, count)
  }

  #turnTo(keeping: Keeping): void {
    if (keeping === this.#keeping) return
    if (this.#keeping !== 'keep') this.sink.gap({ kind: this.#keeping, at: this.#gapAt, frames: this.#gapFrames })
    this.#keeping = keeping
    if (keeping === 'keep') return
    this.#gapAt = this.#written
    this.#gapFrames = 0
    this.sink.gap({ kind: keeping, at: this.#gapAt, frames: 0 })
  }
}

/** Moves `count` frames from `place` of the ring into `out` and leaves silence behind. */
function takeFrom(ring: Uint8Array, place: number, count: number, out: Uint8Array, outAt: number): void {
  const first = Math.min(count, LANE_FRAMES - place)
  out.set(ring.subarray(place, place + first), outAt)
  ring.fill(A_LAW_SILENCE, place, place + first)
  if (first === count) return
  out.set(ring.subarray(0, count - first), outAt + first)
  ring.fill(A_LAW_SILENCE, 0, count - first)
}
