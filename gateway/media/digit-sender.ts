// Sends digits one after the other, 100 ms each, 100 ms apart: RFC 4733 where negotiated, else as tones. SPEC.md T4-T6.
import { A_LAW_SILENCE, encodeFrame, FRAME_SAMPLES } from '../codec/g711.ts'
import { EVENT_DIGITS } from '../rtp/telephone-event.ts'
import { writeDtmf } from '../tone/dtmf-generator.ts'
import type { SoundPort } from './sound-port.ts'

const ON_FRAMES = 5
const OFF_FRAMES = 5
/** RFC 4733 §2.5.1.4: the last packet goes out three times. */
const END_PACKETS = 3
export const MAX_QUEUED_DIGITS = 256

export type DigitStep =
  /** The leg's own sound goes on. */
  | 'idle'
  /** This tick belongs to the digit. */
  | 'taken'

export class DigitSender {
  #digits = ''
  #frame = 0
  readonly #linear = new Int16Array(FRAME_SAMPLES)
  readonly #bytes = new Uint8Array(FRAME_SAMPLES)

  enqueue(digits: string): void {
    const known = [...digits.toUpperCase()].filter((digit) => EVENT_DIGITS.includes(digit)).join('')
    this.#digits = (this.#digits + known).slice(0, MAX_QUEUED_DIGITS)
  }

  get isBusy(): boolean {
    return this.#digits !== ''
  }

  /** One tick. `giveTone` is called with A-law bytes when the digit goes as a tone. */
  tick(port: SoundPort, giveTone: (bytes: Uint8Array) => void): DigitStep {
    const digit = this.#digits[0]
    if (digit === undefined) return 'idle'
    const frame = this.#frame++
    if (this.#frame >= ON_FRAMES + OFF_FRAMES) {
      this.#frame = 0
      this.#digits = this.#digits.slice(1)
    }
    if (port.takesEvents && port.sendEvent !== undefined) return eventStep(port, digit, frame)
    if (frame < ON_FRAMES) {
      writeDtmf(digit, frame * FRAME_SAMPLES, this.#linear)
      encodeFrame('PCMA', this.#linear, this.#bytes)
    } else this.#bytes.fill(A_LAW_SILENCE)
    giveTone(this.#bytes)
    return 'taken'
  }
}

function eventStep(port: SoundPort, digit: string, frame: number): DigitStep {
  const end = frame >= ON_FRAMES
  if (frame >= ON_FRAMES + END_PACKETS) return 'idle'
  const duration = Math.min(frame + 1, ON_FRAMES) * FRAME_SAMPLES
  port.sendEvent?.({ code: EVENT_DIGITS.indexOf(digit), end, duration, step: frame })
  return 'taken'
}
