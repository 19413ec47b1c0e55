// Records one leg: what it says on the left, what it is given on the right. SPEC.md K1-K11.
import type { GatewayFact } from '#protocol/gateway-messages'
import type { CallId, LegId, Ms, RecordingId } from '#protocol/ids'
import type { G711 } from '../media/media-engine.ts'
import type { PacketHead } from '../media/sound-port.ts'
import { RecordingFile } from './recording-file.ts'
import { RecordingTimeline, type Side } from './recording-timeline.ts'

export type RecordingFact = Extract<
  GatewayFact,
  { type: 'recording.started' | 'recording.finished' | 'recording.failed' }
>
export type RecordingOrder = { recordingId: RecordingId; callId: CallId; legId: LegId; startedAt: Ms }
export type RecorderOptions = {
  dir: string
  minFreeBytes: number
  now: () => number
  onFact: (fact: RecordingFact) => void
}

const FLUSH_TICKS = 25

export class Recorder {
  readonly #timeline = new RecordingTimeline()
  readonly #startedAt: number
  readonly #opening: Promise<RecordingFile | null>
  #file: RecordingFile | null = null
  #isOver = false

  constructor(
    readonly order: RecordingOrder,
    private readonly options: RecorderOptions,
  ) {
    this.#startedAt = options.now()
    this.#opening = this.#open()
  }

  tap(side: Side, codec: G711, bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    if (!this.#isOver) this.#timeline.put(side, codec, { bytes, start, end, stamp: head }, this.#elapsed)
  }

  tick(tick: number): void {
    if (tick % FLUSH_TICKS !== 0 || this.#isOver || this.#file === null) return
    this.#file.append(this.#timeline.take(this.#elapsed, false))
    if (this.#file.failure !== null) this.#fail(this.#file.failure)
  }

  /** Resolves when the file is whole and its fact told. */
  async stop(): Promise<void> {
    if (this.#isOver) return
    const elapsed = this.#elapsed
    this.#isOver = true
    const file = await this.#opening
    if (file === null) return
    file.append(this.#timeline.take(elapsed, true))
    try {
      const finished = await file.finish()
      const { recordingId, callId, startedAt } = this.order
      this.options.onFact({ type: 'recording.finished', recordingId, callId, startedAt, ...finished, recovered: false })
    } catch (error) {
      this.#tellFailure(error)
    }
  }

  get #elapsed(): number {
    return this.options.now() - this.#startedAt
  }

  async #open(): Promise<RecordingFile | null> {
    const { dir, minFreeBytes, now } = this.options
    try {
      this.#file = await RecordingFile.create(dir, { ...this.order, finished: null }, minFreeBytes, now)
      this.options.onFact({ type: 'recording.started', recordingId: this.order.recordingId })
      return this.#file
    } catch (error) {
      this.#isOver = true
      this.#tellFailure(error)
      return null
    }
  }

  /** K8: the recording is over, the call is not. What reached the disk is saved at the next start. */
  #fail(error: Error): void {
    this.#isOver = true
    this.#tellFailure(error)
    void this.#file?.finish().catch(() => {})
  }

  #tellFailure(error: unknown): void {
    const detail = (error instanceof Error ? error.message : String(error)).slice(0, 200)
    const { recordingId, callId } = this.order
    this.options.onFact({ type: 'recording.failed', recordingId, callId, detail })
  }
}
