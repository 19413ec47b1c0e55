// How the exchange rings a subscriber: cadence, and the caller id at its place in it. SPEC.md X13-X15.
import { FRAME_MS } from '../../media/frame-clock.ts'
import { RING_OFF_MS, RING_ON_MS } from '../../tone/call-tones.ts'
import { absentNumber, numberOnly } from '../../tone/caller-id.ts'
import { writeMdmf } from '../../tone/caller-id-message.ts'
import { dtmfCallerIdDigits } from '../../tone/dtmf-caller-id.ts'
import { DtmfSequence } from '../../tone/dtmf-sequence.ts'
import { FskGenerator } from '../../tone/fsk-generator.ts'
import type { CallerIdKind } from './terminal.ts'

const PERIOD_FRAMES = (RING_ON_MS + RING_OFF_MS) / FRAME_MS
const ON_FRAMES = RING_ON_MS / FRAME_MS
/** At least half a second after the first ring (Bellcore; YDN 069 keeps to it). */
const FSK_AT_FRAME = ON_FRAMES + 600 / FRAME_MS
const DTMF_FRAMES = 4
const PAUSE_BEFORE_RING_FRAMES = 400 / FRAME_MS

export type RingOptions = { callerId: CallerIdKind; number: string; date: string }

export class Ringing {
  readonly #dtmf = new DtmfSequence(DTMF_FRAMES, DTMF_FRAMES)
  readonly #fsk: FskGenerator | null
  #pause = 0
  #frame = 0
  #isOn = false

  constructor(
    { callerId, number, date }: RingOptions,
    private readonly ring: (isOn: boolean) => void,
  ) {
    const said = { ...(number === '' ? absentNumber('unavailable') : numberOnly(number)), date }
    this.#fsk = callerId === 'fsk' ? new FskGenerator(writeMdmf(said)) : null
    if (callerId === 'dtmf' && number !== '') {
      this.#dtmf.add(dtmfCallerIdDigits(number))
      this.#pause = PAUSE_BEFORE_RING_FRAMES
    }
  }

  /** The next 20 ms; false when there is no sound in them. */
  read(out: Int16Array): boolean {
    if (this.#dtmf.read(out)) return true
    if (this.#pause > 0) {
      this.#pause--
      return false
    }
    const frame = this.#frame++
    this.#set(frame % PERIOD_FRAMES < ON_FRAMES)
    if (this.#fsk === null || frame < FSK_AT_FRAME || frame >= PERIOD_FRAMES) return false
    this.#fsk.read(out)
    return true
  }

  stop(): void {
    this.#set(false)
  }

  #set(isOn: boolean): void {
    if (isOn === this.#isOn) return
    this.#isOn = isOn
    this.ring(isOn)
  }
}
