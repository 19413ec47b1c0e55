// What a refused caller can be given: prompts and flows, by name.
import { api } from '#lib/api/api.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { titleOf } from '#lib/prompt/prompt-title.ts'
import { language } from '#lib/text/language.svelte.ts'
import type { FlowDefinition } from '#protocol/flow-config'
import type { Prompt } from '#protocol/prompt-library'

type Named = { id: string; name: string }

export class AnswerPlaces {
  readonly #flows = new Resource<FlowDefinition[]>((signal) => api.get('/flows', signal))
  readonly #prompts = new Resource<Prompt[]>((signal) => api.get('/prompts', signal))

  load(): void {
    void this.#flows.load()
    void this.#prompts.load()
  }

  get flows(): readonly Named[] {
    return this.#flows.value ?? []
  }

  get prompts(): readonly Named[] {
    return (this.#prompts.value ?? []).map((prompt) => ({ id: prompt.name, name: titleOf(prompt, language.current) }))
  }
}
