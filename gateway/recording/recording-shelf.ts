// All recordings of one recording worker: opens, fills and closes their files, syncs each once a second, and ends them
// loudly when the disk has no room left. SPEC.md K6-K9.
import { TOO_LITTLE_ROOM } from '#protocol/gateway-messages'
import type { Ms, RecordingId } from '#protocol/ids'
import { FRAMES_PER_MS, gapInMs } from '#protocol/recording-file'
import { EncryptedFile, type FinishedFile } from './encrypted-file.ts'
import { lanesOf } from './lanes.ts'
import type { RecordingFact, RecordingOrder, RecordingSettings, ToRecordingWorker } from './recording-messages.ts'
import { RecordingTimeline } from './recording-timeline.ts'
import { roomAt } from './storage-floor.ts'

/** A slow disk has so many syncs to answer at once; the others wait for their turn, the writes do not. */
const SYNCS_AT_ONCE = 4
/** The file itself holds them all. */
const MAX_GAPS_TOLD = 200

type OpenRecording = { order: RecordingOrder; at: Ms; file: EncryptedFile; timeline: RecordingTimeline }

export class RecordingShelf {
  #settings: RecordingSettings | null = null
  readonly #open = new Map<RecordingId, OpenRecording>()
  /** In the order in which they fell due. */
  readonly #toSync = new Set<EncryptedFile>()
  #syncing = 0

  constructor(
    private readonly dir: string,
    private readonly tell: (fact: RecordingFact) => void,
  ) {}

  handle(message: Exclude<ToRecordingWorker, { type: 'start' }>): void {
    if (message.type === 'settings') this.#settings = message.settings
    else if (message.type === 'open') this.#begin(message)
    else if (message.type === 'turn') this.#open.get(message.recordingId)?.timeline.turn(message.at, message.keeping)
    else if (message.type === 'close') void this.#finish(message.recordingId, message.at)
    else for (const recording of [...this.#open.values()]) this.#takeRipe(recording, message.now)
  }

  everySecond(): void {
    if (this.#open.size > 0 && this.#isFull())
      for (const recording of [...this.#open.values()]) this.#fail(recording, TOO_LITTLE_ROOM)
    for (const { file } of this.#open.values()) if (file.isDirty) this.#toSync.add(file)
    this.#syncNext()
  }

  #begin({ order, memory, at }: Extract<ToRecordingWorker, { type: 'open' }>): void {
    try {
      if (this.#settings === null) throw new Error('no key to seal with')
      if (this.#isFull()) throw new Error(TOO_LITTLE_ROOM)
      const file = new EncryptedFile(this.dir, order, this.#settings.publicKey)
      const timeline = new RecordingTimeline(lanesOf(memory), file)
      this.#open.set(order.recordingId, { order, at, file, timeline })
      this.tell({ type: 'recording.started', recordingId: order.recordingId })
    } catch (fault) {
      this.#tellFailure(order, fault)
    }
  }

  #isFull(): boolean {
    return this.#settings !== null && roomAt(this.dir, this.#settings.floor).isLow
  }

  #takeRipe(recording: OpenRecording, now: Ms): void {
    try {
      recording.timeline.takeRipe(Math.floor((now - recording.at) * FRAMES_PER_MS))
    } catch (fault) {
      this.#fail(recording, fault)
    }
  }

  async #finish(recordingId: RecordingId, at: number): Promise<void> {
    const recording = this.#open.get(recordingId)
    if (recording === undefined) return
    this.#open.delete(recordingId)
    try {
      recording.timeline.takeAll(at)
      this.#tellFinished(recording.order, await recording.file.finish(), false)
    } catch (fault) {
      await this.#salvage(recording, fault)
    }
  }

  #fail(recording: OpenRecording, fault: unknown): void {
    this.#open.delete(recording.order.recordingId)
    void this.#salvage(recording, fault)
  }

  /** K8: the recording is over, the call is not; what reached the disk is kept. */
  async #salvage({ order, file }: OpenRecording, fault: unknown): Promise<void> {
    this.#tellFailure(order, fault)
    try {
      const kept = await file.salvage()
      if (kept !== null) this.#tellFinished(order, kept, true)
    } catch {
      // The disk refuses even that: the `.part` is there for the next start.
    }
  }

  #tellFinished(order: RecordingOrder, { gaps, ...file }: FinishedFile, recovered: boolean): void {
    const { recordingId, callId, startedAt } = order
    const told = gaps.slice(-MAX_GAPS_TOLD).map(gapInMs)
    this.tell({ type: 'recording.finished', recordingId, callId, startedAt, ...file, gaps: told, recovered })
  }

  #tellFailure({ recordingId, callId }: RecordingOrder, fault: unknown): void {
    const detail = (fault instanceof Error ? fault.message : String(fault)).slice(0, 200)
    this.tell({ type: 'recording.failed', recordingId, callId, detail })
  }

  #syncNext(): void {
    for (const file of this.#toSync) {
      if (this.#syncing >= SYNCS_AT_ONCE) return
      this.#toSync.delete(file)
      this.#syncing++
      void file.sync().then(() => {
        this.#syncing--
        this.#syncNext()
      })
    }
  }
}
