// Digits as RFC 4733 telephone-events. SPEC.md T1-T6.

export const EVENT_PAYLOAD = 4
export const EVENT_DIGITS = '0123456789*#ABCD'
/** Loud enough for every receiver and far from clipping: -10 dBm0. */
const VOLUME = 10
const SAME_EVENT_GAP_MS = 60
const LONGEST_SEGMENT = 0xffff

export function writeEvent(
  bytes: Uint8Array,
  at: number,
  event: { code: number; end: boolean; duration: number },
): void {
  bytes[at] = event.code
  bytes[at + 1] = (event.end ? 0x80 : 0) | VOLUME
  bytes[at + 2] = event.duration >> 8
  bytes[at + 3] = event.duration & 255
}

export class TelephoneEventReceiver {
  #timestamp = -1
  #code = -1
  #duration = 0
  #ended = true
  #heardAt = 0

  /** The digit when this packet is the first we see of its event, else null. */
  receive(
    bytes: Uint8Array,
    start: number,
    end: number,
    head: { timestamp: number; marker: boolean },
    now: number,
  ): string | null {
    if (end - start < EVENT_PAYLOAD) return null
    const code = bytes[start]!
    const digit = EVENT_DIGITS[code]
    if (digit === undefined) return null
    const duration = (bytes[start + 2]! << 8) | bytes[start + 3]!
    const ended = (bytes[start + 1]! & 0x80) !== 0
    const isNew = !this.#continues(code, head, now)
    if (isNew && this.#timestamp >= 0 && ((head.timestamp - this.#timestamp) | 0) < 0) return null
    this.#ended = ended || (!isNew && head.timestamp === this.#timestamp && this.#ended)
    this.#timestamp = head.timestamp
    this.#code = code
    this.#duration = duration
    this.#heardAt = now
    return isNew ? digit : null
  }

  #continues(code: number, head: { timestamp: number; marker: boolean }, now: number): boolean {
    if (head.timestamp === this.#timestamp) return true
    if (code !== this.#code || head.marker) return false
    // §2.5.1.3: an event longer than 65,535 ticks goes on in a new segment without a marker.
    const isNextSegment =
      head.timestamp === (this.#timestamp + LONGEST_SEGMENT) >>> 0 && this.#duration >= LONGEST_SEGMENT - 400
    // Some gateways move the timestamp with every packet of one event.
    return isNextSegment || (!this.#ended && now - this.#heardAt < SAME_EVENT_GAP_MS)
  }
}
