// Which source address a leg's RTP is taken from (symmetric RTP, RFC 4961), so that nobody else can put sound into a
// call or draw it off. ../media/SPEC.md L1-L3.
import { isSameAddress, type PeerKey, UNKNOWN_PEER } from '../datagram/peer-keys.ts'

export class SourceLatch {
  #expected: PeerKey = UNKNOWN_PEER
  #latched: PeerKey = UNKNOWN_PEER
  #anySource = false

  /** A changed remote side starts over; the same one keeps its latch. */
  expect(remote: PeerKey, anySource: boolean): void {
    if (this.#expected !== remote) this.#latched = UNKNOWN_PEER
    this.#expected = remote
    this.#anySource = anySource
  }

  /** May a packet from here be looked at? Once latched only the latched source may, or the very one of the SDP. */
  allows(source: PeerKey): boolean {
    if (source === this.#latched || source === this.#expected) return source !== UNKNOWN_PEER
    if (this.isLatched || this.#expected === UNKNOWN_PEER) return false
    return this.#anySource || (source !== UNKNOWN_PEER && isSameAddress(source, this.#expected))
  }

  /**
   * The packet was proper RTP: from now on only this source. L3: a carrier's stream of an earlier call, still running
   * into our port, must not keep out the right one.
   */
  latch(source: PeerKey): void {
    if (!this.isLatched || source === this.#expected) this.#latched = source
  }

  get latched(): PeerKey {
    return this.#latched
  }

  /** Is the latched source the very one of the SDP? */
  get isExpected(): boolean {
    return this.isLatched && this.#latched === this.#expected
  }

  get isLatched(): boolean {
    return this.#latched !== UNKNOWN_PEER
  }

  /** Where sound goes: the latched source, before that the one of the SDP. */
  get target(): PeerKey {
    return this.isLatched ? this.#latched : this.#expected
  }
}
