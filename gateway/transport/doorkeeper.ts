// Who may speak to us at all, decided before a message is read: a flood must cost next to nothing. Rules G1-G8 of SPEC.md.
import { isOffered } from '../sip/admission.ts'
import { octetText } from '../sip/octets.ts'
import type { Endpoint } from '../sip/via.ts'
import { SourceGuard } from './source-guard.ts'

type Options = {
  /** Is the address one of a configured line's? */
  isLineAddress(address: string): boolean
  /** Is it at least the other side's of a living dialog? */
  isKnownAddress(address: string): boolean
  /** Are there requests of ours without their answers? */
  isAwaiting(): boolean
  now: () => number
  log: (event: string, fields: Record<string, unknown>) => void
}

/** Long enough for any method. */
const START_OCTETS = 24

export class Doorkeeper {
  readonly #options: Options
  readonly #strangers: SourceGuard
  /** Trunks keep their calls whatever they do; only their other requests can lose their answers (G7). */
  readonly #trunks: SourceGuard

  constructor(options: Options) {
    this.#options = options
    this.#strangers = new SourceGuard(options.now)
    this.#trunks = new SourceGuard(options.now)
  }

  admitsConnection(address: string): boolean {
    const { isLineAddress, isKnownAddress } = this.#options
    if (isLineAddress(address)) return true
    if (this.#strangers.isBlocked(address)) return false
    if (isKnownAddress(address)) return true
    this.failStranger(address)
    return false
  }

  admits(octets: Uint8Array, { address }: Endpoint): boolean {
    const { isLineAddress, isKnownAddress, isAwaiting } = this.#options
    if (isLineAddress(address)) return this.#trunks.takes(address) && !this.#isMuted(octets, address)
    if (this.#strangers.isBlocked(address)) return false
    if (isKnownAddress(address)) return this.#strangers.takes(address)
    // G6: an answer is proved by its branch: a trunk with many addresses may send it from any of them.
    if (isAwaiting() && startOf(octets).startsWith('SIP/')) return this.#strangers.takes(address)
    this.failStranger(address)
    return false
  }

  failStranger(address: string): void {
    if (this.#strangers.fail(address)) this.#options.log('sip.source-blocked', { address })
  }

  /** A known source sent what no trunk sends: a method that we do not offer, or what cannot be read. */
  failTrunk(address: string): void {
    if (this.#trunks.fail(address)) this.#options.log('sip.source-muted', { address })
  }

  #isMuted(octets: Uint8Array, address: string): boolean {
    if (!this.#trunks.isBlocked(address)) return false
    const [method = ''] = startOf(octets).split(' ')
    return !isOffered(method) && !method.startsWith('SIP/')
  }
}

const startOf = (octets: Uint8Array): string => octetText(octets.subarray(0, START_OCTETS))
