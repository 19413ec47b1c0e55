// The note and result of one call: kept on this machine within 1 s of typing, on the server within 5 s.

import { ApiFailure, api } from '#lib/api/api.ts'
import type { NoteBody } from '#protocol/api'

export type StoredDraft = {
  note: string
  disposition: string
  label: string
  at: number
  sent: boolean
  ended: boolean
}
const localAfterMs = 300
const serverAfterMs = 2500
const retryMs = 5000
export const draftPrefix = 'trunkline.draft.'

export class WorkItem {
  note = $state('')
  disposition = $state('')
  label = $state('')
  savedAt: number | null = $state(null)
  restoredAt: number | null = $state(null)
  saving = $state(false)
  unsent = $state(false)
  ended = $state(false)
  missing = $state(false)
  readonly callId: string
  #local: ReturnType<typeof setTimeout> | undefined
  #server: ReturnType<typeof setTimeout> | undefined

  constructor(callId: string, stored: StoredDraft | null) {
    this.callId = callId
    if (stored === null) return
    this.note = stored.note
    this.disposition = stored.disposition
    this.label = stored.label
    this.ended = stored.ended
    if (stored.note !== '' || stored.disposition !== '') this.restoredAt = stored.at
    if (!stored.sent) this.#later()
  }

  get isEmpty(): boolean {
    return this.note === '' && this.disposition === ''
  }

  /** Something was typed or chosen. */
  changed(): void {
    this.restoredAt = null
    this.unsent = true
    if (this.disposition !== '') this.missing = false
    clearTimeout(this.#local)
    this.#local = setTimeout(() => this.store(), localAfterMs)
    this.#later()
  }

  store(): void {
    const draft: StoredDraft = {
      note: this.note,
      disposition: this.disposition,
      label: this.label,
      at: Date.now(),
      sent: !this.unsent,
      ended: this.ended,
    }
    localStorage.setItem(draftPrefix + this.callId, JSON.stringify(draft))
  }

  /** Send to the server now; false when it stays on this machine for the moment. */
  async save(): Promise<boolean> {
    clearTimeout(this.#server)
    this.store()
    this.saving = true
    const body: NoteBody = { note: this.note, disposition: this.disposition }
    try {
      await api.put(`/calls/${this.callId}/note`, body)
      this.unsent = body.note !== this.note || body.disposition !== this.disposition
      this.savedAt = Date.now()
      this.store()
      return true
    } catch (failure) {
      const gone = failure instanceof ApiFailure && failure.status >= 400 && failure.status < 500
      this.unsent = !gone
      if (!gone) this.#server = setTimeout(() => void this.save(), retryMs)
      return false
    } finally {
      this.saving = false
    }
  }

  forget(): void {
    clearTimeout(this.#local)
    clearTimeout(this.#server)
    localStorage.removeItem(draftPrefix + this.callId)
  }

  #later(): void {
    this.unsent = true
    clearTimeout(this.#server)
    this.#server = setTimeout(() => void this.save(), serverAfterMs)
  }
}
