// The list of those served first, kept by thumb on a phone: a number is added, its caller is served before one who came earlier.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { QueueCentre } from '../harness/seats/queue-centre.ts'
import type { RealSeat } from '../harness/seats/real-seats.ts'

const PHONE = { width: 390, height: 844 }

describe.skipIf(isMissing('chromium', 'sip-tester'))('the VIP customers', () => {
  let centre: QueueCentre
  let browser: Browser
  let page: Page
  let seat: RealSeat

  beforeAll(async () => {
    centre = await QueueCentre.open()
    ;[seat] = (await centre.newSeats(1)) as [RealSeat]
    await centre.set('service', [seat], { vipPriority: 5 })
    browser = await launchBrowser(1000)
    const { administrator, trunkline } = centre
    const users = await administrator.json<{ id: string; number: string }[]>('/users')
    const own = users.find(({ number }) => number === '8201')
    const { link } = await administrator.post<{ link: string }>(`/users/${own?.id}/link`, undefined)
    page = (await openPage(browser, new URL(link, trunkline.url).href)).page
    await page.setViewportSize(PHONE)
    await page.goto(`${trunkline.url}/admin/priority`)
  })
  afterAll(async () => {
    await browser?.close()
    await centre?.close()
  })

  it('R2 is written on a phone and counts from the next call', async () => {
    const number = centre.newNumber()
    await page.getByTestId('priority-add').click()
    await page.getByTestId('priority-number').fill(number)
    await page.getByTestId('priority-name').fill('李雷')
    await page.getByTestId('priority-note').fill('大客户')
    await page.getByTestId('priority-save').click()
    const entry = page.getByTestId('priority-entry').filter({ hasText: '李雷' })
    await entry.waitFor()
    expect(await entry.textContent()).toContain('大客户')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide).toBe(0)
    for (const button of await entry.getByRole('button').all())
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)

    await seat.becomes('not-ready')
    const first = await centre.waits()
    const vip = await centre.waits({ from: number })
    expect(centre.callOf(vip)).toMatchObject({ position: 1 })
    await centre.leaves(first)
    await centre.leaves(vip)

    await entry.getByTestId('priority-remove').click()
    await page
      .getByRole('alertdialog')
      .or(page.getByRole('dialog'))
      .getByRole('button', { name: /不再是|Take VIP off/ })
      .click()
    await entry.waitFor({ state: 'detached' })
  })
})
