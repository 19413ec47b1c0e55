// One outgoing RTP stream: our own SSRC, and sequence numbers and timestamps that go on without a break while the
// sources of its sound change (relayed legs, players, the mixer). SPEC.md O1-O4.

const FRAME_MS = 20
/** A longer break than this passed in silence. */
const BREAK_MS = 100
/** The source key of sound made by our own clock. */
export const CLOCK_SOURCE = -1
const NO_SOURCE = -2
const REORDER_GUARD = 100

export class OutgoingStream {
  /** Of the packet to be sent now. */
  sequence: number
  timestamp: number
  marker = false
  /** Of the codec that is sent now: 8, or 48 for Opus. */
  clockPerMs = 8
  packets = 0
  octets = 0
  /** Of the newest packet, for sender reports. */
  newestTimestamp: number
  newestAt = 0
  #source = NO_SOURCE
  #sequenceShift = 0
  #timestampShift = 0
  #newestSequence: number
  #firstSequence = 0
  #sinceChange = 0

  constructor(
    readonly ssrc: number,
    sequence: number,
    timestamp: number,
  ) {
    this.sequence = sequence
    this.timestamp = timestamp
    this.#newestSequence = sequence
    this.newestTimestamp = timestamp
  }

  /** Numbers a relayed packet. False when it must not be sent: it is from before its source took over. */
  relay(source: number, sequence: number, timestamp: number, marker: boolean, now: number): boolean {
    const changed = source !== this.#source
    if (changed) {
      this.#sequenceShift = (this.#newestSequence + 1 - sequence) & 0xffff
      this.#timestampShift = (this.#nextTimestamp(now) - timestamp) | 0
      this.#change(source)
    }
    this.sequence = (sequence + this.#sequenceShift) & 0xffff
    this.timestamp = (timestamp + this.#timestampShift) >>> 0
    this.marker = marker || changed
    if (this.#sinceChange < REORDER_GUARD && ((this.sequence - this.#firstSequence) & 0xffff) > 0x7fff) return false
    this.#sent(now)
    return true
  }

  /** Numbers a frame of our own clock. */
  frame(now: number): void {
    const changed = this.#source !== CLOCK_SOURCE
    const silentMs = now - this.newestAt
    const frame = FRAME_MS * this.clockPerMs
    this.timestamp = changed || silentMs > BREAK_MS ? this.#nextTimestamp(now) : (this.newestTimestamp + frame) >>> 0
    if (changed) this.#change(CLOCK_SOURCE)
    this.marker = changed
    this.sequence = (this.#newestSequence + 1) & 0xffff
    this.#sent(now)
  }

  /** Numbers a packet of a telephone-event: all packets of one event carry `timestamp` (RFC 4733 §2.5.1.2). */
  event(timestamp: number, marker: boolean, now: number): void {
    if (this.#source !== NO_SOURCE) this.#change(NO_SOURCE)
    this.timestamp = timestamp
    this.marker = marker
    this.sequence = (this.#newestSequence + 1) & 0xffff
    this.#sent(now)
  }

  /** The timestamp of an event that starts now. */
  eventTimestamp(now: number): number {
    return this.#nextTimestamp(now)
  }

  #change(source: number): void {
    this.#source = source
    this.#sinceChange = 0
    this.#firstSequence = (this.#newestSequence + 1) & 0xffff
  }

  /** O3: time that passed in silence passes in the timestamp too, in whole frames. */
  #nextTimestamp(now: number): number {
    const frames = this.newestAt === 0 ? 1 : Math.max(1, Math.round((now - this.newestAt) / FRAME_MS))
    return (this.newestTimestamp + frames * FRAME_MS * this.clockPerMs) >>> 0
  }

  #sent(now: number): void {
    this.#sinceChange++
    if (((this.sequence - this.#newestSequence) & 0xffff) > 0x7fff) return
    this.#newestSequence = this.sequence
    this.newestTimestamp = this.timestamp
    this.newestAt = now
  }

  count(octets: number): void {
    this.packets++
    this.octets += octets
  }
}
