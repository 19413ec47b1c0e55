// A media worker's end of its recording worker: starts it, hands sound over without copying it, passes its facts on.
import type { RecordingId } from '#protocol/ids'
import type { RecordingPost } from './recorder.ts'
import type {
  FromRecordingWorker,
  RecordedPiece,
  RecordingFact,
  RecordingSettings,
  ToRecordingWorker,
} from './recording-messages.ts'

/** Pieces of sound that may wait for the disk: 32 MiB. Behind that, the disk is as good as full. */
const MAX_BEHIND = 8192

export class RecordingLink {
  #worker: Worker | null = null
  #settings: RecordingSettings | null = null
  #handled = new Int32Array(new SharedArrayBuffer(4))
  #sent = 0
  #pieces: RecordedPiece[] = []
  /** By what call: recordings that the worker has not told the end of. */
  readonly #open = new Map<RecordingId, string>()

  constructor(
    private readonly dir: string,
    private readonly onFact: (fact: RecordingFact) => void,
    private readonly url = new URL('./recording-worker.ts', import.meta.url),
  ) {}

  configure(settings: RecordingSettings): void {
    this.#settings = settings
    this.#worker ??= this.#start()
    this.#send({ type: 'settings', settings })
  }

  readonly post: RecordingPost = (message) => {
    if (message.type === 'open') return this.#begin(message)
    if (message.type === 'close') this.#send(message)
    else if (this.#sent - Atomics.load(this.#handled, 0) >= MAX_BEHIND) return false
    else this.#gather(message)
    return true
  }

  /** Of all that is handed over in one tick a single message is made. */
  #gather(piece: RecordedPiece): void {
    this.#sent++
    if (this.#pieces.push(piece) === 1) queueMicrotask(() => this.#handOver())
  }

  #handOver(): void {
    const pieces = this.#pieces
    if (pieces.length === 0) return
    this.#pieces = []
    const memory = pieces.flatMap((piece) => (piece.type === 'sound' ? [piece.bytes.buffer] : []))
    this.#worker?.postMessage({ type: 'pieces', pieces } satisfies ToRecordingWorker, memory)
  }

  #begin(message: ToRecordingWorker & { type: 'open' }): boolean {
    const { recordingId, callId } = message.order
    this.#open.set(recordingId, callId)
    if (this.#worker !== null) this.#send(message)
    // As the worker would: never before the caller knows of its recorder.
    else
      queueMicrotask(() => this.#tell({ type: 'recording.failed', recordingId, callId, detail: 'no key to seal with' }))
    return true
  }

  #send(message: ToRecordingWorker): void {
    this.#handOver()
    this.#worker?.postMessage(message)
  }

  #tell(fact: RecordingFact): void {
    if (fact.type !== 'recording.started') this.#open.delete(fact.recordingId)
    this.onFact(fact)
  }

  #start(): Worker {
    this.#handled = new Int32Array(new SharedArrayBuffer(4))
    this.#sent = 0
    this.#pieces = []
    const worker = new Worker(this.url)
    worker.onmessage = (event: MessageEvent<FromRecordingWorker>) => this.#tell(event.data)
    worker.onerror = (event) => this.#restart(worker, event.message)
    worker.postMessage({ type: 'start', dir: this.dir, handled: this.#handled } satisfies ToRecordingWorker)
    return worker
  }

  /** K8: its recordings are over, what they have on the disk is saved at the next start; calls go on. */
  #restart(broken: Worker, detail: string): void {
    if (broken !== this.#worker) return
    const orphans = [...this.#open]
    broken.terminate()
    this.#worker = this.#start()
    if (this.#settings !== null) this.#send({ type: 'settings', settings: this.#settings })
    for (const [recordingId, callId] of orphans)
      this.#tell({ type: 'recording.failed', recordingId, callId, detail: detail.slice(0, 200) })
  }
}
