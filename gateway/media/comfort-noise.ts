// Comfort noise (RFC 3389): the noise of a far end that sends only its level while nobody speaks, and the level of ours.
// SPEC.md N1-N4.
import { FRAME_SAMPLES } from '../codec/g711.ts'

/** §3: the level is in -dBov, 0 to 127. */
const LEVEL_MASK = 0x7f
const FULL_SCALE = 32_768
/** What a packet says while we have nothing to say. */
const OUR_LEVEL = 70
export const OUR_NOISE = Uint8Array.of(OUR_LEVEL)
/** Our noise is told anew every 200 ms, so that no far end, NAT or time-out forgets us. */
export const NOISE_EVERY_TICKS = 10
export const NOISE_EVERY_SAMPLES = NOISE_EVERY_TICKS * FRAME_SAMPLES

export class ComfortNoise {
  #rms = 0
  #seed = 0x2545f491
  isOn = false

  /** A packet of comfort noise: its first byte is the level, the spectrum after it is passed over. */
  receive(bytes: Uint8Array, start: number, end: number): void {
    if (end <= start) return
    this.#rms = FULL_SCALE * 10 ** (-(bytes[start]! & LEVEL_MASK) / 20)
    this.isOn = true
  }

  fill(out: Int16Array): void {
    // Evenly distributed numbers from -1 to 1 have an RMS of 1/√3.
    const scale = (this.#rms * Math.sqrt(3)) / 2 ** 31
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      this.#seed ^= this.#seed << 13
      this.#seed ^= this.#seed >>> 17
      this.#seed ^= this.#seed << 5
      out[i] = Math.round(this.#seed * scale)
    }
  }
}
