// The simulator on the real media core, with a clock moved by hand. For tests.

import type { GatewayFact } from '#protocol/gateway-messages'
import type { LegId, LineId } from '#protocol/ids'
import type { LineConfig, SimulatorLineConfig } from '#protocol/line-config'
import { A_TO_LINEAR, encodeFrame, FRAME_SAMPLES } from '../../codec/g711.ts'
import { MediaCore } from '../../media/media-core.ts'
import type { MediaFact } from '../../media/media-engine.ts'
import { type FromMediaWorker, MEDIA_DEFAULTS } from '../../media/media-messages.ts'
import { DtmfSequence } from '../../tone/dtmf-sequence.ts'
import type { DemoTelephones } from '../demo-telephones.ts'
import type { LineDriver, LineFact } from '../line-driver.ts'
import type { Exchange } from './exchange.ts'
import { startExchangeWith } from './exchange-module.ts'
import type { LineFaults } from './line-faults.ts'
import { openSimulator, type SimulatorMedia } from './open-simulator.ts'
import type { SubscriberState } from './subscriber.ts'
import type { Terminal, Wire } from './terminal.ts'

const FRAME_MS = 20

export const simulatorLine = (changed: Partial<SimulatorLineConfig> = {}): SimulatorLineConfig => ({
  id: 'one',
  name: 'One',
  kind: 'simulator',
  enabled: true,
  number: '4008008888',
  outbound: true,
  callerId: 'fsk',
  ...changed,
})

class HandClock {
  #now = 0
  #due: { at: number; run: () => void }[] = []
  readonly now = (): number => this.#now
  readonly after = (ms: number, run: () => void): (() => void) => {
    const entry = { at: this.#now + ms, run }
    this.#due.push(entry)
    return () => {
      this.#due = this.#due.filter((other) => other !== entry)
    }
  }

  step(): void {
    this.#now += FRAME_MS
    const ripe = this.#due.filter(({ at }) => at <= this.#now)
    this.#due = this.#due.filter(({ at }) => at > this.#now)
    for (const { run } of ripe) run()
  }
}

/** A subscriber of the exchange as a test plays it: says what it is told to, keeps what it hears. */
export class TestSubscriber implements Terminal {
  state: SubscriberState['state'] = 'idle'
  rings = 0
  reversals = 0
  heard: Uint8Array[] = []
  /** What it says, frame by frame. */
  voice: ((frame: number) => Uint8Array) | null = null
  readonly #keys = new DtmfSequence(4, 4)
  readonly #linear = new Int16Array(FRAME_SAMPLES)
  readonly #wire: Wire
  #frame = 0

  constructor(exchange: Exchange, number: string) {
    this.#wire = exchange.plug(`test:${number}`, { number, callerId: 'none' }, this)
  }

  offHook = (): void => this.#wire.offHook()
  onHook = (): void => this.#wire.onHook()
  unplug = (): void => this.#wire.unplug()
  key(digits: string): void {
    this.#keys.add(digits)
  }

  ring(isOn: boolean): void {
    if (isOn) this.rings++
  }
  reversePolarity(): void {
    this.reversals++
  }
  changed(state: SubscriberState['state']): void {
    this.state = state
  }

  hear(aLaw: Uint8Array): void {
    this.heard.push(aLaw.slice())
    const frame = new Uint8Array(FRAME_SAMPLES)
    if (this.#keys.read(this.#linear)) encodeFrame('PCMA', this.#linear, frame)
    else if (this.voice === null) return
    else frame.set(this.voice(this.#frame++))
    this.#wire.speak(frame)
  }

  /** Linear samples of the last so many milliseconds. */
  lastHeard(ms: number): Int16Array {
    return Int16Array.from(
      this.heard.slice(-ms / FRAME_MS).flatMap((frame) => [...frame]),
      (code) => A_TO_LINEAR[code]!,
    )
  }
}

export class SimulatorBench {
  readonly driver: LineDriver
  readonly telephones: DemoTelephones
  readonly facts: LineFact[] = []
  readonly reported: GatewayFact[] = []
  readonly mediaFacts: MediaFact[] = []
  exchange!: Exchange
  readonly #clock = new HandClock()
  readonly #core: MediaCore
  #listener: (message: unknown) => void = () => {}
  #legs = 0

  constructor(options: { reversesAtAnswer?: boolean; faults?: Record<LineId, LineFaults> } = {}) {
    const { reversesAtAnswer = true, faults = {} } = options
    const start = startExchangeWith({
      newLegId: () => `in-${++this.#legs}`,
      date: () => '11221014',
      reversesAtAnswer,
      faultsOf: (lineId) => faults[lineId] ?? null,
      onExchange: (exchange) => {
        this.exchange = exchange
      },
    })
    const config = { ...MEDIA_DEFAULTS, address: '127.0.0.1', recordingsDir: '/nowhere' }
    const control = { open: () => {}, post: () => {} }
    const post = (message: FromMediaWorker): void => this.#fromCore(message)
    this.#core = new MediaCore({ config, control, scheduler: this.#clock, post }, [start])
    const media: SimulatorMedia = {
      postToModule: (name, message) => this.#core.execute({ type: 'module', name, message: structuredClone(message) }),
      onModuleMessage: (_name, listener) => {
        this.#listener = listener
      },
      connectPhone: () => {},
      disconnectPhone: () => {},
    }
    const emit = (fact: LineFact): number => this.facts.push(fact)
    const report = (fact: GatewayFact): number => this.reported.push(fact)
    const { driver, telephones } = openSimulator(media, emit, report, (run, ms) => this.#clock.after(ms, run))
    this.driver = driver
    this.telephones = telephones
  }

  configure(...lines: LineConfig[]): void {
    this.driver.configure(lines)
  }

  subscriber(number: string): TestSubscriber {
    return new TestSubscriber(this.exchange, number)
  }

  async advance(ms: number): Promise<void> {
    for (let at = 0; at < ms; at += FRAME_MS) {
      this.#clock.step()
      // A player is ready a promise or two after its start.
      await Promise.resolve()
    }
  }

  /** The two hear each other. */
  join(a: LegId, b: LegId): void {
    const members = [
      { legId: a, hears: [b] },
      { legId: b, hears: [a] },
    ]
    this.#core.execute({ type: 'set-room', roomId: 'room', members })
  }

  sendDigits(legId: LegId, digits: string): void {
    this.#core.execute({ type: 'send-digits', legId, digits })
  }

  play(legId: LegId, hz: number): void {
    const items = [{ kind: 'tone' as const, hz: [hz], ms: 60_000 }]
    this.#core.execute({ type: 'start-player', player: { playerId: 'p', legId, items, loop: true, bargeIn: false } })
  }

  digits(legId: LegId): string {
    return this.mediaFacts
      .flatMap((fact) => (fact.type === 'leg.digit' && fact.legId === legId ? [fact.digit] : []))
      .join('')
  }

  of<T extends LineFact['type']>(type: T): Extract<LineFact, { type: T }>[] {
    return this.facts.filter((fact): fact is Extract<LineFact, { type: T }> => fact.type === type)
  }

  close(): void {
    this.#core.execute({ type: 'close', request: 0 })
  }

  #fromCore(message: FromMediaWorker): void {
    if (message.type === 'module') this.#listener(structuredClone(message.message))
    else if (message.type === 'fact') this.mediaFacts.push(message.fact)
  }
}
