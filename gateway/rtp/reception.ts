// What we know of one incoming RTP stream: RFC 3550 appendix A.1 (counting), A.3 (loss), A.8 (jitter).
import { ReplayWindow } from './replay-window.ts'

/** A.1 MAX_DROPOUT and MAX_MISORDER: beyond these the sender has restarted. */
const MAX_DROPOUT = 3000
const MAX_MISORDER = 100

export type ReceptionReport = {
  ssrc: number
  fractionLost: number
  cumulativeLost: number
  extendedHighest: number
  jitter: number
}

export class Reception {
  ssrc = -1
  received = 0
  #window = new ReplayWindow()
  #base = 0
  #extended = -1
  #sinceBase = 0
  #jitterMs = 0
  #transit = 0
  #clockPerMs = 8
  #lostBefore = 0
  #priorExpected = 0
  #priorReceived = 0
  #intervalLost = 0
  #intervalReceived = 0

  /**
   * Counts a packet; false when it is a duplicate. `clockPerMs` is 0 for what is not timed: telephone-events repeat one
   * timestamp.
   */
  accept(ssrc: number, sequence: number, timestamp: number, clockPerMs: number, now: number): boolean {
    if (ssrc !== this.ssrc || this.#hasRestarted(sequence)) this.#restart(ssrc, sequence)
    const index = this.#window.indexOf(sequence)
    if (index < 0 || this.#window.isReplay(index)) return false
    this.#window.commit(index)
    if (index > this.#extended) this.#extended = index
    this.received++
    this.#sinceBase++
    if (clockPerMs > 0) this.#countJitter(timestamp, clockPerMs, now)
    return true
  }

  get jitterMs(): number {
    return this.#jitterMs
  }

  get lost(): number {
    return this.#lostBefore + Math.max(0, this.#expected - this.#sinceBase)
  }

  report(): ReceptionReport {
    const expected = this.#expected - this.#priorExpected
    const lost = expected - (this.#sinceBase - this.#priorReceived)
    this.#priorExpected = this.#expected
    this.#priorReceived = this.#sinceBase
    return {
      ssrc: this.ssrc >>> 0,
      fractionLost: expected > 0 && lost > 0 ? Math.min(255, Math.floor((lost * 256) / expected)) : 0,
      cumulativeLost: Math.min(0x7fffff, this.lost),
      extendedHighest: this.#extended >>> 0,
      jitter: Math.round(this.#jitterMs * this.#clockPerMs),
    }
  }

  /** Packets received and lost since the last call. */
  takeInterval(): { received: number; lost: number } {
    const lostNow = this.lost
    const received = this.received - this.#intervalReceived
    const lost = Math.max(0, lostNow - this.#intervalLost)
    this.#intervalReceived = this.received
    this.#intervalLost = lostNow
    return { received, lost }
  }

  get #expected(): number {
    return this.#extended < 0 ? 0 : this.#extended - this.#base + 1
  }

  #hasRestarted(sequence: number): boolean {
    const step = (sequence - this.#extended) & 0xffff
    return step > MAX_DROPOUT && step < 65_536 - MAX_MISORDER
  }

  #restart(ssrc: number, sequence: number): void {
    this.#lostBefore = this.lost
    this.ssrc = ssrc
    this.#window = new ReplayWindow()
    this.#base = sequence
    this.#extended = -1
    this.#sinceBase = 0
    this.#priorExpected = 0
    this.#priorReceived = 0
    this.#transit = Number.NaN
  }

  #countJitter(timestamp: number, clockPerMs: number, now: number): void {
    const transit = (now * clockPerMs - timestamp) % 2 ** 32
    if (clockPerMs !== this.#clockPerMs) {
      this.#clockPerMs = clockPerMs
      this.#transit = Number.NaN
    }
    if (!Number.isNaN(this.#transit)) {
      // Timestamps wrap at 2^32; the difference of two transits must not see it.
      const raw = Math.abs(transit - this.#transit)
      const difference = Math.min(raw, Math.abs(2 ** 32 - raw))
      const differenceMs = difference / clockPerMs
      if (differenceMs < 10_000) this.#jitterMs += (differenceMs - this.#jitterMs) / 16
    }
    this.#transit = transit
  }
}
