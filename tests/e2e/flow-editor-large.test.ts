// The editor under load and in trouble: sixty nodes, the keyboard alone, two who draw at once, a flow that may not go live.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowDetail } from '#protocol/flow-api'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import { Api } from '../harness/api.ts'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { FlowDrawing } from '../harness/flow-drawing.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const asked = { prompt: 'menu-service', wrongPrompt: 'wrong-key', silentPrompt: 'no-key', timeoutMs: 3000, tries: 2 }

/** Menus of two keys, each with a value set and said behind it: sixty nodes that hang together. */
function sixty(): FlowDefinition {
  const nodes: FlowNode[] = Array.from({ length: 59 }, (_, i): FlowNode => {
    const next = i < 58 ? `n${i + 1}` : 'bye'
    if (i % 3 === 0)
      return { id: `n${i}`, kind: 'menu', ...asked, keys: { '1': next, '2': `n${Math.min(58, i + 3)}` }, failed: 'bye' }
    if (i % 3 === 1) return { id: `n${i}`, kind: 'set', into: `value${i}`, value: `${i}`, next }
    return { id: `n${i}`, kind: 'say', value: `{{value${i - 1}}}`, as: 'number', next }
  })
  return {
    id: 'large',
    name: 'Large',
    version: 1,
    language: 'en',
    start: 'n0',
    nodes: [...nodes, { id: 'bye', kind: 'hang-up', prompt: 'goodbye' }],
  }
}

describe.skipIf(isMissing('chromium'))('the flow editor', () => {
  let trunkline: Trunkline
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let drawing: FlowDrawing
  let admin: Api
  const editor = (id: string) => `${trunkline.url}/admin/flows/${id}/edit`
  const flow = (id: string) => admin.json<FlowDetail>(`/flows/${id}`)
  const drawn = async (id: string) => (await flow(id)).draft?.definition

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(null)
    ;({ page, context } = await openPage(browser, trunkline.links.get('8201') ?? ''))
    drawing = new FlowDrawing(page)
    admin = await Api.ofPages(trunkline.url, context)
    const reply = await admin.request('PUT', '/flows/large/draft', { definition: sixty(), layout: {}, revision: 0 })
    expect(reply.status).toBe(200)
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  it('sixty nodes: forty letters at twenty a second all arrive, while the drawing is panned and zoomed before', async () => {
    await drawing.opens(editor('large'))
    expect(await page.locator('.svelte-flow__node').count()).toBe(60)
    const frames = await frameTimesDuring(async () => {
      await page.mouse.move(700, 450)
      for (let i = 0; i < 10; i++) await page.mouse.wheel(0, i % 2 === 0 ? 240 : -240)
      await page.mouse.down()
      for (let i = 0; i < 30; i++) await page.mouse.move(700 - i * 10, 450 + (i % 5) * 8)
      await page.mouse.up()
    })
    console.info(
      `frame times while panning: median ${frames.median.toFixed(1)} ms, longest ${frames.longest.toFixed(1)} ms`,
    )
    await drawing.panel(/大纲|Outline/)
    await page.getByTestId('outline-n1').first().click()
    const text = 'abcdefghijklmnopqrstuvwxyz01234567890123'
    await drawing.field('field-value').click()
    await page.keyboard.press('Control+A')
    await page.keyboard.type(text, { delay: 50 })
    expect(await drawing.field('field-value').inputValue()).toBe(text)
    await drawing.isSaved()
    expect((await drawn('large'))?.nodes.find(({ id }) => id === 'n1')).toMatchObject({ value: text })
  })

  async function frameTimesDuring(act: () => Promise<void>): Promise<{ median: number; longest: number }> {
    await page.evaluate(() => {
      const times: number[] = []
      Object.assign(window, { frameTimes: times })
      const look = (at: number) => {
        times.push(at)
        requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    await act()
    const times = await page.evaluate(() => (window as unknown as { frameTimes: number[] }).frameTimes)
    const gaps = times
      .slice(1)
      .map((at, i) => at - (times[i] ?? at))
      .sort((a, b) => a - b)
    return { median: gaps[Math.floor(gaps.length / 2)] ?? 0, longest: gaps.at(-1) ?? 0 }
  }

  it('undo and redo by the keyboard: typing is one change, a deleted node comes back with its ways', async () => {
    const before = (await drawn('large'))?.nodes
    await drawing.node('n1').focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => page.locator('.svelte-flow__node').count()).toBe(59)
    await page.keyboard.press('Control+Z')
    await expect.poll(() => page.locator('.svelte-flow__node').count()).toBe(60)
    await drawing.isSaved()
    expect((await drawn('large'))?.nodes).toEqual(before)
    await page.keyboard.press('Control+Z')
    await drawing.isSaved()
    const n1 = async () => (await drawn('large'))?.nodes.find(({ id }) => id === 'n1')
    expect(await n1()).toMatchObject({ value: '1' })
    await page.keyboard.press('Control+Y')
    await drawing.isSaved()
    expect(await n1()).toMatchObject({ value: expect.stringMatching(/^abc/) })
  })

  it('arrows move the node that has the focus, copies are pasted beside', async () => {
    await drawing.node('n4').focus()
    const placeOf = async () => (await flow('large')).draft?.layout.n4
    const before = await placeOf()
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
    await drawing.isSaved()
    expect(await placeOf()).toEqual({ x: before?.x, y: (before?.y ?? 0) + 30 })
    await page.keyboard.press('Control+C')
    await page.keyboard.press('Control+V')
    await drawing.node('n4-2').waitFor()
    await expect.poll(() => page.locator('.svelte-flow__node').count()).toBe(61)
  })

  it('a small flow by the keyboard alone', async () => {
    const made = await admin.request('POST', '/flows', { id: 'keys', name: 'Keys', template: 'empty' })
    expect(made.status).toBe(200)
    await drawing.opens(editor('keys'))
    await page.keyboard.press('n')
    await page.keyboard.type('menu')
    await page.keyboard.press('Enter')
    await drawing.node('menu').waitFor()
    await page.keyboard.press('n')
    await page.keyboard.type('play')
    await page.keyboard.press('Enter')
    await drawing.has('bye', 'menu', 'play')
    await drawing.node('play').and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Escape')
    await drawing.field('flow-start').focus()
    await page.keyboard.type('menu')
    await drawing.isSaved()
    expect(await drawn('keys')).toMatchObject({ start: 'menu' })
    expect((await drawn('keys'))?.nodes.find(({ id }) => id === 'menu')).toMatchObject({ keys: { '1': 'play' } })
    // Tab goes along the path.
    await drawing.node('menu').focus()
    await page.keyboard.press('Tab')
    await drawing.node('play').and(page.locator(':focus')).waitFor()
    expect(await drawing.field('node-id').inputValue()).toBe('play')
  })

  it('two who draw the same flow: the later is told who, and can have either', async () => {
    const { definition, layout, revision } = (await flow('keys')).draft ?? expect.fail('no draft')
    await drawing.opens(editor('keys'))
    const theirs = { definition: { ...definition, name: 'Theirs' }, layout, revision }
    expect((await admin.request('PUT', '/flows/keys/draft', theirs)).status).toBe(200)
    await drawing.field('flow-name').fill('Mine')
    await page.getByTestId('conflict').waitFor()
    const { draft } = await flow('keys')
    expect(await page.getByTestId('conflict').innerText()).toContain(draft?.author)
    expect([draft?.definition.name, await drawing.field('flow-name').inputValue()]).toEqual(['Theirs', 'Mine'])
    await page.getByTestId('keep-mine').click()
    await drawing.isSaved()
    expect((await drawn('keys'))?.name).toBe('Mine')
    const again = (await flow('keys')).draft ?? expect.fail('no draft')
    await admin.request('PUT', '/flows/keys/draft', { ...theirs, revision: again.revision })
    await drawing.field('flow-name').fill('Mine too')
    await page.getByTestId('take-theirs').click()
    expect(await drawing.field('flow-name').inputValue()).toBe('Theirs')
    await page.getByTestId('flow-canvas').click({ position: { x: 20, y: 20 } })
    await page.keyboard.press('Control+Z')
    await expect.poll(() => drawing.field('flow-name').inputValue()).toBe('Mine too')
  })

  it('publishing is refused with the problem, which leads to its node', async () => {
    await drawing.opens(editor('keys'))
    await drawing.field('flow-start').selectOption('')
    await page.getByTestId('publish').click()
    await page.getByTestId('publish-now').click()
    await page
      .getByTestId('publish-refused')
      .getByText(/没有开始节点|No node to start with/)
      .waitFor()
    expect((await flow('keys')).live).toBeNull()
    await page.keyboard.press('Escape')
    await drawing.panel(/问题|Problems/)
    await page.getByTestId('problems').getByRole('button', { name: 'menu', exact: true }).first().click()
    expect(await drawing.field('node-id').inputValue()).toBe('menu')
  })

  it.each(['light', 'dark'] as const)('axe finds nothing serious, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await drawing.opens(editor('large'))
    await drawing.panel(/模拟|Simulator/)
    await drawing.node('n0').click()
    await page.evaluate(AXE)
    type Finding = { id: string; impact: string | null; nodes: { html: string }[] }
    const findings = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } }
      return (await axe.run()).violations
    })
    const serious = findings.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id} at ${nodes[0]?.html.slice(0, 160)}`)).toEqual([])
  })
})
