// Recordings under way, by id and by leg. A leg has one at most. ../recording/SPEC.md K1-K11.
import type { RecordingId } from '#protocol/ids'
import { Recorder, type RecordingFact, type RecordingOrder } from '../recording/recorder.ts'
import type { Floor } from './floor.ts'
import type { MediaLeg } from './media-leg.ts'
import type { MediaConfig } from './media-messages.ts'

export class Recorders {
  readonly #recorders = new Map<RecordingId, Recorder>()
  readonly #stopping = new Set<Promise<void>>()

  constructor(
    private readonly floor: Floor,
    private readonly config: MediaConfig,
    private readonly now: () => number,
    private readonly emit: (fact: RecordingFact) => void,
  ) {}

  get size(): number {
    return this.#recorders.size
  }

  start(order: RecordingOrder): void {
    const { recordingId, callId, legId } = order
    const leg = this.floor.legs.get(legId)
    if (this.#recorders.has(recordingId)) return
    if (leg === undefined) {
      this.emit({ type: 'recording.failed', recordingId, callId, detail: 'no such leg' })
      return
    }
    this.stopOn(leg)
    leg.recorder = new Recorder(order, {
      dir: this.config.recordingsDir,
      minFreeBytes: this.config.minFreeBytes,
      now: this.now,
      onFact: (fact) => {
        if (fact.type === 'recording.failed') this.#forget(recordingId)
        this.emit(fact)
      },
    })
    this.#recorders.set(recordingId, leg.recorder)
  }

  stop(recordingId: RecordingId): void {
    const recorder = this.#recorders.get(recordingId)
    if (recorder !== undefined) this.#stop(recorder)
  }

  /** Also for a leg that has just left the floor. */
  stopOn(leg: MediaLeg): void {
    if (leg.recorder !== null) this.#stop(leg.recorder)
    leg.recorder = null
  }

  /** Resolves when all that were stopped are on disk. */
  async settled(): Promise<void> {
    await Promise.all(this.#stopping)
  }

  #stop(recorder: Recorder): void {
    this.#forget(recorder.order.recordingId)
    const stopped = recorder.stop().finally(() => this.#stopping.delete(stopped))
    this.#stopping.add(stopped)
  }

  #forget(recordingId: RecordingId): void {
    const recorder = this.#recorders.get(recordingId)
    this.#recorders.delete(recordingId)
    for (const leg of this.floor.legs.values()) if (leg.recorder === recorder) leg.recorder = null
  }
}
