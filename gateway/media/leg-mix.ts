// What a leg on the clock hears: the sum of its sources, each with its gain. Where all hear all the room is summed once and
// everybody's own part taken out again. SPEC.md R3, R9-R11.
import { FRAME_SAMPLES } from '../codec/g711.ts'
import { Limiter } from './limiter.ts'

/** A leg's part of the mix at this tick. */
export type MixPart = { readonly frame: Int16Array; hasFrame: boolean }
export type MixSource = { part: MixPart; gain: number }

const sum = new Int32Array(FRAME_SAMPLES)

export class RoomSum {
  readonly total = new Int32Array(FRAME_SAMPLES)

  constructor(private readonly parts: readonly MixPart[]) {}

  add(): void {
    const { total } = this
    total.fill(0)
    for (const { frame, hasFrame } of this.parts) {
      if (!hasFrame) continue
      for (let i = 0; i < FRAME_SAMPLES; i++) total[i]! += frame[i]!
    }
  }
}

export class LegMix {
  sources: MixSource[] = []
  /** Set for who hears all others of the room as they are. */
  room: RoomSum | null = null
  readonly #limiter = new Limiter()

  get isOn(): boolean {
    return this.sources.length > 0
  }

  fill(own: MixPart, out: Int16Array): void {
    if (this.room !== null) this.#allButOwn(this.room.total, own)
    else this.#each()
    this.#limiter.apply(sum, out)
  }

  #allButOwn(total: Int32Array, own: MixPart): void {
    if (!own.hasFrame) {
      sum.set(total)
      return
    }
    for (let i = 0; i < FRAME_SAMPLES; i++) sum[i] = total[i]! - own.frame[i]!
  }

  #each(): void {
    sum.fill(0)
    for (const { part, gain } of this.sources) {
      if (!part.hasFrame) continue
      const { frame } = part
      if (gain === 1) for (let i = 0; i < FRAME_SAMPLES; i++) sum[i]! += frame[i]!
      else for (let i = 0; i < FRAME_SAMPLES; i++) sum[i]! += Math.round(frame[i]! * gain)
    }
  }
}
