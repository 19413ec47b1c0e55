// The messages that are listed, and what is done with one of them; the list is read again when the server tells of a change.
import { api, withQuery } from '#lib/api/api.ts'
import { failureText } from '#lib/api/failure-text.svelte.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { messageWords as words } from '#lib/text/message-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import { toasts } from '#lib/ui/toasts.svelte.ts'
import type { MessageList, MessageRow } from '#protocol/messages'

const page = 50
const most = 200
type Query = Record<string, string | number | null>

export class Messages {
  readonly list = new Resource<MessageList>((signal) =>
    api.get(withQuery('/messages', { ...this.#query, limit: this.#limit }), signal),
  )
  #query: Query = {}
  #limit = page

  ask(query: Query): void {
    this.#query = query
    this.#limit = page
    void this.list.load()
  }

  /** More of the same question; a narrower one finds what is older still. */
  get mayGrow(): boolean {
    return this.list.value?.more === true && this.#limit < most
  }

  older(): void {
    this.#limit = most
    void this.list.load()
  }

  heard(id: string, heard: boolean): Promise<boolean> {
    return this.#do(() => api.put(`/messages/${id}/heard`, { heard }))
  }

  handled(id: string, handled: boolean, calledBack = false): Promise<boolean> {
    return this.#do(() => api.put(`/messages/${id}/handled`, { handled, calledBack }))
  }

  async write(id: string, text: { note: string; transcript: string }): Promise<void> {
    if (await this.#do(() => api.put(`/messages/${id}/text`, text))) toasts.say(t(words.saved))
  }

  async forward(id: string, box: string, note: string): Promise<boolean> {
    const done = await this.#do(() => api.post(`/messages/${id}/forward`, { box, note }))
    if (done) toasts.say(t(words.forwarded))
    return done
  }

  async remove({ id }: MessageRow): Promise<void> {
    const done = await this.#do(() => api.remove(`/messages/${id}`))
    if (done) toasts.say(t(words.removed), { word: t(words.undo), run: () => void this.restore(id) })
  }

  async restore(id: string): Promise<void> {
    if (await this.#do(() => api.post(`/messages/${id}/restore`))) toasts.say(t(words.restored))
  }

  async #do(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (failure) {
      toasts.fault(failureText(failure))
      return false
    }
  }
}
