// A trial of the flow that is drawn, and the flow's tests.
import { api } from '#lib/api/api.ts'
import { failureText } from '#lib/api/failure-text.svelte.ts'
import { newId } from '#lib/live/new-id.ts'
import { trialWords as words } from '#lib/text/flow-editor-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import { toasts } from '#lib/ui/toasts.svelte.ts'
import type { FlowTest, FlowTestBody, FlowTestResult, TrialGiven, TrialResult } from '#protocol/flow-api'
import type { FlowEditor } from './flow-editor.svelte.ts'
import { litPath } from './lit-path.ts'

export class TrialDesk {
  given: TrialGiven = $state.raw({ at: Date.now(), caller: '13800138000', called: '', keys: [], answers: {} })
  result: TrialResult | null = $state.raw(null)
  /** Lines shown; fewer than there are while it goes step by step. */
  shown = $state(0)
  results: ReadonlyMap<string, FlowTestResult> = $state.raw(new Map())
  busy = $state(false)
  readonly #editor: FlowEditor

  constructor(editor: FlowEditor) {
    this.#editor = editor
    const { numbers } = editor.detail.usedBy
    this.given = { ...this.given, called: numbers[0] ?? '4008008888' }
  }

  get tests(): readonly FlowTest[] {
    return this.#editor.detail.tests
  }

  set(more: Partial<TrialGiven>): void {
    this.given = { ...this.given, ...more }
    this.result = null
  }

  async run(): Promise<void> {
    await this.#try()
    this.#show(this.result?.lines.length ?? 0)
  }

  /** To the next step of the way. */
  async step(): Promise<void> {
    if (this.result === null || this.shown >= this.result.lines.length) {
      await this.#try()
      this.shown = 0
    }
    const lines = this.result?.lines ?? []
    const next = lines.findIndex(({ kind }, i) => i > this.shown && kind === 'step')
    this.#show(next < 0 ? lines.length : next)
  }

  load({ given }: FlowTest): void {
    this.set({ hours: {}, ...given })
    void this.run()
  }

  async keep(name: string): Promise<boolean> {
    const { result } = this
    if (!result) return false
    const body: FlowTestBody = { name, given: this.given, expected: { path: result.path, end: result.end } }
    return this.#act(async () => {
      await api.put<FlowTest>(`/flows/${this.#editor.flow.id}/tests/${newId()}`, body)
      toasts.say(t(words.testSaved))
    })
  }

  async runAll(): Promise<void> {
    await this.#act(async () => {
      const { flow } = this.#editor
      const results = await api.post<FlowTestResult[]>(`/flows/${flow.id}/tests`, flow)
      this.results = new Map(results.map((result) => [result.id, result]))
    })
  }

  async remove({ id }: FlowTest): Promise<void> {
    await this.#act(async () => {
      await api.remove(`/flows/${this.#editor.flow.id}/tests/${id}`)
      toasts.say(t(words.testRemoved))
    })
  }

  #show(lines: number): void {
    this.shown = lines
    const steps = (this.result?.lines ?? [])
      .slice(0, lines)
      .flatMap((line) => (line.kind === 'step' ? [line.step] : []))
    this.#editor.lit = litPath(steps, this.#editor.flow.nodes)
  }

  async #try(): Promise<void> {
    await this.#act(async () => {
      this.result = await api.post<TrialResult>('/flow-trial', { flow: this.#editor.flow, given: this.given })
    }, false)
  }

  async #act(work: () => Promise<void>, reloads = true): Promise<boolean> {
    this.busy = true
    try {
      await work()
      if (reloads) await this.#editor.reload()
      return true
    } catch (failure) {
      toasts.fault(failureText(failure))
      return false
    } finally {
      this.busy = false
    }
  }
}
