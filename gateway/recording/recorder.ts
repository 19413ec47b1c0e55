// Records one leg: what it says and what it is given. Lives on the thread of the packets: collects them in rings and
// hands over a quarter of a second at a time; encryption and disk are the recording worker's. SPEC.md K1-K6, K12.
import { FRAMES_PER_MS } from '#protocol/recording-file'
import type { G711 } from '../media/media-engine.ts'
import type { PacketHead } from '../media/sound-port.ts'
import type { RecordedPiece, RecordingOrder, ToRecordingWorker } from './recording-messages.ts'
import { type Keeping, RecordingTimeline, type Side } from './recording-timeline.ts'

/** False when the worker is too far behind to be given more. */
export type RecordingPost = (message: Extract<ToRecordingWorker, { type: 'open' | 'close' }> | RecordedPiece) => boolean

/** 240 ms: with the 240 that sound ripens, half a second is left of the one a crash may cost for a machine that is late. */
const FLUSH_TICKS = 12
/** Recordings flush in so many different ticks: what flushes in one is one message. */
const PHASES = 3
let made = 0

export class Recorder {
  readonly #timeline = new RecordingTimeline()
  readonly #startedAt: number
  readonly #phase = (made++ % PHASES) * (FLUSH_TICKS / PHASES)
  #isOver = false

  constructor(
    readonly order: RecordingOrder,
    private readonly now: () => number,
    private readonly post: RecordingPost,
    /** The worker could not take the sound: the recording is over, the call is not. */
    private readonly onBehind: (recorder: Recorder) => void,
  ) {
    this.#startedAt = now()
    post({ type: 'open', order })
  }

  tap(side: Side, codec: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    const lane = side === 'said' ? this.#timeline.said : this.#timeline.heard
    lane.put(codec, bytes, start, end, head, this.#frame)
  }

  tick(tick: number): void {
    if (tick % FLUSH_TICKS === this.#phase) this.#flush(false)
  }

  /** From now on. */
  turn(keeping: Keeping): void {
    this.#timeline.turn(this.#frame, keeping)
  }

  /** The worker tells when the file is whole. */
  stop(): void {
    this.#flush(true)
    if (!this.#isOver) this.post({ type: 'close', recordingId: this.order.recordingId })
    this.#isOver = true
  }

  /** Frames of 1/8000 s since the beginning. */
  get #frame(): number {
    return ((this.now() - this.#startedAt) * FRAMES_PER_MS) | 0
  }

  #flush(all: boolean): void {
    if (this.#isOver) return
    const { recordingId } = this.order
    for (const piece of this.#timeline.take(this.#frame, all)) {
      if (this.post({ recordingId, ...piece })) continue
      this.#isOver = true
      this.post({ type: 'close', recordingId })
      this.onBehind(this)
      return
    }
  }
}
