// The worker's one 20 ms clock, and the steps between its ticks at which sockets are read. Every tick has its own time
// counted from the start, so lateness never adds up. SPEC.md C1-C4.

export const FRAME_MS = 20
/** A tick that is later than this is not made up for: a burst would be worse than the gap. */
const MAX_CATCH_UP = 2

/** Steps without anything to do after which steps are saved: 100 ms of them at 4 ms. */
const QUIET_STEPS = 25

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
export type ClockHandlers = {
  /** Was there anything to do? After a while without, steps come as seldom as ticks. */
  step(): boolean
  tick(tick: number, report: TickReport): void
}

export class FrameClock {
  readonly #startedAt: number
  #tick = 0
  #quietSteps = QUIET_STEPS
  #cancel: () => void

  /** `stepMs` divides FRAME_MS. */
  constructor(
    private readonly scheduler: Scheduler,
    private readonly stepMs: number,
    private readonly handlers: ClockHandlers,
  ) {
    this.#startedAt = scheduler.now()
    this.#cancel = this.#schedule(FRAME_MS)
  }

  stop(): void {
    this.#cancel()
  }

  /** At the next multiple of `everyMs`. */
  #schedule(everyMs: number): () => void {
    const elapsed = this.scheduler.now() - this.#startedAt
    const due = (Math.floor(elapsed / everyMs) + 1) * everyMs
    return this.scheduler.after(due - elapsed, () => this.#run())
  }

  #run(): void {
    this.#quietSteps = this.handlers.step() ? 0 : this.#quietSteps + 1
    const elapsed = Math.floor((this.scheduler.now() - this.#startedAt) / FRAME_MS)
    const behind = elapsed - this.#tick
    const skipped = Math.max(0, behind - MAX_CATCH_UP)
    this.#tick += skipped
    const ticks = Math.min(behind, MAX_CATCH_UP)
    for (let i = 0; i < ticks; i++) {
      this.#tick++
      const lateMs = this.scheduler.now() - (this.#startedAt + this.#tick * FRAME_MS)
      this.handlers.tick(this.#tick, { lateMs, skipped: i === 0 ? skipped : 0 })
    }
    this.#cancel = this.#schedule(this.#quietSteps < QUIET_STEPS ? this.stepMs : FRAME_MS)
  }
}
