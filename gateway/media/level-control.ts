// Automatic gain of one leg: brings a voice slowly to the usual level, and leaves silence alone. Pure. SPEC.md R12.
import { FRAME_SAMPLES } from '../codec/g711.ts'
import { meanSquareOf } from '../tone/level.ts'
import { VoiceActivity } from '../tone/voice-activity.ts'
import { Limiter } from './limiter.ts'

/** Active speech level of a good line (ITU-T P.56 speaks of -20 to -26 dBm0). */
const TARGET = meanSquareOf(-20)
const MAX_GAIN_DB = 12
/** 3 dB a second of speech: nobody hears it move. */
const STEP_DB = 3 / 50
/** The level is that of the last second of speech. */
const MEMORY = 1 / 50
/** Within so much of the target nothing moves. */
const TOLERANCE_DB = 1

export class LevelControl {
  readonly #voice = new VoiceActivity()
  readonly #limiter = new Limiter()
  readonly #sum = new Int32Array(FRAME_SAMPLES)
  #level = TARGET
  #gainDb = 0

  get gainDb(): number {
    return this.#gainDb
  }

  /** Levels 20 ms in place. */
  apply(frame: Int16Array): void {
    if (this.#voice.feed(frame) && this.#voice.isLoud) this.#follow(this.#voice.meanSquare)
    const gain = 10 ** (this.#gainDb / 20)
    for (let i = 0; i < FRAME_SAMPLES; i++) this.#sum[i] = Math.round(frame[i]! * gain)
    this.#limiter.apply(this.#sum, frame)
  }

  #follow(meanSquare: number): void {
    this.#level += (meanSquare - this.#level) * MEMORY
    const wanted = 10 * Math.log10(TARGET / this.#level)
    const away = Math.max(-MAX_GAIN_DB, Math.min(MAX_GAIN_DB, wanted)) - this.#gainDb
    if (Math.abs(away) > TOLERANCE_DB) this.#gainDb += Math.sign(away) * STEP_DB
  }
}
