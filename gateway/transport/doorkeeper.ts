// Who may speak to us at all, decided before a message is read: a flood must cost next to nothing. Rules G1-G9 of SPEC.md.
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

/** Why a message or a connection was turned away. */
export const GuardDrop = [
  'unknown-source',
  'blocked-source',
  'rate',
  'muted-method',
  'malformed',
  'certificate',
] as const
export type GuardDrop = (typeof GuardDrop)[number]

/** What an operator sees of the door; the sources are counted when asked. */
export type GuardFigures = {
  dropped: Readonly<Record<GuardDrop, number>>
  blockedSources: number
  mutedSources: number
}

/** Long enough for any method. */
const START_OCTETS = 24

export class Doorkeeper {
  readonly #options: Options
  readonly #strangers: SourceGuard
  /** Trunks keep their calls whatever they do; only their other requests can lose their answers (G7). */
  readonly #trunks: SourceGuard
  readonly #dropped: Record<GuardDrop, number> = {
    'unknown-source': 0,
    'blocked-source': 0,
    rate: 0,
    'muted-method': 0,
    malformed: 0,
    certificate: 0,
  }

  constructor(options: Options) {
    this.#options = options
    this.#strangers = new SourceGuard(options.now)
    this.#trunks = new SourceGuard(options.now)
  }

  get figures(): GuardFigures {
    return { dropped: this.#dropped, blockedSources: this.#strangers.blocked, mutedSources: this.#trunks.blocked }
  }

  admitsConnection(address: string): boolean {
    const { isLineAddress, isKnownAddress } = this.#options
    if (isLineAddress(address)) return true
    if (this.#strangers.isBlocked(address)) return this.drop('blocked-source')
    if (isKnownAddress(address)) return true
    this.failStranger(address)
    return this.drop('unknown-source')
  }

  admits(octets: Uint8Array, { address }: Endpoint): boolean {
    const { isLineAddress, isKnownAddress, isAwaiting } = this.#options
    if (isLineAddress(address)) return this.#admitsTrunk(octets, address)
    if (this.#strangers.isBlocked(address)) return this.drop('blocked-source')
    // G6: an answer is proved by its branch: a trunk with many addresses may send it from any of them.
    const isHeard = isKnownAddress(address) || (isAwaiting() && startOf(octets).startsWith('SIP/'))
    if (isHeard) return this.#strangers.takes(address) || this.drop('rate')
    this.failStranger(address)
    return this.drop('unknown-source')
  }

  /** Counts it; false, for who decides by it. */
  drop(reason: GuardDrop): false {
    this.#dropped[reason]++
    return false
  }

  failStranger(address: string): void {
    if (this.#strangers.fail(address)) this.#options.log('sip.source-blocked', { address })
  }

  /** A known source sent what no trunk sends: a method that we do not offer, or what cannot be read. */
  failTrunk(address: string): void {
    if (this.#trunks.fail(address)) this.#options.log('sip.source-muted', { address })
  }

  #admitsTrunk(octets: Uint8Array, address: string): boolean {
    if (!this.#trunks.takes(address)) return this.drop('rate')
    return !this.#isMuted(octets, address) || this.drop('muted-method')
  }

  #isMuted(octets: Uint8Array, address: string): boolean {
    if (!this.#trunks.isBlocked(address)) return false
    const [method = ''] = startOf(octets).split(' ')
    return !isOffered(method) && !method.startsWith('SIP/')
  }
}

const startOf = (octets: Uint8Array): string => octetText(octets.subarray(0, START_OCTETS))
