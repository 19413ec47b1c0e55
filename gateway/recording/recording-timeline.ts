// Both sides of a recording, and what of them is to be kept: pauses are left out, masks are silence. SPEC.md K1-K5, K12.
import type { GapKind } from '#protocol/gateway-messages'
import { FRAMES_PER_MS, type Gap } from '#protocol/recording-file'
import { A_LAW_SILENCE } from '../codec/g711.ts'
import { RecordingLane, RING_FRAMES } from './recording-lane.ts'

export type Side = 'said' | 'heard'
/** What becomes of the sound from here on. */
export type Keeping = 'keep' | GapKind
/** A piece of the file: said, then heard, `frames` bytes each; or the beginning or end of a gap. */
export type Piece = { type: 'sound'; bytes: Uint8Array<ArrayBuffer>; frames: number } | { type: 'gap'; gap: Gap }

/** Sound is taken this long after its time; later packets are lost to the recording. */
const HORIZON = 240 * FRAMES_PER_MS

export class RecordingTimeline {
  readonly said = new RecordingLane()
  readonly heard = new RecordingLane()
  /** Frames of the call's time that are taken. */
  #taken = 0
  /** Frames of the file; less than the call's by what was paused. */
  #written = 0
  #keeping: Keeping = 'keep'
  #gapAt = 0
  #gapFrames = 0
  readonly #turns: { at: number; keeping: Keeping }[] = []

  /** From the frame `at` of the call's time on. */
  turn(at: number, keeping: Keeping): void {
    this.#turns.push({ at: Math.max(at, this.#taken), keeping })
  }

  /** What is ripe at the frame `now`, or all up to it. */
  take(now: number, all: boolean): Piece[] {
    const until = Math.min(now - (all ? 0 : HORIZON), this.#taken + RING_FRAMES)
    const pieces: Piece[] = []
    for (let turn = this.#turns[0]; turn !== undefined && turn.at <= until; turn = this.#turns[0]) {
      this.#takeUpTo(turn.at, pieces)
      this.#turnTo(turn.keeping, pieces)
      this.#turns.shift()
    }
    this.#takeUpTo(until, pieces)
    if (all) this.#turnTo('keep', pieces)
    return pieces
  }

  #takeUpTo(until: number, pieces: Piece[]): void {
    const count = until - this.#taken
    if (count <= 0) return
    const bytes = this.#keeping === 'pause' ? null : new Uint8Array(2 * count)
    const kept = this.#keeping === 'keep' ? bytes : null
    this.said.take(count, kept, 0)
    this.heard.take(count, kept, count)
    this.#taken = until
    if (this.#keeping !== 'keep') this.#gapFrames += count
    if (bytes === null) return
    if (kept === null) bytes.fill(A_LAW_SILENCE)
    this.#written += count
    pieces.push({ type: 'sound', bytes, frames: count })
  }

  #turnTo(keeping: Keeping, pieces: Piece[]): void {
    if (keeping === this.#keeping) return
    if (this.#keeping !== 'keep') {
      const gap = { kind: this.#keeping, at: this.#gapAt, frames: this.#gapFrames }
      pieces.push({ type: 'gap', gap })
    }
    this.#keeping = keeping
    if (keeping === 'keep') return
    this.#gapAt = this.#written
    this.#gapFrames = 0
    pieces.push({ type: 'gap', gap: { kind: keeping, at: this.#gapAt, frames: 0 } })
  }
}
