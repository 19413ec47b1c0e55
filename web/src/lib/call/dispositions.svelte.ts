// The results that a call may have, as the centre words them; read again when they are changed.
import { api } from '#lib/api/api.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { live } from '#lib/live/live.svelte.ts'
import type { Sentence } from '#lib/text/sentence.ts'
import type { DispositionConfig } from '#protocol/desk'

class Dispositions {
  readonly #list = new Resource<DispositionConfig[]>((signal) => api.get('/dispositions', signal))
  readonly #words: ReadonlyMap<string, Sentence> = $derived(
    new Map((this.#list.value ?? []).map(({ code, zh, en }) => [code, [zh, en]])),
  )

  /** Until the returned function is called. */
  watch(): () => void {
    void this.#list.load()
    return live.listen((message) => {
      if (message.type === 'desk.changed' && message.what === 'dispositions') void this.#list.load()
    })
  }

  /** What can be chosen now; the one that a call has already stays among them. */
  choices(chosen: string): DispositionConfig[] {
    return (this.#list.value ?? []).filter(({ code, retired }) => !retired || code === chosen)
  }

  /** The word of a code; null when none was chosen. */
  wordOf(code: string): Sentence | null {
    return code === '' ? null : (this.#words.get(code) ?? [code, code])
  }
}

export const dispositions = new Dispositions()
