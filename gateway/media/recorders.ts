// Recordings under way, by id and by leg. A leg has one at most. ../recording/SPEC.md K1-K12.
import type { RecordingId } from '#protocol/ids'
import { Recorder } from '../recording/recorder.ts'
import { RecordingLink } from '../recording/recording-link.ts'
import type { RecordingFact, RecordingOrder, RecordingSettings } from '../recording/recording-messages.ts'
import type { Keeping } from '../recording/recording-timeline.ts'
import type { Floor } from './floor.ts'
import type { MediaLeg } from './media-leg.ts'
import type { MediaConfig } from './media-messages.ts'

/** 240 ms: with the 240 that sound ripens, half a second is left of the one a crash may cost for a machine that is late. */
const TAKE_TICKS = 12
/** Of five minutes each at the most: ten megabytes. */
const MOST_DICTATED = 4

export class Recorders {
  readonly #recorders = new Map<RecordingId, Recorder>()
  readonly #stopping = new Set<RecordingId>()
  readonly #link: RecordingLink
  #onSettled = (): void => {}

  constructor(
    private readonly floor: Floor,
    config: MediaConfig,
    private readonly now: () => number,
    private readonly emit: (fact: RecordingFact) => void,
  ) {
    this.#link = new RecordingLink(config.recordingsDir, (fact) => this.#onFact(fact))
  }

  get size(): number {
    return this.#recorders.size
  }

  configure(settings: RecordingSettings): void {
    this.#link.configure(settings)
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
    leg.recorder = new Recorder(order, this.now, this.#link)
    this.#recorders.set(recordingId, leg.recorder)
  }

  tick(tick: number): void {
    if (this.#recorders.size === 0 || tick % TAKE_TICKS !== 0) return
    for (const recorder of this.#recorders.values()) {
      recorder.listen()
      if (recorder.isBehind) this.#endBehind(recorder)
      else if (recorder.isSaid) this.#stop(recorder)
    }
    this.#link.send({ type: 'take-ripe', now: this.now() })
  }

  turn(recordingId: RecordingId, keeping: Keeping): void {
    this.#recorders.get(recordingId)?.turn(keeping)
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
    if (this.#stopping.size === 0) return
    await new Promise<void>((done) => {
      this.#onSettled = done
    })
  }

  #stop(recorder: Recorder): void {
    const { recordingId } = recorder.order
    this.#keepDictation(recorder)
    this.#forget(recordingId)
    this.#stopping.add(recordingId)
    recorder.stop()
  }

  /** K13: the last few of a leg. */
  #keepDictation(recorder: Recorder): void {
    const said = recorder.takeDictation()
    const dictated = this.floor.legs.get(recorder.order.legId)?.dictated
    if (said === null || dictated === undefined) return
    dictated.set(recorder.order.recordingId, said)
    for (const oldest of dictated.keys()) {
      if (dictated.size <= MOST_DICTATED) return
      dictated.delete(oldest)
    }
  }

  #onFact(fact: RecordingFact): void {
    if (fact.type === 'recording.failed') this.#forget(fact.recordingId)
    this.emit(fact)
    if (fact.type === 'recording.started' || !this.#stopping.delete(fact.recordingId)) return
    if (this.#stopping.size === 0) this.#onSettled()
  }

  /** K8: the recording is over, the call is not; what the worker has is whole one day. */
  #endBehind(recorder: Recorder): void {
    const { recordingId, callId } = recorder.order
    recorder.stop()
    this.#onFact({ type: 'recording.failed', recordingId, callId, detail: 'the disk is too slow' })
  }

  #forget(recordingId: RecordingId): void {
    const recorder = this.#recorders.get(recordingId)
    this.#recorders.delete(recordingId)
    for (const leg of this.floor.legs.values()) if (leg.recorder === recorder) leg.recorder = null
  }
}
