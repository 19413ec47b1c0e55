// A card's FXO port at the subscriber's end of a line of the simulated exchange. Nothing passes but what a wire carries.
import { FRAME_SAMPLES } from '../../codec/g711.ts'
import type { CardEvent, CardListener, CardPort } from '../analogue/card-port.ts'
import { FaultyLine, type LineFaults } from './line-faults.ts'
import type { Terminal, Wire } from './terminal.ts'

export class SimulatedCard implements CardPort, Terminal {
  readonly #wire: Wire
  readonly #copper: FaultyLine | null
  readonly #said = new Uint8Array(FRAME_SAMPLES)
  #hasSpoken = false
  #listener: CardListener | null = null

  constructor(plug: (terminal: Terminal) => Wire, faults: LineFaults | null) {
    this.#copper = faults && new FaultyLine(faults)
    this.#wire = plug(this)
  }

  listen(listener: CardListener): void {
    this.#listener = listener
  }

  setHook(hook: 'on' | 'off'): void {
    if (hook === 'off') this.#wire.offHook()
    else this.#wire.onHook()
  }

  write(aLaw: Uint8Array): void {
    this.#wire.speak(aLaw)
    this.#said.set(aLaw)
    this.#hasSpoken = true
  }

  close(): void {
    this.#listener = null
    this.#wire.unplug()
  }

  ring(isOn: boolean): void {
    this.#tell(isOn ? 'ring-on' : 'ring-off')
  }

  reversePolarity(): void {
    this.#tell('polarity')
  }

  hear(aLaw: Uint8Array): void {
    const heard = this.#copper?.carry(aLaw, this.#hasSpoken ? this.#said : null) ?? aLaw
    this.#hasSpoken = false
    this.#listener?.frame(heard)
  }

  changed(): void {}

  #tell(event: CardEvent): void {
    this.#listener?.event(event)
  }
}
