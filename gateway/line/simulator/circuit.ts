// A subscriber line's circuit in the exchange: its state, what it says, what it hears.
import type { Ms } from '#protocol/ids'
import { A_LAW_SILENCE, A_TO_LINEAR, encodeFrame, FRAME_SAMPLES } from '../../codec/g711.ts'
import { CallToneGenerator } from '../../tone/call-tone-generator.ts'
import type { CallTone } from '../../tone/call-tones.ts'
import { DtmfDetector } from '../../tone/dtmf-detector.ts'
import { Ringing, type RingOptions } from './ringing.ts'
import type { SubscriberId, SubscriberState } from './subscriber.ts'
import type { Subscription, Terminal } from './terminal.ts'

const SILENCE = new Uint8Array(FRAME_SAMPLES).fill(A_LAW_SILENCE)
const linear = new Int16Array(FRAME_SAMPLES)

export class Circuit {
  state: SubscriberState = { state: 'idle' }
  timerAt: Ms | null = null
  /** Of this tick, for everybody to hear; the other buffer takes what is said meanwhile. */
  #said = SILENCE
  #saying = new Uint8Array(FRAME_SAMPLES)
  #spare = new Uint8Array(FRAME_SAMPLES)
  #hasSpoken = false
  readonly #frame = new Uint8Array(FRAME_SAMPLES)
  #detector = new DtmfDetector()
  #tone: CallToneGenerator | null = null
  #ringing: Ringing | null = null

  constructor(
    readonly id: SubscriberId,
    public subscription: Subscription,
    readonly terminal: Terminal,
  ) {}

  get said(): Uint8Array {
    return this.#said
  }

  speak(aLaw: Uint8Array): void {
    this.#saying.set(aLaw)
    this.#hasSpoken = true
  }

  /** A new tick: what was said since the last is now heard. */
  turn(): void {
    if (!this.#hasSpoken) {
      this.#said = SILENCE
      return
    }
    this.#hasSpoken = false
    this.#said = this.#saying
    this.#saying = this.#spare
    this.#spare = this.#said
  }

  startRinging(options: Omit<RingOptions, 'callerId'>): void {
    const { callerId } = this.subscription
    this.#ringing = new Ringing({ ...options, callerId }, (isOn) => this.terminal.ring(isOn))
  }

  stopRinging(): void {
    this.#ringing?.stop()
    this.#ringing = null
  }

  /** Called after every change of state. */
  changed(): void {
    const tone = toneOf(this.state)
    if (tone !== this.#tone?.tone) this.#tone = tone === undefined ? null : new CallToneGenerator(tone)
    if (this.state.state === 'dial-tone') this.#detector = new DtmfDetector()
    this.terminal.changed(this.state.state)
  }

  /** Digits are taken from the sound, as a real exchange does. */
  listenForDigits(onDigit: (digit: string) => void): void {
    const { state } = this.state
    if (state !== 'dial-tone' && state !== 'collecting') return
    const { said } = this
    for (let i = 0; i < FRAME_SAMPLES; i++) linear[i] = A_TO_LINEAR[said[i]!]!
    this.#detector.feed(linear, FRAME_SAMPLES, onDigit)
  }

  /** Gives the terminal its 20 ms; `peer` is what the other side says. */
  sound(peer: Uint8Array | null): void {
    if (this.#tone !== null) this.#tone.read(linear)
    else if (this.#ringing === null || !this.#ringing.read(linear)) {
      this.terminal.hear(peer ?? SILENCE)
      return
    }
    encodeFrame('PCMA', linear, this.#frame)
    this.terminal.hear(this.#frame)
  }
}

function toneOf(state: SubscriberState): CallTone | undefined {
  if (state.state === 'dial-tone') return 'dial'
  if (state.state === 'calling') return 'ring-back'
  return state.state === 'tone' ? state.tone : undefined
}
