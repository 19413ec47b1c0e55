// The live page by keyboard, and its filters in the address, in real browsers.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

describe.skipIf(isMissing('chromium', 'sip-tester'))('the live page', () => {
  let trunkline: Trunkline
  let browser: Browser
  let agent: Page
  let leader: Page
  const customers: Customer[] = []

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(1000)
    agent = (await openSeat(browser, linkOf('8001'))).page
    await openSeat(browser, linkOf('8002'))
    leader = (await openSeat(browser, linkOf('8101'))).page
    await leader.goto(`${trunkline.url}/live`)
    await inState(leader, 'idle')
  })
  afterAll(async () => {
    for (const customer of customers) customer.close()
    await browser?.close()
    await trunkline?.stop()
  })

  const linkOf = (number: string): string => trunkline.links.get(number) ?? ''
  const cells = () => leader.getByTestId('agent-cell')
  const focusedKey = () =>
    leader.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key)
  const keyOf = (at: number) => cells().nth(at).getAttribute('data-key')
  const press = (key: string) => leader.keyboard.press(key)
  const query = () => new URL(leader.url()).search
  const isMode = (mode: string) => leader.locator(`[data-testid="supervise-facts"][data-mode="${mode}"]`).waitFor()

  it('LK4 LK5 arrows go over the cells, Enter opens one, Escape closes it and comes back', async () => {
    await cells().nth(2).waitFor()
    await cells().first().focus()
    await press('ArrowRight')
    expect(await focusedKey()).toBe(await keyOf(1))
    await press('End')
    expect(await focusedKey()).toBe(await keyOf((await cells().count()) - 1))
    await press('Home')
    expect(await focusedKey()).toBe(await keyOf(0))
    await press('Enter')
    await leader.getByTestId('agent-pane').waitFor()
    await press('Escape')
    await leader.getByTestId('agent-pane').waitFor({ state: 'detached' })
    expect(await focusedKey()).toBe(await keyOf(0))
  })

  it('LK1 LK2 LK3 steps in at a call, changes how, leaves, and asks why, without the mouse', async () => {
    const customer = await Customer.call(trunkline, { from: '13800138601' })
    customers.push(customer)
    await customer.choosesService()
    await agent.getByTestId('answer').click()
    await inState(agent, 'talking')
    await leader.locator('[data-testid="agent-cell"][data-state="talking"]').focus()
    await press('y')
    await leader.getByTestId('agent-why').waitFor()
    await press('l')
    await isMode('listen')
    await press('2')
    await isMode('whisper')
    await press('3')
    await isMode('barge')
    await press('w')
    await isMode('whisper')
    await press('F4')
    await inState(leader, 'idle')
    await press('Escape')
  })

  it('/ goes to the filter, where letters are only letters', async () => {
    await cells().first().focus()
    await press('/')
    await leader.keyboard.type('ly')
    expect(await leader.locator('[data-page-search]').inputValue()).toBe('ly')
    await leader.waitForURL(/q=ly/)
    expect(await leader.getByTestId('supervise').count()).toBe(0)
    await leader.getByTestId('filter-clear').click()
    await leader.waitForURL((url) => url.search === '')
  })

  it('keeps filters and order in the address: for a reload, the back button, and whoever is sent the link', async () => {
    await leader.getByTestId('filter-queue').selectOption('service')
    await leader.waitForURL(/queue=service/)
    await leader.getByTestId('live-order').selectOption('number')
    await leader.waitForURL(/sort=number/)
    await leader.reload()
    await cells().first().waitFor()
    const ofService = await cells().count()
    expect(await leader.getByTestId('filter-queue').inputValue()).toBe('service')
    expect(await leader.getByTestId('live-order').inputValue()).toBe('number')

    const administrator = (await openPage(browser, linkOf('8201'))).page
    await administrator.goto(leader.url())
    await administrator.getByTestId('agent-cell').first().waitFor()
    expect(await administrator.getByTestId('filter-queue').inputValue()).toBe('service')
    expect(await administrator.getByTestId('agent-cell').count()).toBe(ofService)

    await leader.locator('label', { hasText: /队列|Queues/ }).click()
    await leader.waitForURL(/tab=queues/)
    await leader.goBack()
    await cells().first().waitFor()
    expect(query()).toBe('?queue=service&sort=number')
  })

  it('every number of a queue opens its rows', async () => {
    await leader.goto(`${trunkline.url}/live?tab=queues`)
    const numbers = leader.locator('[data-testid="queue-row"][data-key="service"] td a:not([href="/callbacks"])')
    await numbers.first().waitFor()
    const targets = await numbers.evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).search))
    expect(targets.length).toBeGreaterThanOrEqual(9)
    for (const target of targets) expect(target).toContain('queue=service')
    await leader.locator('[data-testid="queue-row"][data-key="service"] a[href*="state=talking"]').click()
    await leader.locator('[data-testid="agent-cell"][data-state="talking"]').waitFor()
    expect(await cells().count()).toBe(1)
  })

  it('a call’s way through the menu is told in words', async () => {
    await leader.goto(`${trunkline.url}/live?tab=calls`)
    const path = leader.getByTestId('call-row').first().locator('td').last()
    expect(await path.innerText()).toMatch(/^(营业时间内 › 按键 1|Within hours › Key 1)$/)
  })

  it('a date is written as the interface’s language writes it, however it was typed', async () => {
    await leader.goto(`${trunkline.url}/calls`)
    const from = leader.getByTestId('calls-from')
    await from.fill('27 nov 2026')
    await press('Enter')
    await leader.waitForURL(/from=2026-11-27/)
    const lang = await leader.locator('html').getAttribute('lang')
    expect(await from.inputValue()).toBe(lang === 'en' ? '27 Nov 2026' : '2026-11-27')
    await from.fill('31 Feb')
    await press('Enter')
    await leader.waitForURL((url) => url.search === '')
    expect([await from.inputValue(), await from.getAttribute('aria-invalid')]).toEqual(['31 Feb', 'true'])
  })

  it('data older than 5 s is grey and says its age, until the server is heard again', async () => {
    await leader.goto(`${trunkline.url}/live`)
    await cells().first().waitFor()
    const server = trunkline.pid('server')
    process.kill(server, 'SIGSTOP')
    try {
      await leader.getByTestId('data-age').waitFor()
      expect(await leader.getByTestId('live').getAttribute('data-stale')).toBe('true')
    } finally {
      process.kill(server, 'SIGCONT')
    }
    await leader.getByTestId('data-age').waitFor({ state: 'detached' })
  })
})
