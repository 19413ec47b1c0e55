// How long before they were due the last packets came: the measured jitter that the jitter queue goes by. SPEC.md J6.

/** 2.5 s of 20 ms packets. */
const KEPT = 128
/** So many of them may have come later: two in a hundred. */
const OUTLIERS = 2
const RECOUNT_EVERY = 16
/** Before so many are known nobody is called early. */
const MIN_KNOWN = 48
/** Neither late nor early, in samples. */
const ENOUGH = 120

export class ArrivalMargins {
  readonly #margins = new Int32Array(KEPT)
  #count = 0
  #late = 0
  /** The margin in samples that all but two in a hundred kept; negative when more than that came too late. */
  low = ENOUGH

  /** `margin` in samples, negative for a packet that came too late. */
  add(margin: number): void {
    this.#margins[this.#count % KEPT] = margin
    this.#count++
    if (margin < 0) this.#late++
    if (this.#late > OUTLIERS || this.#count % RECOUNT_EVERY === 0) this.#recount()
  }

  /** Everything is given out so much later than before (or earlier: negative). */
  shift(by: number): void {
    for (let i = 0; i < KEPT; i++) this.#margins[i]! += by
    this.#recount()
  }

  reset(): void {
    this.#count = 0
    this.#late = 0
    this.low = ENOUGH
  }

  #recount(): void {
    const known = Math.min(this.#count, KEPT)
    let [first, second, third] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
    this.#late = 0
    for (let i = 0; i < known; i++) {
      const margin = this.#margins[i]!
      if (margin < 0) this.#late++
      if (margin < first) [first, second, third] = [margin, first, second]
      else if (margin < second) [second, third] = [margin, second]
      else if (margin < third) third = margin
    }
    this.low = known < MIN_KNOWN && third >= 0 ? ENOUGH : third
  }
}
