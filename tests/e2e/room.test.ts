// The supervisor's room in real browsers: agents set by force, callers moved, notices, alarms, and the wallboard.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AlarmRow, AuditRow, User } from '#protocol/api'
import type { AlarmSettings } from '#protocol/room-config'
import { Api } from '../harness/api.ts'
import { launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

describe.skipIf(isMissing('chromium', 'sip-tester'))('the supervisor’s room', () => {
  let trunkline: Trunkline
  let browser: Browser
  let agent: Page
  let supervisor: Page
  let administrator: Api
  const customers: Customer[] = []

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(1000)
    administrator = await Api.signIn(trunkline.url, linkOf('8201'))
    agent = (await openSeat(browser, linkOf('8001'))).page
    supervisor = (await openPage(browser, linkOf('8101'))).page
  })
  afterAll(async () => {
    for (const customer of customers) customer.close()
    await browser?.close()
    await trunkline?.stop()
  })

  const linkOf = (number: string): string => trunkline.links.get(number) ?? ''
  const audited = async (): Promise<string[]> =>
    (await administrator.json<AuditRow[]>('/audit')).map(({ action, detail }) => `${action} ${detail}`)

  async function caller(from: string): Promise<void> {
    const customer = await Customer.call(trunkline, { from, hz: 440 })
    customers.push(customer)
    await customer.choosesService()
  }
  const tab = (name: RegExp) => supervisor.locator('label', { hasText: name }).first().click()
  const rowOf = (digits: string) => supervisor.locator('tr[data-row]', { hasText: digits })
  const notice = (kind: string) => agent.locator(`[data-testid="notice"][data-kind="${kind}"]`)

  it('makes an agent not ready with a reason; the agent is told by whom until it is read', async () => {
    await supervisor.getByTestId('agent-cell').first().click()
    await supervisor.getByTestId('agent-why').waitFor()
    await supervisor.getByTestId('force-not-ready').click()
    await supervisor.getByTestId('force-reason').selectOption('training')
    await supervisor.getByTestId('force-confirm').click()
    await agent.locator('[data-testid="presence-switch"][data-presence="not-ready"]').waitFor()
    await notice('forced-not-ready').getByTestId('notice-read').click()
    await notice('forced-not-ready').waitFor({ state: 'detached' })
    expect(await audited()).toContain('agent-forced not-ready training')
  })

  it('puts a waiting caller at the head, and moves one to another queue', async () => {
    await caller('13800138501')
    await caller('13800138502')
    await tab(/通话|Calls/)
    await rowOf('8502').locator('td', { hasText: /^2$/ }).waitFor()
    await rowOf('8502').click()
    await supervisor.getByTestId('to-head').click()
    await rowOf('8502').locator('td', { hasText: /^1$/ }).waitFor()
    await rowOf('8501').click()
    await supervisor.getByTestId('move-to').selectOption('care')
    await rowOf('8501')
      .locator('td', { hasText: /会员关怀|Member care/ })
      .waitFor()
    expect((await audited()).filter((entry) => entry.startsWith('call-moved'))).toEqual([
      'call-moved care',
      'call-moved head',
    ])
  })

  it('sends a notice that stands at the seat until it is read', async () => {
    await supervisor.getByTestId('notice-open').click()
    await supervisor.getByTestId('notice-text').fill('Server room closes at six')
    await supervisor.getByTestId('notice-send').click()
    await notice('line').filter({ hasText: 'Server room closes at six' }).waitFor()
    await agent.reload()
    await notice('line').getByTestId('notice-read').click()
    await notice('line').waitFor({ state: 'detached' })
  })

  it('hears of an alarm beyond its limit and takes it on', async () => {
    const settings = await administrator.json<AlarmSettings>('/alarm-settings')
    await administrator.put('/alarm-settings', { ...settings, queues: { service: { waiting: 0 } } })
    await supervisor.getByTestId('alarm-strip').waitFor()
    await supervisor.getByTestId('alarm-acknowledge').click()
    await supervisor.getByTestId('alarm-strip').waitFor({ state: 'detached' })
    const [row] = await administrator.json<AlarmRow[]>('/alarms')
    const by = (await administrator.json<User[]>('/users')).find(({ number }) => number === '8101')?.name
    expect(row).toMatchObject({ code: 'waiting-many', queueId: 'service', until: null, acknowledged: { by } })
  })

  it('shows the floor on a wallboard, to an account that may see nothing else', async () => {
    const body = { number: '8401', name: 'Hall', role: 'wallboard', language: 'en', queues: [] }
    const { id } = (await (await administrator.request('POST', '/users', body)).json()) as User
    const { link } = (await (await administrator.request('POST', `/users/${id}/link`)).json()) as { link: string }
    const { page, context } = await openPage(browser, new URL(link, trunkline.url).href)
    await page.getByTestId('wall-choice').first().click()
    const board = page.getByTestId('wallboard')
    const waiting = board.locator('[data-testid="wall-figure"][data-tile="waiting"]')
    await waiting.filter({ hasText: '2' }).waitFor()
    for (const [width, height] of [
      [1366, 768],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height })
      expect(await page.evaluate(overflow), `${width}×${height}`).toEqual([])
    }
    const hero = await waiting
      .locator('.digits')
      .evaluate((digits) => Number.parseFloat(getComputedStyle(digits).fontSize))
    expect(hero, 'digits on a television').toBeGreaterThanOrEqual(150)
    const theirs = await Api.ofPages(trunkline.url, context)
    for (const path of ['/calls', '/customers', '/users']) expect((await theirs.request('GET', path)).status).toBe(403)

    // The server dies and comes back: so does the board, with nobody there.
    trunkline.kill('server')
    await page.getByTestId('wall-stale').waitFor()
    await page.getByTestId('wall-stale').waitFor({ state: 'detached' })
    await waiting.filter({ hasText: '2' }).waitFor()
    await until(
      () => customers.every(({ phone }) => phone.requests('BYE') === 0),
      1000,
      () => 'a caller was dropped',
    )
  })

  /** What is cut off or would scroll. */
  function overflow(): string[] {
    const { scrollHeight, scrollWidth, clientHeight, clientWidth } = document.documentElement
    const page = scrollHeight > clientHeight || scrollWidth > clientWidth ? ['page'] : []
    const isWide = (part: HTMLElement) => part.scrollWidth > part.clientWidth + 2
    const isTall = (part: HTMLElement) => part.scrollHeight > part.clientHeight + 2
    // A line of digits is as high as they are; what its font keeps above and below them is no overflow.
    const lines = [...document.querySelectorAll<HTMLElement>('.digits')].filter(isWide)
    const parts = [...document.querySelectorAll<HTMLElement>('.figure, .queues, .board')]
    const cut = [...lines, ...parts.filter((part) => isWide(part) || isTall(part))]
    return [...page, ...cut.map((part) => part.className)]
  }
})
