// The receivers of one line; which of them listen, the line says.

import { CallProgressDetector, type ProgressSign } from '../../tone/call-progress-detector.ts'
import type { CallerId } from '../../tone/caller-id.ts'
import { DtmfCallerIdReceiver } from '../../tone/dtmf-caller-id.ts'
import { FskCallerIdReceiver } from '../../tone/fsk-receiver.ts'
import type { Listening } from './analogue-state.ts'

export type EarEvents = {
  callerId(callerId: CallerId): void
  heard(sign: ProgressSign): void
}

export class LineEars {
  #dtmf: DtmfCallerIdReceiver | null = null
  #fsk: FskCallerIdReceiver | null = null
  #progress: CallProgressDetector | null = null

  constructor(private readonly events: EarEvents) {}

  /** Receivers begin anew each time. */
  listen(to: Listening): void {
    this.#dtmf = to === 'dtmf-caller-id' || to === 'caller-id' ? new DtmfCallerIdReceiver() : null
    this.#fsk = to === 'caller-id' ? new FskCallerIdReceiver() : null
    this.#progress = to === 'progress' ? new CallProgressDetector() : null
  }

  feed(samples: Int16Array): void {
    this.#dtmf?.feed(samples, this.events.callerId)
    this.#fsk?.feed(samples, this.events.callerId)
    this.#progress?.feed(samples, this.events.heard)
  }
}
