// Voice activity: does somebody speak in these 20 ms? By level over a noise floor that follows the quiet, with a hangover so
// that soft word ends and short pauses belong to the speech. Pure. SPEC.md V1-V3.
import { meanSquareOf } from './level.ts'

/** Nothing quieter is speech on a telephone line. */
const MIN_MEAN_SQUARE = meanSquareOf(-45)
const OVER_NOISE = 10 ** (9 / 10)
/** Frames over the threshold before speech is believed: clicks are shorter. */
const ONSET_FRAMES = 2
const HANGOVER_FRAMES = 10
/** The floor falls at once and rises by 3 dB a second, in speech too: what never pauses for seconds is noise. */
const FLOOR_RISE = 10 ** (0.3 / 50)
/** The first frame is taken for the noise of the line, unless it can only be speech. */
const HIGHEST_START = meanSquareOf(-36)
const LOWEST_FLOOR = meanSquareOf(-70)

export class VoiceActivity {
  #floor = HIGHEST_START
  #over = 0
  #hangover = 0
  /** Of the last frame: its power, and whether it is speech itself, not only near some. */
  meanSquare = 0
  isLoud = false

  constructor(private readonly hangoverFrames = HANGOVER_FRAMES) {}

  /** 20 ms of linear samples; true while somebody speaks. */
  feed(frame: Int16Array): boolean {
    let energy = 0
    for (let i = 0; i < frame.length; i++) energy += frame[i]! * frame[i]!
    this.meanSquare = energy / frame.length
    this.#floor = Math.max(LOWEST_FLOOR, Math.min(this.#floor * FLOOR_RISE, this.meanSquare))
    this.isLoud = this.meanSquare > MIN_MEAN_SQUARE && this.meanSquare > this.#floor * OVER_NOISE
    this.#over = this.isLoud ? this.#over + 1 : 0
    if (this.#over >= ONSET_FRAMES) this.#hangover = this.hangoverFrames
    else if (this.#hangover > 0) this.#hangover--
    return this.#hangover > 0
  }
}
