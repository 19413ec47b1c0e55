// How a call sounds, on the agent's bar and on the supervisor's board, while it lasts.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

/** A report comes every five seconds. */
const REPORTED_MS = 15_000

describe.skipIf(isMissing('chromium', 'sip-tester'))('the sound of a running call', () => {
  let trunkline: Trunkline
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(1000)
    page = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  it('is shown to the agent as bars of the own network, and to the supervisor for both sides', async () => {
    const { page: board } = await openPage(browser, trunkline.links.get('8101') ?? '', [])
    const customer = await Customer.call(trunkline)
    try {
      await customer.choosesService()
      await page.getByTestId('answer').click()
      await inState(page, 'talking')
      const own = page.getByTestId('sound-bars')
      await own.and(page.locator('[data-grade=good]')).waitFor({ timeout: REPORTED_MS })
      expect(await own.getAttribute('aria-label')).toMatch(/^我的网络: 好 4\.\d · 丢包 0\.0% · 抖动 \d+ 毫秒$/)
      await board.goto(`${trunkline.url}/live`)
      await board.getByText(/通话 1/).click()
      const sides = board.locator('td').getByTestId('sound-bars')
      await sides.and(board.locator('[data-grade=good]')).nth(1).waitFor({ timeout: REPORTED_MS })
      const labels = await sides.evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-label') ?? ''))
      expect(labels.map((label) => label.slice(0, 5))).toEqual(['客户侧: ', '座席侧: '])
      await customer.hangsUp()
    } finally {
      customer.close()
    }
  })
})
