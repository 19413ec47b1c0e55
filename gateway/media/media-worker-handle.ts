// One media worker as the control thread has it: messages to it, answers and facts from it.
import type { FromMediaWorker, MediaConfig, ToMediaWorker } from './media-messages.ts'

export type WorkerAnswer = Extract<FromMediaWorker, { request: number }>
export type WorkerNews = Exclude<FromMediaWorker, { request: number }>

export class MediaWorkerHandle {
  readonly #worker: Worker
  readonly #waiting = new Map<number, (answer: WorkerAnswer) => void>()
  #requests = 0

  constructor(
    entry: URL,
    config: MediaConfig,
    private readonly onNews: (news: WorkerNews) => void,
  ) {
    this.#worker = new Worker(entry, { smol: true })
    this.#worker.onmessage = (event: MessageEvent<FromMediaWorker>) => this.#onMessage(event.data)
    // A fault of ours: the process ends with it and its supervisor starts it anew.
    this.#worker.onerror = (event) => {
      throw new Error(`the media worker failed: ${event.message}`)
    }
    this.post({ type: 'start', config })
  }

  post(message: ToMediaWorker): void {
    this.#worker.postMessage(message)
  }

  ask(command: (request: number) => ToMediaWorker): Promise<WorkerAnswer> {
    const request = ++this.#requests
    return new Promise((resolve) => {
      this.#waiting.set(request, resolve)
      this.post(command(request))
    })
  }

  /** Ends every leg, finishes the recordings, then the worker; who still waits for an answer is told that it closed. */
  async close(): Promise<void> {
    await this.ask((request) => ({ type: 'close', request }))
    for (const answer of this.#waiting.values()) answer({ type: 'closed', request: 0 })
    this.#waiting.clear()
    this.#worker.terminate()
  }

  #onMessage(message: FromMediaWorker): void {
    if (message.type === 'fact' || message.type === 'module') {
      this.onNews(message)
      return
    }
    this.#waiting.get(message.request)?.(message)
    this.#waiting.delete(message.request)
  }
}
