// The 48-bit packet index of one SSRC and its replay list (RFC 3711 §3.3.1 and §3.3.2).

export const REPLAY_WINDOW = 128

export class ReplayWindow {
  #rollover = 0
  #highest = -1
  #newest = -1
  readonly #seen = new Float64Array(REPLAY_WINDOW).fill(-1)

  /** The index a packet with this sequence number most likely has; negative when it is from before the first packet. */
  indexOf(sequence: number): number {
    if (this.#highest < 0) return sequence
    let rollover = this.#rollover
    if (this.#highest < 32_768) {
      if (sequence - this.#highest > 32_768) rollover--
    } else if (this.#highest - 32_768 > sequence) rollover++
    return rollover * 65_536 + sequence
  }

  isReplay(index: number): boolean {
    return index <= this.#newest - REPLAY_WINDOW || this.#seen[index % REPLAY_WINDOW] === index
  }

  commit(index: number): void {
    this.#seen[index % REPLAY_WINDOW] = index
    if (index <= this.#newest) return
    this.#newest = index
    this.#highest = index % 65_536
    this.#rollover = (index - this.#highest) / 65_536
  }
}
