// What a list is narrowed by stands in the address, so that it can be sent, reloaded and gone back to.
import { goto } from '$app/navigation'
import { page } from '$app/state'

export class QueryState {
  #typing: ReturnType<typeof setTimeout> | undefined

  get(name: string): string {
    return page.url.searchParams.get(name) ?? ''
  }

  /** '' takes it out; `waitMs` while somebody types. */
  set(name: string, value: string, waitMs = 0): void {
    clearTimeout(this.#typing)
    this.#typing = setTimeout(() => {
      const url = new URL(page.url.href)
      if (value === '') url.searchParams.delete(name)
      else url.searchParams.set(name, value)
      void goto(url, { replace: true, reset: false })
    }, waitMs)
  }
}
