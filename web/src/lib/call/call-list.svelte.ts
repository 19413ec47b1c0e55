// A list of calls that the server narrows, read page by page; a new question forgets the answers to older ones.
import { api, withQuery } from '#lib/api/api.ts'
import { failureText } from '#lib/api/failure-text.svelte.ts'
import type { CallRow } from '#protocol/api'

const pageRows = 50
export type CallQuery = Record<string, string | number | null>

export class CallList {
  rows: CallRow[] = $state.raw([])
  more = $state(false)
  loading = $state(true)
  failure: string | null = $state(null)
  #query: CallQuery = {}
  #turn = 0

  /** From the newest on. */
  ask(query: CallQuery): Promise<void> {
    this.#query = query
    return this.#load([])
  }

  again(): Promise<void> {
    return this.#load([])
  }

  older(): Promise<void> {
    return this.#load(this.rows)
  }

  async #load(known: CallRow[]): Promise<void> {
    this.#turn += 1
    const mine = this.#turn
    this.loading = true
    this.failure = null
    try {
      const before = known.at(-1)?.id ?? null
      const path = withQuery('/calls', { ...this.#query, before, limit: pageRows })
      const reply = await api.get<{ rows: CallRow[]; more: boolean }>(path)
      if (mine !== this.#turn) return
      this.rows = [...known, ...reply.rows]
      this.more = reply.more
    } catch (cause) {
      if (mine === this.#turn) this.failure = failureText(cause)
    }
    if (mine === this.#turn) this.loading = false
  }
}
