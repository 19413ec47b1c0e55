// The flow editor as somebody uses it: by its palette, its ＋, its forms.

import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

export class FlowDrawing {
  constructor(readonly page: Page) {}

  node(id: string): Locator {
    return this.page.locator(`.svelte-flow__node[data-id="${id}"]`)
  }

  field(name: string): Locator {
    return this.page.getByTestId('node-form').getByTestId(name)
  }

  async opens(url: string): Promise<void> {
    await this.page.goto(url)
    await this.page.locator('.svelte-flow__node').first().waitFor()
    // The names of prompts and queues are there.
    await this.page.getByTestId('flow-start').waitFor()
  }

  /** A new node behind this way out, by its ＋. */
  async adds(from: string, port: string, kind: string): Promise<void> {
    await this.#plus(from, port)
    await this.page.getByTestId(`pick-${kind}`).click()
  }

  /** The way leads to a node that is there, chosen in the same list. */
  async joins(from: string, port: string, to: string): Promise<void> {
    await this.#plus(from, port)
    await this.page.getByTestId(`join-${to}`).click()
  }

  async #plus(from: string, port: string): Promise<void> {
    await this.page.getByTestId('arrange').click()
    await this.page.getByTestId(`add-${from}-${port}`).click()
  }

  /** The node that is selected gets this name. */
  async named(id: string): Promise<void> {
    await this.field('node-id').fill(id)
    await this.field('node-id').press('Tab')
    await this.node(id).waitFor()
  }

  async chooses(name: string, value: string): Promise<void> {
    await this.field(name).selectOption(value)
  }

  async isSaved(): Promise<void> {
    await this.page.locator('[data-testid="saving"][data-state="saved"]').waitFor()
  }

  /** Opens the panel below with this word, as its tab says. */
  async panel(word: RegExp): Promise<void> {
    await this.page.getByTestId('editor-tabs').locator('label', { hasText: word }).click()
  }

  /** What the drawing holds: nodes in no order. */
  async has(...ids: string[]): Promise<void> {
    const there = () =>
      this.page
        .locator('.svelte-flow__node')
        .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id')).sort())
    await expect.poll(there).toEqual([...ids].sort())
  }
}
