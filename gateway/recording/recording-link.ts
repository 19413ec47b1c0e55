// A media worker's end of its recording worker: starts it, lends it the memory of each recording, passes its facts on.
import type { Ms, RecordingId } from '#protocol/ids'
import { clearLanes, lanesOf, newLaneMemory } from './lanes.ts'
import type { RecordingDesk } from './recorder.ts'
import type {
  FromRecordingWorker,
  RecordingFact,
  RecordingOrder,
  RecordingSettings,
  ToRecordingWorker,
} from './recording-messages.ts'

type OpenRecording = { callId: string; memory: SharedArrayBuffer }

export class RecordingLink implements RecordingDesk {
  #worker: Worker | null = null
  #settings: RecordingSettings | null = null
  /** Recordings that the worker has not told the end of. */
  readonly #open = new Map<RecordingId, OpenRecording>()
  /** Lanes of recordings that are over. */
  readonly #free: SharedArrayBuffer[] = []

  constructor(
    private readonly dir: string,
    private readonly onFact: (fact: RecordingFact) => void,
    private readonly url = new URL('./recording-worker.ts', import.meta.url),
  ) {}

  configure(settings: RecordingSettings): void {
    this.#settings = settings
    this.#worker ??= this.#start()
    this.send({ type: 'settings', settings })
  }

  open(order: RecordingOrder, at: Ms): SharedArrayBuffer {
    const { recordingId, callId } = order
    const memory = this.#free.pop() ?? newLaneMemory()
    clearLanes(lanesOf(memory))
    this.#open.set(recordingId, { callId, memory })
    if (this.#worker !== null) this.send({ type: 'open', order, memory, at })
    // As the worker would: never before the caller knows of its recorder.
    else
      queueMicrotask(() => this.#tell({ type: 'recording.failed', recordingId, callId, detail: 'no key to seal with' }))
    return memory
  }

  send(message: ToRecordingWorker): void {
    this.#worker?.postMessage(message)
  }

  #tell(fact: RecordingFact): void {
    this.onFact(fact)
    if (fact.type === 'recording.started') return
    const over = this.#open.get(fact.recordingId)
    this.#open.delete(fact.recordingId)
    if (over !== undefined) this.#free.push(over.memory)
  }

  #start(): Worker {
    const worker = new Worker(this.url, { smol: true })
    worker.onmessage = (event: MessageEvent<FromRecordingWorker>) => this.#tell(event.data)
    worker.onerror = (event) => this.#restart(worker, event.message)
    worker.postMessage({ type: 'start', dir: this.dir } satisfies ToRecordingWorker)
    return worker
  }

  /** K8: its recordings are over, what they have on the disk is saved at the next start; calls go on. */
  #restart(broken: Worker, detail: string): void {
    if (broken !== this.#worker) return
    const orphans = [...this.#open]
    // Their lanes are lent to nobody: the broken one may not have stopped yet.
    this.#open.clear()
    broken.terminate()
    this.#worker = this.#start()
    if (this.#settings !== null) this.send({ type: 'settings', settings: this.#settings })
    for (const [recordingId, { callId }] of orphans)
      this.#tell({ type: 'recording.failed', recordingId, callId, detail: detail.slice(0, 200) })
  }
}
