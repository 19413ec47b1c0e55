// How many messages nobody has heard yet: read at the start, and again whenever the server tells of a change.
import { api } from '#lib/api/api.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { live } from '#lib/live/live.svelte.ts'
import { session } from '#lib/session/session.svelte.ts'

class Unheard {
  readonly #count = new Resource<{ count: number }>((signal) => api.get('/messages/unheard', signal))

  get count(): number {
    return this.#count.value?.count ?? 0
  }

  /** Until the returned function is called. */
  watch(): () => void {
    if (!session.may('message.hear')) return () => undefined
    void this.#count.load()
    return live.listen((message) => {
      const changed = message.type === 'desk.changed' && message.what === 'messages'
      if (changed || message.type === 'hello') void this.#count.load()
    })
  }
}

export const unheard = new Unheard()
