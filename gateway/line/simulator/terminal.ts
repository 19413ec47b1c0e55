// What stands at the subscriber's end of a line of the simulated exchange: a card, a demo telephone, a voice that answers.
import type { SubscriberState } from './subscriber.ts'

export interface Terminal {
  /** Ring voltage comes or goes. */
  ring(isOn: boolean): void
  reversePolarity(): void
  /** 20 ms of A-law, every tick; valid during the call only. */
  hear(aLaw: Uint8Array): void
  /** For the label on the telephone only: nothing that a wire would not carry is decided by it. */
  changed(state: SubscriberState['state']): void
}

/** The wire, as the terminal has it. */
export interface Wire {
  offHook(): void
  onHook(): void
  /** 20 ms of A-law, at most once a tick; nothing said is silence. */
  speak(aLaw: Uint8Array): void
  unplug(): void
}

/** How a subscriber is told who calls. */
export type CallerIdKind = 'fsk' | 'dtmf' | 'none'

export type Subscription = {
  number: string
  callerId: CallerIdKind
  /** Reached only by the number's own line, and gone with its call. */
  isTemporary?: boolean
}
