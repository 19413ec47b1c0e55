// Things that went wrong and were put right at this seat, kept until they are read: a missed call, a sound gap.
/** A shorter gap is not worth a band: nobody hears it. */
const leastGapMs = 1000

class Incidents {
  /** Length of the last gap in the sound; goes by itself after 5 s. */
  gapMs: number | null = $state(null)
  missedAt: number | null = $state(null)
  returnedAt: number | null = $state(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  soundBack(gapMs: number): void {
    if (gapMs < leastGapMs) return
    this.gapMs = gapMs
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => (this.gapMs = null), 5000)
  }

  clear(): void {
    this.gapMs = this.missedAt = this.returnedAt = null
  }
}

export const incidents = new Incidents()
