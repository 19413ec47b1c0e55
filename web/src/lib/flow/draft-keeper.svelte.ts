// The draft of a flow on the server: saved a moment after each change, one save at a time; another's save in between is told.
import { ApiFailure, api } from '#lib/api/api.ts'
import { failureText } from '#lib/api/failure-text.svelte.ts'
import type { DraftBody, FlowDetail, FlowDraft } from '#protocol/flow-api'
import type { Drawing } from './drawing.ts'

export type Saving =
  | { is: 'saved' }
  | { is: 'saving' }
  /** What is drawn is not on the server. */
  | { is: 'refused'; why: string }
  | { is: 'conflict'; theirs: FlowDraft }

const PAUSE_MS = 700

export class DraftKeeper {
  saving: Saving = $state.raw({ is: 'saved' })
  revision = $state(0)
  readonly #id: string
  #wanted: Drawing | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> | null = null

  constructor(id: string, revision: number) {
    this.#id = id
    this.revision = revision
  }

  /** To be saved soon. */
  want(drawing: Drawing): void {
    this.#wanted = drawing
    if (this.saving.is === 'conflict') return
    this.saving = { is: 'saving' }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), PAUSE_MS)
  }

  /** Everything drawn is on the server, or `saving` says why not. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    await this.#running
    if (this.#wanted !== null && this.saving.is !== 'conflict') {
      this.#running = this.#save(this.#wanted)
      await this.#running
      this.#running = null
    }
    return this.saving.is === 'saved'
  }

  /** What is drawn here goes over what the other has saved. */
  async overwrite(): Promise<void> {
    if (this.saving.is !== 'conflict') return
    this.revision = this.saving.theirs.revision
    this.saving = { is: 'saving' }
    await this.flush()
  }

  /** What is drawn is this revision: nothing that was to be saved before is. */
  settle(revision: number): void {
    clearTimeout(this.#timer)
    this.#wanted = null
    this.revision = revision
    this.saving = { is: 'saved' }
  }

  stop(): void {
    if (this.#wanted !== null) void this.flush()
  }

  async #save(drawing: Drawing): Promise<void> {
    this.#wanted = null
    const body: DraftBody = { definition: drawing.flow, layout: drawing.layout, revision: this.revision }
    try {
      const { revision } = await api.put<FlowDraft>(`/flows/${this.#id}/draft`, body)
      this.revision = revision
      if (this.#wanted === null) this.saving = { is: 'saved' }
    } catch (failure) {
      this.#wanted ??= drawing
      this.saving = (await this.#conflict(failure)) ?? { is: 'refused', why: failureText(failure) }
    }
  }

  async #conflict(failure: unknown): Promise<Saving | null> {
    if (!(failure instanceof ApiFailure) || failure.field !== 'revision') return null
    try {
      const { draft } = await api.get<FlowDetail>(`/flows/${this.#id}`)
      return draft && { is: 'conflict', theirs: draft }
    } catch {
      return null
    }
  }
}
