// Something loaded over HTTP and drawn: its last good value stays while it is loaded again or fails.
import { failureText } from './failure-text.svelte.ts'

export class Resource<T> {
  value: T | null = $state.raw(null)
  failure: string | null = $state(null)
  loading = $state(false)
  loadedAt = $state(0)
  #turn = 0
  readonly #load: (signal: AbortSignal) => Promise<T>
  #abort: AbortController | null = null

  constructor(load: (signal: AbortSignal) => Promise<T>) {
    this.#load = load
  }

  /** Load, or load again; only the newest answer counts. */
  async load(): Promise<void> {
    this.#abort?.abort()
    const abort = new AbortController()
    this.#abort = abort
    this.#turn += 1
    const turn = this.#turn
    this.loading = true
    try {
      const value = await this.#load(abort.signal)
      if (turn !== this.#turn) return
      this.value = value
      this.failure = null
      this.loadedAt = Date.now()
    } catch (failure) {
      if (turn === this.#turn) this.failure = failureText(failure)
    }
    if (turn === this.#turn) this.loading = false
  }

  set(value: T): void {
    this.value = value
  }
}
