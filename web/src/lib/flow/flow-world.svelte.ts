// What nodes can name: queues, hours, people, flows and prompts, by id and by name.
import { people } from '#lib/admin/people.svelte.ts'
import { api } from '#lib/api/api.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { titleOf } from '#lib/prompt/prompt-title.ts'
import { language } from '#lib/text/language.svelte.ts'
import type { FlowDefinition } from '#protocol/flow-config'
import type { OpeningHours } from '#protocol/hours-config'
import type { MessageBox } from '#protocol/messages'
import type { NumberListRow } from '#protocol/number-lists'
import type { Prompt, PromptCategory } from '#protocol/prompt-library'
import type { QueueConfig } from '#protocol/queue-config'
import type { Firsts } from './new-node.ts'
import { promptKey } from './node-facts.ts'

export type Named = { id: string; name: string }

export class FlowWorld {
  readonly #queues = new Resource<QueueConfig[]>((signal) => api.get('/queues', signal))
  readonly #hours = new Resource<OpeningHours[]>((signal) => api.get('/hours', signal))
  readonly #flows = new Resource<FlowDefinition[]>((signal) => api.get('/flows', signal))
  readonly #boxes = new Resource<MessageBox[]>((signal) => api.get('/messages/boxes', signal))
  readonly #lists = new Resource<NumberListRow[]>((signal) => api.get('/number-lists', signal))
  readonly #prompts = new Resource<Prompt[]>((signal) => api.get('/prompts', signal))
  readonly #categories = new Resource<PromptCategory[]>((signal) => api.get('/prompt-categories', signal))
  readonly names: ReadonlyMap<string, string> = $derived(
    new Map([
      ...this.prompts.map((prompt) => [promptKey(prompt.name), titleOf(prompt, language.current)] as const),
      ...[...this.queues, ...this.hours, ...this.agents, ...this.lists, ...this.flows].map(
        ({ id, name }) => [id, name] as const,
      ),
    ]),
  )

  load(): void {
    const parts = [this.#queues, this.#hours, this.#flows, this.#boxes, this.#lists, this.#prompts, this.#categories]
    for (const part of parts) void part.load()
    people.load()
  }

  get queues(): readonly Named[] {
    return this.#queues.value ?? []
  }

  get hours(): readonly Named[] {
    return this.#hours.value ?? []
  }

  get flows(): readonly Named[] {
    return this.#flows.value ?? []
  }

  get boxes(): readonly Named[] {
    return this.#boxes.value ?? []
  }

  /** Number lists. */
  get lists(): readonly Named[] {
    return this.#lists.value ?? []
  }

  get agents(): readonly Named[] {
    return people.list
  }

  get prompts(): readonly Prompt[] {
    return this.#prompts.value ?? []
  }

  get categories(): readonly PromptCategory[] {
    return this.#categories.value ?? []
  }

  /** What new nodes name first; a flow does not enter itself. */
  firsts(flow: string): Firsts {
    return {
      queue: this.queues[0]?.id ?? 'service',
      hours: this.hours[0]?.id ?? 'main',
      agent: this.agents[0]?.id ?? 'nobody',
      list: this.lists[0]?.id ?? 'none',
      flow: this.flows.find(({ id }) => id !== flow)?.id ?? flow,
    }
  }
}
