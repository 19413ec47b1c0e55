// How far a tone is off its nominal frequency: by how its phase drifts from block to block. Good to a few hertz where the
// width of the blocks tells no closer than fifty.
import { SAMPLE_RATE } from './level.ts'

export class PhaseMeter {
  readonly #window: Float64Array
  #hz = 1
  #last = Number.NaN
  #drift = 0
  #count = 0

  /** `block` samples at a time, each `step` samples after the one before. */
  constructor(
    private readonly block: number,
    private readonly step: number,
  ) {
    // Hann's: the other tone of a pair must not pull the phase.
    this.#window = Float64Array.from(
      { length: block },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / block),
    )
  }

  begin(hz: number): void {
    this.#hz = hz
    this.#last = Number.NaN
    this.#drift = 0
    this.#count = 0
  }

  add(samples: Float64Array): void {
    const turn = (2 * Math.PI * this.#hz) / SAMPLE_RATE
    let re = 0
    let im = 0
    for (let i = 0; i < this.block; i++) {
      const windowed = samples[i]! * this.#window[i]!
      re += windowed * Math.cos(turn * i)
      im -= windowed * Math.sin(turn * i)
    }
    const phase = Math.atan2(im, re)
    if (!Number.isNaN(this.#last)) {
      this.#drift += nearest(phase - this.#last - turn * this.step)
      this.#count++
    }
    this.#last = phase
  }

  /** Share of the nominal frequency, negative when the tone is flat; 0 while nothing is known. */
  get deviation(): number {
    if (this.#count === 0) return 0
    const hz = (this.#drift / this.#count / (2 * Math.PI * this.step)) * SAMPLE_RATE
    return hz / this.#hz
  }
}

const nearest = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))
