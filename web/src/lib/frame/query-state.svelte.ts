// What a list is narrowed by stands in the address, so that it can be sent, reloaded and gone back to.
import { goto } from '$app/navigation'
import { page } from '$app/state'

type Values = Readonly<Record<string, string>>

export class QueryState {
  #typing: ReturnType<typeof setTimeout> | undefined
  /** Typed, and not in the address yet. */
  #typed: Values = {}

  get(name: string): string {
    return page.url.searchParams.get(name) ?? ''
  }

  /** '' takes it out; `waitMs` while somebody types. */
  set(name: string, value: string, waitMs = 0): void {
    clearTimeout(this.#typing)
    this.#typed = { ...this.#typed, [name]: value }
    this.#typing = setTimeout(() => this.#write({}, true), waitMs)
  }

  /** Several at once, as a step that the back button takes back. */
  step(values: Values): void {
    clearTimeout(this.#typing)
    this.#write(values, false)
  }

  #write(values: Values, replace: boolean): void {
    const url = new URL(page.url.href)
    for (const [name, value] of Object.entries({ ...this.#typed, ...values })) {
      if (value === '') url.searchParams.delete(name)
      else url.searchParams.set(name, value)
    }
    this.#typed = {}
    if (url.href === page.url.href) return
    void goto(url, { replace, reset: false })
  }
}
