// Plays items one after the other, gapless, in frames of 20 ms. Pure. SPEC.md P1-P8.
import { A_LAW_SILENCE, FRAME_SAMPLES } from '../codec/g711.ts'
import { toneALaw } from './tone-source.ts'

const SAMPLES_PER_MS = 8

/** An item whose sound is at hand. Files are held as A-law. */
export type Segment =
  | { kind: 'sound'; bytes: Uint8Array }
  | { kind: 'tone'; hz: number[]; samples: number }
  | { kind: 'silence'; samples: number }

export const samplesOf = (ms: number): number => Math.max(0, Math.round(ms)) * SAMPLES_PER_MS

const lengthOf = (segment: Segment): number => (segment.kind === 'sound' ? segment.bytes.length : segment.samples)

export class Player {
  #segment = 0
  #position = 0
  #played: number
  readonly #total: number

  constructor(
    private readonly segments: readonly Segment[],
    private readonly loop: boolean,
    from = 0,
  ) {
    this.#total = segments.reduce((sum, segment) => sum + lengthOf(segment), 0)
    this.#played = this.#total === 0 ? 0 : from % this.#total
    this.#position = this.#played
    while (this.#position > 0 && this.#position >= lengthOf(segments[this.#segment]!)) {
      this.#position -= lengthOf(segments[this.#segment]!)
      this.#segment++
    }
  }

  /** Samples from the beginning: where another player of the same items goes on (P10). */
  get played(): number {
    return this.#played
  }

  /** P6: a player that would never sound is refused, or a loop would spin for ever. */
  get isEmpty(): boolean {
    return this.#total === 0
  }

  /** Fills `out` with 20 ms of A-law; false when there was nothing left to put in it. */
  read(out: Uint8Array): boolean {
    let filled = 0
    while (filled < FRAME_SAMPLES) {
      const segment = this.#current()
      if (segment === null) break
      const count = Math.min(FRAME_SAMPLES - filled, lengthOf(segment) - this.#position)
      copy(segment, this.#position, count, out, filled)
      this.#position += count
      filled += count
    }
    this.#played += filled
    out.fill(A_LAW_SILENCE, filled, FRAME_SAMPLES)
    return filled > 0
  }

  #current(): Segment | null {
    for (;;) {
      const segment = this.segments[this.#segment]
      if (segment === undefined) {
        if (!this.loop || this.isEmpty) return null
        this.#segment = 0
        this.#position = 0
      } else if (this.#position < lengthOf(segment)) return segment
      else {
        this.#segment++
        this.#position = 0
      }
    }
  }
}

function copy(segment: Segment, from: number, count: number, out: Uint8Array, at: number): void {
  if (segment.kind === 'sound') out.set(segment.bytes.subarray(from, from + count), at)
  else if (segment.kind === 'silence') out.fill(A_LAW_SILENCE, at, at + count)
  else for (let i = 0; i < count; i++) out[at + i] = toneALaw(segment.hz, from + i, segment.samples)
}
