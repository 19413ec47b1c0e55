// Who answers when no line has the number: an echo, or nobody. SPEC.md X18.
import { A_LAW_SILENCE, FRAME_SAMPLES } from '../../codec/g711.ts'
import { FRAME_MS } from '../../media/frame-clock.ts'
import type { VirtualSubscriber } from './dial-plan.ts'
import type { Terminal, Wire } from './terminal.ts'

const RINGS_BEFORE_ANSWER = 2
const ECHO_FRAMES = 500 / FRAME_MS

class EchoSubscriber implements Terminal {
  #rings = 0
  #isOffHook = false
  readonly #memory = new Uint8Array(FRAME_SAMPLES * ECHO_FRAMES).fill(A_LAW_SILENCE)
  #at = 0

  constructor(private readonly wire: () => Wire) {}

  ring(isOn: boolean): void {
    if (isOn || this.#isOffHook || ++this.#rings < RINGS_BEFORE_ANSWER) return
    this.#isOffHook = true
    this.wire().offHook()
  }

  reversePolarity(): void {}

  hear(aLaw: Uint8Array): void {
    if (!this.#isOffHook) return
    const old = this.#memory.subarray(this.#at, this.#at + FRAME_SAMPLES)
    this.wire().speak(old)
    old.set(aLaw)
    this.#at = (this.#at + FRAME_SAMPLES) % this.#memory.length
  }

  changed(): void {}
}

const NOBODY: Terminal = { ring() {}, reversePolarity() {}, hear() {}, changed() {} }

export const virtualTerminal = (kind: VirtualSubscriber, wire: () => Wire): Terminal =>
  kind === 'echo' ? new EchoSubscriber(wire) : NOBODY
