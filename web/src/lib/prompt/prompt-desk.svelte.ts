// The library on its page: the list, the one that is open, and what is done to it.

import { type FormError, formError } from '#lib/admin/form-error.ts'
import { ApiFailure, api } from '#lib/api/api.ts'
import { failureText } from '#lib/api/failure-text.svelte.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { appWords } from '#lib/text/app-words.ts'
import type { Locale } from '#lib/text/language.svelte.ts'
import { promptWords as words } from '#lib/text/prompt-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import { toasts } from '#lib/ui/toasts.svelte.ts'
import type {
  Prompt,
  PromptBody,
  PromptCategory,
  PromptDetail,
  PromptFacts,
  SpeechBody,
  SpeechEngineView,
} from '#protocol/prompt-library'
import { goto } from '$app/navigation'

export type Origin = 'upload' | 'recording'
const PAGE = '/admin/prompts'

export class PromptDesk {
  readonly list = new Resource<Prompt[]>((signal) => api.get('/prompts', signal))
  readonly categories = new Resource<PromptCategory[]>((signal) => api.get('/prompt-categories', signal))
  readonly engines = new Resource<SpeechEngineView[]>((signal) => api.get('/speech', signal))
  open: PromptDetail | null = $state.raw(null)
  busy = $state(false)
  error: FormError = $state.raw(null)

  async show(name: string): Promise<void> {
    this.error = null
    if (this.open?.name !== name) this.open = null
    await this.#act(async () => this.#opened(await api.get<PromptDetail>(`/prompts/${name}`)))
  }

  async create(body: PromptBody): Promise<void> {
    await this.#act(async () => {
      const made = await api.post<PromptDetail>('/prompts', body)
      this.#opened(made)
      await this.list.load()
      await goto(`${PAGE}/${made.name}`, { replace: true })
    })
  }

  async describe(name: string, facts: PromptFacts): Promise<void> {
    await this.#act(async () => {
      this.#opened(await api.put<PromptDetail>(`/prompts/${name}`, facts))
      toasts.say(t(appWords.list.saved))
      await this.list.load()
    })
  }

  /** True when it is the new version. */
  keepSound(name: string, language: Locale, sound: Blob, origin: Origin): Promise<boolean> {
    return this.#newVersion(() => api.upload<PromptDetail>(`/prompts/${name}/${language}?origin=${origin}`, sound))
  }

  keepSpeech(name: string, language: Locale, { engine, text }: Omit<SpeechBody, 'language'>): Promise<boolean> {
    return this.#newVersion(() => api.post<PromptDetail>(`/prompts/${name}/${language}/speech`, { engine, text }))
  }

  async useVersion(name: string, language: Locale, version: number): Promise<void> {
    await this.#act(async () => {
      this.#opened(await api.post<PromptDetail>(`/prompts/${name}/${language}/current`, { version }))
      toasts.say(t(words.used, { version }))
      await this.list.load()
    })
  }

  async remove({ name }: Prompt, title: string): Promise<void> {
    this.error = null
    try {
      await api.remove(`/prompts/${name}`)
    } catch (failure) {
      // Who uses it may have begun to since the page was opened.
      await this.show(name)
      const isUsed = failure instanceof ApiFailure && failure.reason === 'prompt-in-use'
      this.error = { field: null, text: isUsed ? t(words.inUse) : failureText(failure) }
      return
    }
    toasts.say(t(words.removed, { name: title }), {
      word: t(appWords.act.undo),
      run: () => void this.#restore(name, title),
    })
    await goto(PAGE, { replace: true })
    await this.list.load()
  }

  async #restore(name: string, title: string): Promise<void> {
    try {
      await api.post(`/prompts/${name}/restore`)
      toasts.say(t(words.restored, { name: title }))
      await this.list.load()
      await goto(`${PAGE}/${name}`)
    } catch (failure) {
      toasts.fault(failureText(failure))
    }
  }

  #newVersion(make: () => Promise<PromptDetail>): Promise<boolean> {
    return this.#act(async () => {
      this.#opened(await make())
      toasts.say(t(words.kept))
      await this.list.load()
    })
  }

  #opened(detail: PromptDetail): void {
    this.open = detail
  }

  async #act(work: () => Promise<void>): Promise<boolean> {
    this.busy = true
    this.error = null
    try {
      await work()
      return true
    } catch (failure) {
      this.error = formError(failure)
      return false
    } finally {
      this.busy = false
    }
  }
}
