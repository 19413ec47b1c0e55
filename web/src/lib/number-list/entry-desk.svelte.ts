// The entries of a list that are shown, those chosen, and what is done with them.
import { api, withQuery } from '#lib/api/api.ts'
import { failureText } from '#lib/api/failure-text.svelte.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { appWords } from '#lib/text/app-words.ts'
import { numberListWords as words } from '#lib/text/number-list-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import { toasts } from '#lib/ui/toasts.svelte.ts'
import type { DecideBody, DecideReply, EntryPage, EntryState, ListEntry } from '#protocol/number-lists'

const PAGE = 100
type Act = 'approve' | 'refuse' | 'delete' | 'restore'
const SAID = { approve: words.approved, refuse: words.refused, delete: words.removed, restore: words.restored } as const

export class EntryDesk {
  search = $state('')
  state: EntryState | '' = $state('')
  chosen: string[] = $state([])
  busy = $state(false)
  readonly page = new Resource<EntryPage>((signal) => api.get(this.#query(null), signal))
  readonly #path: string
  readonly #changed: () => void

  /** `changed`: how many there are of each kind is not as it was. */
  constructor(listId: string, changed: () => void) {
    this.#path = `/number-lists/${encodeURIComponent(listId)}`
    this.#changed = changed
  }

  get mayGrow(): boolean {
    const { value } = this.page
    return value !== null && value.entries.length < value.total
  }

  ask(): void {
    this.chosen = []
    void this.page.load()
  }

  /** Or not any more. */
  choose(id: string): void {
    this.chosen = this.chosen.includes(id) ? this.chosen.filter((one) => one !== id) : [...this.chosen, id]
  }

  async older(): Promise<void> {
    const { value } = this.page
    if (value === null) return
    try {
      const more = await api.get<EntryPage>(this.#query(value.entries.at(-1)?.id ?? null))
      this.page.set({ ...more, entries: [...value.entries, ...more.entries] })
    } catch (failure) {
      toasts.fault(failureText(failure))
    }
  }

  async decide(act: Act, what: DecideBody): Promise<void> {
    this.busy = true
    try {
      const { done, own } = await api.post<DecideReply>(`${this.#path}/${act}`, what)
      if (done > 0) toasts.say(t(SAID[act], { count: done }), act === 'delete' ? this.#undo(what) : null)
      if (own > 0) toasts.fault(t(words.left, { count: own }))
    } catch (failure) {
      toasts.fault(failureText(failure))
    }
    this.busy = false
    this.ask()
    this.#changed()
  }

  /** Throws what the form is to show. */
  async add(body: unknown): Promise<void> {
    await api.post<ListEntry>(`${this.#path}/entries`, body)
    toasts.say(t(words.added))
    this.ask()
    this.#changed()
  }

  #undo(what: DecideBody) {
    return { word: t(appWords.act.undo), run: () => void this.decide('restore', what) }
  }

  #query(before: string | null): string {
    return withQuery(`${this.#path}/entries`, { search: this.search, state: this.state, before, limit: PAGE })
  }
}
