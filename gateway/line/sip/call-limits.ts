// How many calls a trunk may have at once and begin within a second. Rules L5, L20.
import { field } from '../../sip/make-message.ts'
import type { HeaderField } from '../../sip/message.ts'

export type CallLimit = 'calls at once' | 'calls per second'

/** Half a second's worth may come at the same moment, and always one. */
const BURST_S = 0.5

export class CallRate {
  #tokens = Number.POSITIVE_INFINITY
  #at = 0

  /** 0 = no limit. */
  takes(perSecond: number, now: number): boolean {
    if (perSecond === 0) return true
    const burst = Math.max(1, perSecond * BURST_S)
    this.#tokens = Math.min(burst, this.#tokens + (Math.max(0, now - this.#at) / 1000) * perSecond)
    this.#at = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}

/** Says to the trunk's operator which limit it was (RFC 3261 §20.43; 399 is for people). */
export const limitWarning = (limit: CallLimit): HeaderField => field('warning', `399 trunk "limit: ${limit}"`)
