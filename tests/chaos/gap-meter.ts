// The longest time in which no packet came. Time in which this process did not look (a busy machine) does not count:
// packets that came meanwhile wait in the socket.
const LOOK_MS = 5

export class GapMeter {
  longestMs = 0
  /** The longest time in which the machine did not let us look: how much it starves its processes now. */
  stallMs = 0
  private readonly timer: ReturnType<typeof setInterval>
  private received: number
  private gap = 0
  private lookedAt = performance.now()

  constructor(private readonly incoming: { readonly received: number }) {
    this.received = incoming.received
    this.timer = setInterval(() => this.look(), LOOK_MS)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private look(): void {
    const now = performance.now()
    this.stallMs = Math.max(this.stallMs, now - this.lookedAt - LOOK_MS)
    const looked = Math.min(now - this.lookedAt, 2 * LOOK_MS)
    this.lookedAt = now
    this.gap = this.incoming.received === this.received ? this.gap + looked : 0
    this.received = this.incoming.received
    this.longestMs = Math.max(this.longestMs, this.gap)
  }
}
