// The worker's one 20 ms clock. Every tick has its own time counted from the start, so lateness never adds up.
// SPEC.md C1-C3.

export const FRAME_MS = 20
/** A tick that is later than this is not made up for: a burst would be worse than the gap. */
const MAX_CATCH_UP = 2

export type Scheduler = {
  now(): number
  /** Returns a function that cancels. */
  after(ms: number, run: () => void): () => void
}

export const systemScheduler: Scheduler = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

export type TickReport = { lateMs: number; skipped: number }

export class FrameClock {
  readonly #startedAt: number
  #tick = 0
  #cancel: () => void

  constructor(
    private readonly scheduler: Scheduler,
    private readonly onTick: (tick: number, report: TickReport) => void,
  ) {
    this.#startedAt = scheduler.now()
    this.#cancel = this.#schedule()
  }

  stop(): void {
    this.#cancel()
  }

  #schedule(): () => void {
    const due = this.#startedAt + (this.#tick + 1) * FRAME_MS
    return this.scheduler.after(Math.max(0, due - this.scheduler.now()), () => this.#run())
  }

  #run(): void {
    const elapsed = Math.floor((this.scheduler.now() - this.#startedAt) / FRAME_MS)
    const behind = elapsed - this.#tick
    const skipped = Math.max(0, behind - MAX_CATCH_UP)
    this.#tick += skipped
    const ticks = Math.min(behind, MAX_CATCH_UP)
    for (let i = 0; i < ticks; i++) {
      this.#tick++
      const lateMs = this.scheduler.now() - (this.#startedAt + this.#tick * FRAME_MS)
      this.onTick(this.#tick, { lateMs, skipped: i === 0 ? skipped : 0 })
    }
    this.#cancel = this.#schedule()
  }
}
