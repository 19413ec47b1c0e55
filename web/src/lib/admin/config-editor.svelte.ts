// What every administration list has: rows from the API, one of them open, saving and its refusal.

import { api } from '#lib/api/api.ts'
import { failureText } from '#lib/api/failure-text.svelte.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { appWords } from '#lib/text/app-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import { toasts } from '#lib/ui/toasts.svelte.ts'
import { goto } from '$app/navigation'
import { type FormError, formError } from './form-error.ts'

export class ConfigEditor<T> {
  busy = $state(false)
  error: FormError = $state.raw(null)
  readonly list: Resource<T[]>
  /** The page's path. */
  readonly page: string
  readonly #path: string

  /** `path` is the API's, `page` the page's. */
  constructor(path: string, page: string) {
    this.#path = path
    this.page = page
    this.list = new Resource<T[]>((signal) => api.get(path, signal))
  }

  forget(): void {
    this.error = null
  }

  /** Save with PUT, or POST when `id` is null; `open` is the page's id to stand on afterwards. */
  async save(
    id: string | null,
    body: unknown,
    open: string | null,
    said: string = t(appWords.list.saved),
  ): Promise<boolean> {
    this.busy = true
    this.error = null
    try {
      const saved =
        id === null
          ? await api.post<{ id?: string } | undefined>(this.#path, body)
          : await api.put<undefined>(`${this.#path}/${encodeURIComponent(id)}`, body)
      await this.list.load()
      toasts.say(said)
      const target = open ?? saved?.id
      if (target !== undefined && target !== null)
        await goto(`${this.page}/${encodeURIComponent(target)}`, { replace: true })
      return true
    } catch (failure) {
      this.error = formError(failure)
      return false
    } finally {
      this.busy = false
    }
  }

  async remove(id: string): Promise<void> {
    try {
      await api.remove(`${this.#path}/${encodeURIComponent(id)}`)
      toasts.say(t(appWords.list.removed))
      await goto(this.page, { replace: true })
      await this.list.load()
    } catch (failure) {
      toasts.fault(failureText(failure))
    }
  }
}
