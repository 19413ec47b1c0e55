// Those who can be members: from the users, or, for who may not read them, the agents that are live.
import { api } from '#lib/api/api.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { live } from '#lib/live/live.svelte.ts'
import { session } from '#lib/session/session.svelte.ts'
import type { User } from '#protocol/api'

export type Person = { id: string; name: string; number: string }

class People {
  readonly #users = new Resource<User[]>((signal) => api.get('/users', signal))

  get list(): readonly Person[] {
    return this.#users.value?.filter((user) => !user.disabled) ?? [...live.model.topics.site.maps.agent.values()]
  }

  load(): void {
    if (session.may('user.write')) void this.#users.load()
  }
}
export const people = new People()
