// Which source address a leg's RTP is taken from (symmetric RTP, RFC 4961), so that nobody else can put sound into a
// call or draw it off. SPEC.md L1-L4.

export class SourceLatch {
  #expected: string | null = null
  #anySource = false
  #address: string | null = null
  #port = 0

  /** A changed remote side starts over; the same one keeps its latch. */
  expect(address: string, anySource: boolean, isSameRemote: boolean): void {
    if (!isSameRemote) this.#address = null
    this.#expected = address
    this.#anySource = anySource
  }

  /** May a packet from here be looked at? Once latched only the latched source may. */
  allows(address: string, port: number): boolean {
    if (this.#address !== null) return port === this.#port && address === this.#address
    return this.#expected !== null && (this.#anySource || address === this.#expected)
  }

  /** The packet was sound RTP with the negotiated payload type: from now on only this source. */
  latch(address: string, port: number): void {
    if (this.#address !== null) return
    this.#address = address
    this.#port = port
  }

  get address(): string | null {
    return this.#address
  }

  get port(): number {
    return this.#port
  }
}
