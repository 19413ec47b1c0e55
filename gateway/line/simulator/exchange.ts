// The simulated exchange: circuits, their calls, their sound. Knows nothing of the call centre. SPEC.md X1-X20.
import type { Ms } from '#protocol/ids'
import { Circuit } from './circuit.ts'
import { findDestination, plainNumber, type VirtualSubscriber } from './dial-plan.ts'
import {
  type Routed,
  type SubscriberEffect,
  type SubscriberId,
  type SubscriberInput,
  stepSubscriber,
} from './subscriber.ts'
import type { Subscription, Terminal, Wire } from './terminal.ts'
import { virtualTerminal } from './virtual-subscribers.ts'

export type ExchangeOptions = {
  /** The date of a caller id, MMDDhhmm. */
  date(): string
  /** Does the caller's polarity reverse at the answer? Lines that are metered have it. */
  reversesAtAnswer: boolean
}

export class Exchange {
  readonly #circuits = new Map<SubscriberId, Circuit>()
  #now: Ms = 0
  #virtuals = 0
  readonly #inputs: { id: SubscriberId; input: SubscriberInput }[] = []
  #isStepping = false

  constructor(private readonly options: ExchangeOptions) {}

  plug(id: SubscriberId, subscription: Subscription, terminal: Terminal): Wire {
    const circuit = new Circuit(id, subscription, terminal)
    this.#circuits.set(id, circuit)
    return {
      offHook: () => this.#step(id, { type: 'off-hook' }),
      onHook: () => this.#step(id, { type: 'on-hook' }),
      speak: (aLaw) => circuit.speak(aLaw),
      unplug: () => this.#unplug(circuit),
    }
  }

  subscribe(id: SubscriberId, subscription: Subscription): void {
    const circuit = this.#circuits.get(id)
    if (circuit) circuit.subscription = subscription
  }

  tick(now: Ms): void {
    this.#now = now
    const circuits = [...this.#circuits.values()]
    for (const { id, timerAt } of circuits) {
      const circuit = this.#circuits.get(id)
      if (circuit === undefined || timerAt === null || timerAt > now) continue
      circuit.timerAt = null
      this.#step(id, { type: 'timer' })
    }
    for (const circuit of circuits) circuit.turn()
    for (const circuit of circuits) circuit.listenForDigits((digit) => this.#step(circuit.id, { type: 'digit', digit }))
    for (const circuit of circuits)
      if (this.#circuits.get(circuit.id) === circuit) circuit.sound(this.#peerOf(circuit)?.said ?? null)
  }

  #peerOf({ state }: Circuit): Circuit | undefined {
    return state.state === 'talking' ? this.#circuits.get(state.peer) : undefined
  }

  #unplug(circuit: Circuit): void {
    if (this.#circuits.get(circuit.id) !== circuit) return
    if (circuit.state.state === 'ringing') this.#step(circuit.state.caller, { type: 'peer-gone' })
    this.#step(circuit.id, { type: 'on-hook' })
    circuit.stopRinging()
    this.#circuits.delete(circuit.id)
  }

  /** Inputs that steps bring about wait until the step is done. */
  #step(id: SubscriberId, input: SubscriberInput): void {
    this.#inputs.push({ id, input })
    if (this.#isStepping) return
    this.#isStepping = true
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      const circuit = this.#circuits.get(next.id)
      if (circuit) this.#stepCircuit(circuit, next.input)
    }
    this.#isStepping = false
  }

  #stepCircuit(circuit: Circuit, input: SubscriberInput): void {
    const [state, effects] = stepSubscriber(circuit.state, input)
    const hasChanged = state.state !== circuit.state.state
    circuit.state = state
    for (const effect of effects) this.#carryOut(circuit, effect)
    if (!hasChanged) return
    circuit.changed()
    const isOver = state.state === 'idle' || state.state === 'tone'
    if (isOver && circuit.subscription.isTemporary) this.#circuits.delete(circuit.id)
  }

  #carryOut(circuit: Circuit, effect: SubscriberEffect): void {
    switch (effect.type) {
      case 'set-timer':
        circuit.timerAt = this.#now + effect.afterMs
        return
      case 'clear-timer':
        circuit.timerAt = null
        return
      case 'tell':
        this.#step(effect.id, effect.input)
        return
      case 'route':
        this.#step(circuit.id, { type: 'routed', routed: this.#route(circuit, effect) })
        return
      case 'start-ringing':
        this.#startRinging(circuit)
        return
      case 'stop-ringing':
        circuit.stopRinging()
        return
      case 'reverse-polarity':
        if (this.options.reversesAtAnswer) circuit.terminal.reversePolarity()
    }
  }

  #startRinging(circuit: Circuit): void {
    const caller = circuit.state.state === 'ringing' ? this.#circuits.get(circuit.state.caller) : undefined
    const number = plainNumber(caller?.subscription.number ?? '')
    circuit.startRinging({ number, date: this.options.date() })
  }

  #route(caller: Circuit, { digits, isComplete }: { digits: string; isComplete: boolean }): Routed {
    const lines = [...this.#circuits.values()]
      .filter(({ subscription }) => !subscription.isTemporary)
      .map(({ id, subscription, state }) => ({ id, number: subscription.number, isFree: state.state === 'idle' }))
    const destination = findDestination(digits, isComplete, lines)
    switch (destination.kind) {
      case 'line':
        return this.#ring(caller, destination.line.id)
      case 'virtual':
        return this.#ring(caller, this.#plugVirtual(destination.subscriber, destination.number))
      case 'tone':
        return { to: 'tone', tone: destination.tone }
      case 'more-digits':
        return { to: 'more-digits' }
    }
  }

  #ring(caller: Circuit, id: SubscriberId): Routed {
    this.#step(id, { type: 'rung', caller: caller.id })
    return { to: 'subscriber', id }
  }

  #plugVirtual(kind: VirtualSubscriber, number: string): SubscriberId {
    const id = `virtual:${++this.#virtuals}`
    const wire: Wire = this.plug(
      id,
      { number, callerId: 'none', isTemporary: true },
      virtualTerminal(kind, () => wire),
    )
    return id
  }
}
