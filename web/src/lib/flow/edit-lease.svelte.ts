// Whether this page is the one that draws the flow: told to the server every 10 s while it is open.
import { api } from '#lib/api/api.ts'
import { live } from '#lib/live/live.svelte.ts'
import type { EditingBody, EditingReply } from '#protocol/flow-api'

const EVERY_MS = 10_000

export class EditLease {
  /** Null until the server has answered; a server that is away changes nothing. */
  held: EditingReply | null = $state.raw(null)
  readonly #path: string
  readonly #onother: () => Promise<void>
  #timer: ReturnType<typeof setInterval> | undefined

  /** `onother`: another draws; what he has saved is to be seen here. */
  constructor(flow: string, onother: () => Promise<void>) {
    this.#path = `/flows/${flow}/editing`
    this.#onother = onother
  }

  start(): void {
    this.#timer = setInterval(() => void this.#tell(false), EVERY_MS)
    void this.#tell(false)
  }

  async takeOver(): Promise<void> {
    await this.#onother()
    await this.#tell(true)
  }

  /** Also before the server has answered: what it has not given is not taken back. */
  stop(): void {
    clearInterval(this.#timer)
    void api.remove(`${this.#path}/${live.tabId}`).catch(() => undefined)
  }

  async #tell(takeOver: boolean): Promise<void> {
    try {
      this.held = await api.put<EditingReply>(this.#path, { tab: live.tabId, takeOver } satisfies EditingBody)
      if (!this.held.mine) await this.#onother()
    } catch {
      // Said by the page's own signs; the draft's revision guards what is saved meanwhile.
    }
  }
}
