// The clipping guard: a gain that drops at once for a frame that would clip, and comes back slowly. Pure. SPEC.md R11.
import { FRAME_SAMPLES } from '../codec/g711.ts'

/** 0.8 dB under full scale: A-law has hardly a step above it. */
const CEILING = 30_000
const ATTACK_SAMPLES = 16
/** 1 dB a frame. */
const RELEASE = 10 ** (1 / 20)

export class Limiter {
  #gain = 1

  /** 20 ms of a sum of any size to 16 bits. */
  apply(sum: Int32Array, out: Int16Array): void {
    let peak = 0
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const size = sum[i]! < 0 ? -sum[i]! : sum[i]!
      if (size > peak) peak = size
    }
    const from = this.#gain
    const to = Math.min(1, from * RELEASE, peak > CEILING ? CEILING / peak : 1)
    this.#gain = to
    if (from === 1 && to === 1) {
      for (let i = 0; i < FRAME_SAMPLES; i++) out[i] = sum[i]!
      return
    }
    const ramp = to < from ? ATTACK_SAMPLES : FRAME_SAMPLES
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const gain = i < ramp ? from + ((to - from) * (i + 1)) / ramp : to
      const value = Math.round(sum[i]! * gain)
      out[i] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value
    }
  }
}
