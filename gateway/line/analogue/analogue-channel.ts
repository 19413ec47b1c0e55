// Runs one analogue line in the media worker: carries out what stepLine says, on a card's port. SPEC.md P1-P5, R1-R6.
import type { LegId, LineId, Ms } from '#protocol/ids'
import type { HangupCause, LineFault } from '#protocol/reasons'
import { A_TO_LINEAR, encodeFrame, FRAME_SAMPLES } from '../../codec/g711.ts'
import type { SoundPort } from '../../media/sound-port.ts'
import type { ModuleHost, ModuleLeg } from '../../media/worker-module.ts'
import { DtmfSequence } from '../../tone/dtmf-sequence.ts'
import type { LineFact } from '../line-driver.ts'
import { stepLine } from './analogue-line.ts'
import { type AnalogueEffect, type AnalogueInput, type AnalogueState, IDLE, type TimerName } from './analogue-state.ts'
import type { CardEvent, CardListener, CardPort } from './card-port.ts'
import { dialedDigits } from './dialed-digits.ts'
import { LineEars } from './line-ears.ts'
import { TickTimers } from './tick-timers.ts'

export type ChannelPorts = {
  host: Pick<ModuleHost, 'openLeg' | 'closeLeg'>
  emit(fact: LineFact): void
  newLegId(): LegId
}

/** YD/T: tone and pause of a keyed digit at least 50 ms each; exchanges like a little more. */
const DIGIT_FRAMES = 4

export class AnalogueChannel implements CardListener {
  number: string
  #line: AnalogueState = IDLE
  #now: Ms = 0
  #legId: LegId | null = null
  #leg: ModuleLeg | null = null
  #fault: LineFault | null = null
  #isDialing = false
  readonly #timers = new TickTimers<TimerName>()
  readonly #ears: LineEars
  readonly #digits = new DtmfSequence(DIGIT_FRAMES, DIGIT_FRAMES)
  readonly #linear = new Int16Array(FRAME_SAMPLES)
  readonly #bytes = new Uint8Array(FRAME_SAMPLES)
  readonly #inputs: AnalogueInput[] = []
  #isStepping = false

  constructor(
    readonly lineId: LineId,
    number: string,
    private readonly card: CardPort,
    private readonly ports: ChannelPorts,
  ) {
    this.number = number
    this.#ears = new LineEars({
      callerId: ({ number: presented, name }) =>
        this.#step({ type: 'caller-id', callerId: { number: presented, name } }),
      heard: (sign) => this.#step({ type: 'heard', sign }),
    })
    this.#ears.listen('dtmf-caller-id')
    card.listen(this)
    this.#report()
  }

  get state(): AnalogueState['state'] {
    return this.#line.state
  }

  get legId(): LegId | null {
    return this.#legId
  }

  answer(): void {
    this.#step({ type: 'answer' })
  }

  hangUp(cause: HangupCause): void {
    this.#step({ type: 'hang-up', cause })
  }

  /** False when the line is not free. */
  dial(legId: LegId, to: string): boolean {
    if (this.#line.state !== 'idle') return false
    this.#legId = legId
    this.#step({ type: 'dial', digits: dialedDigits(to) })
    return true
  }

  tick(now: Ms): void {
    this.#now = now
    this.#timers.tick(now, (name) => this.#step({ type: 'timer', name }))
    if (!this.#isDialing) return
    if (this.#digits.read(this.#linear)) {
      encodeFrame('PCMA', this.#linear, this.#bytes)
      this.card.write(this.#bytes)
    } else {
      this.#isDialing = false
      this.#step({ type: 'digits-sent' })
    }
  }

  event(event: CardEvent): void {
    this.#step({ type: event })
  }

  frame(aLaw: Uint8Array): void {
    for (let i = 0; i < FRAME_SAMPLES; i++) this.#linear[i] = A_TO_LINEAR[aLaw[i]!]!
    this.#ears.feed(this.#linear)
    const { state } = this.#line
    if (state === 'answered' || state === 'calling') this.#leg?.receiveFrame(aLaw)
  }

  #report(): void {
    const state = this.#fault === null ? 'up' : 'down'
    const calls = this.#legId === null ? 0 : 1
    this.ports.emit({ type: 'line.changed', lineId: this.lineId, state, fault: this.#fault, detail: '', calls })
  }

  close(): void {
    this.hangUp('shutdown')
    this.card.close()
  }

  /** What an effect brings about comes after the effects it stands among. */
  #step(input: AnalogueInput): void {
    this.#inputs.push(input)
    if (this.#isStepping) return
    this.#isStepping = true
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      const [line, effects] = stepLine(this.#line, next, this.#now)
      this.#line = line
      for (const effect of effects) this.#carryOut(effect)
    }
    this.#isStepping = false
  }

  #carryOut(effect: AnalogueEffect): void {
    switch (effect.type) {
      case 'hook':
        this.card.setHook(effect.hook)
        return
      case 'listen':
        this.#ears.listen(effect.to)
        return
      case 'set-timer':
        this.#timers.set(effect.name, this.#now + effect.afterMs)
        return
      case 'clear-timer':
        this.#timers.clear(effect.name)
        return
      case 'open-sound':
        this.#leg = this.ports.host.openLeg(this.#legId ?? '', () => this.#makePort())
        if (this.#leg === null) this.hangUp('error')
        return
      case 'send-digits':
        this.#digits.clear()
        this.#digits.add(effect.digits)
        this.#isDialing = true
        return
      case 'report':
        if (effect.fault === this.#fault) return
        this.#fault = effect.fault
        this.#report()
        return
      default:
        this.#tellLeg(effect)
    }
  }

  #tellLeg(effect: Extract<AnalogueEffect, { type: 'offer' | 'progressed' | 'answered' | 'end' }>): void {
    const { emit } = this.ports
    if (effect.type === 'offer') {
      const { number: presented, name } = effect.callerId
      const legId = this.ports.newLegId()
      this.#legId = legId
      emit({ type: 'leg.offered', legId, lineId: this.lineId, dialed: this.number, presented, name })
      this.#report()
    }
    const legId = this.#legId
    if (legId === null) return
    if (effect.type === 'progressed') emit({ type: 'leg.progressed', legId, progress: effect.progress })
    else if (effect.type === 'answered') emit({ type: 'leg.answered', legId })
    else if (effect.type === 'end') this.#end(legId, effect)
  }

  #end(legId: LegId, { cause, by, detail }: { cause: HangupCause; by: 'us' | 'them'; detail: string }): void {
    this.#isDialing = false
    this.#legId = null
    if (this.#leg !== null) this.ports.host.closeLeg(legId)
    this.#leg = null
    this.ports.emit({ type: 'leg.ended', legId, cause, by, detail })
    this.#report()
  }

  #makePort(): SoundPort {
    return {
      codec: 'PCMA',
      takes: (codec) => codec === 'PCMA',
      ptimeMs: 20,
      isUp: true,
      pace: 'clock',
      detectsTones: true,
      takesEvents: false,
      send: (bytes, start, end) => {
        if (!this.#isDialing) this.card.write(bytes.subarray(start, end))
      },
      takeQuality: () => null,
      close: () => {},
    }
  }
}
