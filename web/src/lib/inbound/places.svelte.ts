// Where inbound calls can go, and what rules can name: loaded once a page.
import { people } from '#lib/admin/people.svelte.ts'
import { api } from '#lib/api/api.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { phoneNumber } from '#lib/clock/format.ts'
import { inboundWords as words } from '#lib/text/inbound-words.ts'
import { language } from '#lib/text/language.svelte.ts'
import { t } from '#lib/text/text.svelte.ts'
import type { TransferTargets } from '#protocol/api'
import type { DidConfig } from '#protocol/flow-config'
import type { OpeningHours } from '#protocol/hours-config'
import type { Area, NextStep } from '#protocol/inbound-rules'
import type { LineConfig } from '#protocol/line-config'
import type { MessageBox } from '#protocol/messages'
import type { NumberListRow } from '#protocol/number-lists'

export class Places {
  readonly targets = new Resource<TransferTargets>((signal) => api.get('/transfer-targets', signal))
  readonly dids = new Resource<DidConfig[]>((signal) => api.get('/numbers', signal))
  readonly lines = new Resource<LineConfig[]>((signal) => api.get('/lines', signal))
  readonly hours = new Resource<OpeningHours[]>((signal) => api.get('/hours', signal))
  readonly boxList = new Resource<MessageBox[]>((signal) => api.get('/messages/boxes', signal))
  readonly lists = new Resource<NumberListRow[]>((signal) => api.get('/number-lists', signal))
  readonly areas = new Resource<Area[]>((signal) => api.get('/area-codes', signal))
  readonly prompts = new Resource<{ name: string }[]>((signal) => api.get('/prompts', signal))

  load(): void {
    people.load()
    const { targets, dids, lines, hours, boxList, lists, areas, prompts } = this
    for (const resource of [targets, dids, lines, hours, boxList, lists, areas, prompts]) void resource.load()
  }

  get boxes(): readonly { id: string; name: string }[] {
    return this.boxList.value ?? []
  }

  /** By ISO 3166-2, in the order of their area codes. */
  get provinces(): readonly { id: string; name: string }[] {
    const names = new Map((this.areas.value ?? []).map((area) => [area.province, area.provinceNames[language.current]]))
    return [...names].map(([id, name]) => ({ id, name }))
  }

  /** A step in words: its kind and what it leads to. */
  said(step: NextStep): string {
    const kind = t(words[step.kind])
    const place = this.#placeOf(step)
    return place === '' ? kind : `${kind} · ${place}`
  }

  #placeOf(step: NextStep): string {
    const named = (list: readonly { id: string; name: string }[] | undefined, id: string): string =>
      list?.find((entry) => entry.id === id)?.name ?? `${id}${list === undefined ? '' : t(words.gone)}`
    switch (step.kind) {
      case 'flow':
        return named(this.targets.value?.flows, step.flow)
      case 'queue':
        return named(this.targets.value?.queues, step.queue)
      case 'agent':
        return named(people.list, step.agent)
      case 'message':
        return named(this.boxes, step.box)
      case 'number':
        return phoneNumber(step.number)
      case 'hang-up':
        return step.prompt ?? ''
    }
  }
}
