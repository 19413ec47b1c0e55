// The extension point of the media worker: other code that makes sound (card drivers, the simulated exchange) runs in
// the worker as a module and opens legs of its own. SPEC.md M1-M6.
import type { LegId } from '#protocol/ids'
import type { SoundPort, SoundSink } from './sound-port.ts'

export interface WorkerModule {
  readonly name: string
  /** What its counterpart on the control thread posted to it. */
  handle(message: unknown): void
  /** Every 20 ms, before legs are given their sound: the moment to call receiveFrame. */
  tick?(tick: number): void
  close?(): void
}

/** Called once, when the worker starts. */
export type StartWorkerModule = (host: ModuleHost) => WorkerModule

export interface ModuleLeg extends SoundSink {
  readonly legId: LegId
  /** 20 ms of A-law from the far end. */
  receiveFrame(aLaw: Uint8Array): void
}

export interface ModuleHost {
  /** Null when the id is taken. The port's `pace` should be 'clock': it is then given one frame a tick. */
  openLeg(legId: LegId, makePort: (sink: SoundSink) => SoundPort): ModuleLeg | null
  closeLeg(legId: LegId): void
  /** The demo telephone of that id, connected or not yet. A second plug takes it from the first. */
  plugPhone(phoneId: string, listener: PhoneListener): PhoneSocket
  /** To the listeners of the facade's onModuleMessage. */
  post(message: unknown): void
}

export interface PhoneListener {
  connected(): void
  lost(): void
  /** One 20 ms frame of A-law a tick while the phone sends; valid during the call only. */
  sound(aLaw: Uint8Array): void
  digit(digit: string): void
}

export interface PhoneSocket {
  readonly isUp: boolean
  /** One 20 ms frame of A-law to the phone's ear. */
  send(aLaw: Uint8Array): void
  unplug(): void
}
