// The media worker's end of the control worker: starts it, and hands each answer to the connection it is for.
import type { FromControl, ToControl } from './control-messages.ts'

export type ControlListener = (message: FromControl) => void

export interface ControlLink {
  open(message: Extract<ToControl, { type: 'open' }>, listener: ControlListener): void
  post(message: Exclude<ToControl, { type: 'open' }>): void
}

export class ControlWorkerLink implements ControlLink {
  readonly #worker: Worker
  readonly #listeners = new Map<string, ControlListener>()

  constructor(url: URL | string) {
    this.#worker = new Worker(url)
    this.#worker.onmessage = (event: MessageEvent<FromControl>) => this.#listeners.get(event.data.key)?.(event.data)
  }

  open(message: Extract<ToControl, { type: 'open' }>, listener: ControlListener): void {
    this.#listeners.set(message.key, listener)
    this.#worker.postMessage(message)
  }

  post(message: Exclude<ToControl, { type: 'open' }>): void {
    if (message.type === 'close') this.#listeners.delete(message.key)
    this.#worker.postMessage(message)
  }

  close(): void {
    this.#worker.terminate()
  }
}
