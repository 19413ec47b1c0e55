// One request, several targets (RFC 3263 §4.3): on a failure, on 503, and where nothing answers in time, the next target
// is tried by a transaction of its own. Its user sees one transaction. Rules F1-F6 of SPEC.md.
import type { SipRequest, SipResponse } from '../sip/message.ts'
import type { Endpoint } from '../sip/via.ts'
import type { ClientFailure } from '../transaction/client-effects.ts'

/** How a request is tried. */
export type Attempts = {
  /** Tried in order after the first one. */
  others?: Endpoint[]
  /** How long the last of them may stay silent, in ms; 64·T1 when not said. */
  patience?: number | null
}

type Chain = {
  request: SipRequest
  to: Endpoint
  others: Endpoint[]
  patience: number | null
  isHeard: boolean
  /** It has been sent again for the loss of its connection. */
  isRepeated: boolean
}

type Options = {
  /** Starts a transaction; a chain goes on under the name of its first. */
  start(request: SipRequest, to: Endpoint, sending: { name?: string; patience: number | null }): string
  onTargetFailed(request: SipRequest, to: Endpoint, failure: ClientFailure | 'unavailable'): void
  /** The request, and what follows it, is with another target now. */
  onMoved(name: string, to: Endpoint): void
}

const UNAVAILABLE = 503
/** F2: while another target is left, one may stay silent for so long, in ms. */
export const TARGET_PATIENCE_MS = 4000

export class RequestChains {
  readonly #options: Options
  readonly #chains = new Map<string, Chain>()

  constructor(options: Options) {
    this.#options = options
  }

  start(request: SipRequest, to: Endpoint, { others = [], patience = null }: Attempts): string {
    const chain = { request, to, others, patience, isHeard: false, isRepeated: false }
    const name = this.#options.start(request, to, { patience: patienceOf(chain) })
    this.#chains.set(name, chain)
    return name
  }

  /** F5: who no longer wants it does not want it elsewhere either. */
  dropOthers(name: string): void {
    const chain = this.#chains.get(name)
    if (chain) chain.others = []
  }

  /** False when another target is tried instead. */
  passes(name: string, response: SipResponse): boolean {
    const chain = this.#chains.get(name)
    if (!chain) return true
    if (response.status < 200) {
      chain.isHeard = true
      return true
    }
    if (response.status === UNAVAILABLE) {
      this.#options.onTargetFailed(chain.request, chain.to, 'unavailable')
      if (this.#next(name, chain)) return false
    }
    this.#chains.delete(name)
    return true
  }

  /** False when it is tried once more. `isLost`: its connection had been open, and broke. */
  passesFailure(name: string, failure: ClientFailure, isLost: boolean): boolean {
    const chain = this.#chains.get(name)
    if (!chain) return true
    if (!chain.isHeard) {
      if (isLost && !chain.isRepeated) {
        chain.isRepeated = true
        this.#startAgain(name, chain)
        return false
      }
      this.#options.onTargetFailed(chain.request, chain.to, failure)
      if (this.#next(name, chain)) return false
    }
    this.#chains.delete(name)
    return true
  }

  clear(): void {
    this.#chains.clear()
  }

  #next(name: string, chain: Chain): boolean {
    const [to, ...others] = chain.others
    if (!to) return false
    Object.assign(chain, { to, others, isHeard: false })
    this.#options.onMoved(name, to)
    this.#startAgain(name, chain)
    return true
  }

  #startAgain(name: string, chain: Chain): void {
    this.#options.start(chain.request, chain.to, { name, patience: patienceOf(chain) })
  }
}

const patienceOf = ({ others, patience }: Chain): number | null =>
  others.length === 0 ? patience : Math.min(patience ?? TARGET_PATIENCE_MS, TARGET_PATIENCE_MS)
