// Which source address a leg's RTP is taken from (symmetric RTP, RFC 4961), so that nobody else can put sound into a
// call or draw it off. ../media/SPEC.md L1-L3.

export class SourceLatch {
  #expected: { address: string; port: number } | null = null
  #anySource = false
  #address: string | null = null
  #port = 0

  /** A changed remote side starts over; the same one keeps its latch. */
  expect(remote: { address: string; port: number }, anySource: boolean): void {
    if (this.#expected?.address !== remote.address || this.#expected.port !== remote.port) this.#address = null
    this.#expected = { address: remote.address, port: remote.port }
    this.#anySource = anySource
  }

  /** May a packet from here be looked at? Once latched only the latched source may, or the very one of the SDP. */
  allows(address: string, port: number): boolean {
    if (this.#address !== null && port === this.#port && address === this.#address) return true
    if (this.#isExpected(address, port)) return true
    return this.#address === null && this.#expected !== null && (this.#anySource || address === this.#expected.address)
  }

  /** The packet was proper RTP: from now on only this source. */
  latch(address: string, port: number): void {
    if (this.#address !== null && !this.#isExpected(address, port)) return
    this.#address = address
    this.#port = port
  }

  get address(): string | null {
    return this.#address
  }

  get port(): number {
    return this.#port
  }

  /** L3: a carrier's stream of an earlier call, still running into our port, must not keep out the right one. */
  #isExpected(address: string, port: number): boolean {
    return port === this.#expected?.port && address === this.#expected.address
  }
}
