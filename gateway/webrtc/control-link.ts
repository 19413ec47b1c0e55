// The media worker's end of the control worker: starts it, and hands each answer to the connection it is for.
import type { FromControl, ToControl } from './control-messages.ts'

export type ControlListener = (message: FromControl) => void

export interface ControlLink {
  open(message: Extract<ToControl, { type: 'open' }>, listener: ControlListener): void
  post(message: Exclude<ToControl, { type: 'open' }>): void
}

export class ControlWorkerLink implements ControlLink {
  #worker: Worker
  readonly #listeners = new Map<string, ControlListener>()

  constructor(private readonly url: URL) {
    this.#worker = this.#start()
  }

  open(message: Extract<ToControl, { type: 'open' }>, listener: ControlListener): void {
    this.#listeners.set(message.key, listener)
    this.#worker.postMessage(message)
  }

  post(message: Exclude<ToControl, { type: 'open' }>): void {
    if (message.type === 'close') this.#listeners.delete(message.key)
    this.#worker.postMessage(message)
  }

  #start(): Worker {
    const worker = new Worker(this.url, { smol: true })
    worker.onmessage = (event: MessageEvent<FromControl>) => this.#listeners.get(event.data.key)?.(event.data)
    worker.onerror = (event) => this.#restart(event.message)
    return worker
  }

  /** W13 */
  #restart(detail: string): void {
    const orphans = [...this.#listeners]
    this.#listeners.clear()
    this.#worker.terminate()
    this.#worker = this.#start()
    for (const [key, listener] of orphans) listener({ type: 'gone', key, reason: 'failed', detail })
  }
}
