// A demo telephone's end in the media worker: a browser's sound on one side, a wire of the exchange on the other. SPEC.md T1-T7.
import type { PhoneState } from '#protocol/demo-telephone'
import { A_LAW_SILENCE, encodeFrame, FRAME_SAMPLES, LINEAR_TO_A } from '../../codec/g711.ts'
import { FRAME_MS } from '../../media/frame-clock.ts'
import { toneSample } from '../../media/tone-source.ts'
import type { PhoneListener, PhoneSocket } from '../../media/worker-module.ts'
import { DtmfSequence } from '../../tone/dtmf-sequence.ts'
import { peakOf } from '../../tone/level.ts'
import type { SubscriberState } from './subscriber.ts'
import type { Terminal, Wire } from './terminal.ts'

const DIGIT_FRAMES = 100 / FRAME_MS
/** T4: the page's key and the browser's own event of the same press. */
const SAME_PRESS_TICKS = 500 / FRAME_MS
const BELL_HZ = [880, 1100]
const BELL_PEAK = peakOf(-20)
const SILENCE = new Uint8Array(FRAME_SAMPLES).fill(A_LAW_SILENCE)

const SHOWN: Record<SubscriberState['state'], PhoneState> = {
  idle: 'on-hook',
  'dial-tone': 'dial-tone',
  collecting: 'dialing',
  calling: 'ringing',
  ringing: 'ringing',
  talking: 'talking',
  tone: 'busy-tone',
}

export type TelephonePorts = {
  plugWire(terminal: Terminal): Wire
  plugPhone(listener: PhoneListener): PhoneSocket
  show(state: PhoneState): void
}

type Press = { digit: string; from: 'page' | 'browser'; tick: number }

export class Telephone implements Terminal, PhoneListener {
  readonly #wire: Wire
  readonly #socket: PhoneSocket
  readonly #keys = new DtmfSequence(DIGIT_FRAMES, DIGIT_FRAMES)
  readonly #linear = new Int16Array(FRAME_SAMPLES)
  readonly #frame = new Uint8Array(FRAME_SAMPLES)
  #state: SubscriberState['state'] = 'idle'
  #isOffHook = false
  #isBellOn = false
  #isKeying = false
  #tick = 0
  #lastPress: Press | null = null

  constructor(private readonly ports: TelephonePorts) {
    this.#wire = ports.plugWire(this)
    this.#socket = ports.plugPhone(this)
  }

  offHook(): void {
    this.#isOffHook = true
    this.#wire.offHook()
  }

  onHook(): void {
    this.#isOffHook = false
    this.#keys.clear()
    this.#wire.onHook()
  }

  press(digit: string, from: Press['from'] = 'page'): void {
    if (!this.#isOffHook) return
    const last = this.#lastPress
    const isSame = last?.digit === digit && last.from !== from && this.#tick - last.tick < SAME_PRESS_TICKS
    this.#lastPress = isSame ? null : { digit, from, tick: this.#tick }
    if (!isSame) this.#keys.add(digit)
  }

  /** Before the exchange's tick: keys take the place of the voice. */
  tick(): void {
    this.#tick++
    this.#isKeying = this.#keys.read(this.#linear)
    if (!this.#isKeying) return
    encodeFrame('PCMA', this.#linear, this.#frame)
    this.#wire.speak(this.#frame)
  }

  unplug(): void {
    this.#wire.unplug()
    this.#socket.unplug()
  }

  connected(): void {
    this.ports.show(SHOWN[this.#state])
  }

  lost(): void {
    this.onHook()
    this.ports.show('lost')
  }

  sound(aLaw: Uint8Array): void {
    if (this.#isOffHook) this.#wire.speak(aLaw)
  }

  digit(digit: string): void {
    this.press(digit, 'browser')
  }

  ring(isOn: boolean): void {
    this.#isBellOn = isOn
  }

  reversePolarity(): void {}

  hear(aLaw: Uint8Array): void {
    if (this.#isOffHook) this.#socket.send(this.#isKeying ? this.#frame : aLaw)
    else this.#socket.send(this.#isBellOn ? this.#bell() : SILENCE)
  }

  changed(state: SubscriberState['state']): void {
    this.#state = state
    this.ports.show(SHOWN[state])
  }

  #bell(): Uint8Array {
    const start = this.#tick * FRAME_SAMPLES
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const sample = toneSample(BELL_HZ, start + i, Number.POSITIVE_INFINITY, BELL_PEAK)
      this.#frame[i] = LINEAR_TO_A[sample & 0xffff]!
    }
    return this.#frame
  }
}
