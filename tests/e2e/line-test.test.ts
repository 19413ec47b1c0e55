// Before the shift an agent tests the way to the gateway: tones there and back through the real gateway, and what the page says of it.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inState, launchBrowser, openPage } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const TEST_MS = 20_000

describe.skipIf(isMissing('chromium'))('the line test', () => {
  let trunkline: Trunkline
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(1000)
    page = (await openPage(browser, trunkline.links.get('8001') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  const legs = async (): Promise<number> => {
    const text = await (await fetch(`${trunkline.gatewayUrl}/metrics`)).text()
    return Number(/^trunkline_media_legs(?:\{[^}]*\})? (\d+)/m.exec(text)?.[1] ?? Number.NaN)
  }

  it('hears its tones come back, says so in words and figures, and leaves nothing behind', async () => {
    await page.getByTestId('line-test-run').click()
    const verdict = page.getByTestId('line-verdict')
    await verdict.waitFor({ timeout: TEST_MS })
    expect(await verdict.getAttribute('data-verdict')).toMatch(/^(good|fair)$/)
    const figures = await page.getByTestId('line-test').locator('dd').allTextContents()
    const [loop, network] = figures.map((text) => Number(/\d+/.exec(text)?.[0]))
    expect(loop).toBeGreaterThan(20)
    expect(loop).toBeLessThan(800)
    expect(network).toBeLessThan(200)
    await until(
      async () => (await legs()) === 0,
      5000,
      () => 'the loop is still there',
    )
  })

  it('and the seat signs in as ever after it', async () => {
    await page.getByTestId('sign-in-seat').click()
    await inState(page, 'idle')
  })
})
