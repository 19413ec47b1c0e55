// The seat's page is reloaded in the middle of a call: the customer's leg lives and both hear each other again.
// RELOADS=20 for the figure of a release.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { hearsInPage, inState, launchBrowser, openSeat, type SeatPage } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { firstSound } from '../harness/ear.ts'
import { figures } from '../harness/figures.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const RELOADS = Number(process.env.RELOADS ?? 10)
const LIMIT_MS = 3000

describe.skipIf(isMissing('chromium', 'sip-tester'))('a reload in the middle of a call', () => {
  let trunkline: Trunkline
  let supervisor: Api
  let browser: Browser
  let seat: SeatPage
  let page: Page
  let customer: Customer

  beforeAll(async () => {
    trunkline = await startTrunkline()
    supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    browser = await launchBrowser(1000)
    seat = await openSeat(browser, trunkline.links.get('8001') ?? '')
    page = seat.page
  })
  beforeEach(async () => {
    customer = await Customer.call(trunkline)
    await customer.choosesService()
    await page.getByTestId('answer').click()
    await customer.sound.hears(1000, 5)
  })
  afterEach(() => customer?.close())
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  const presence = () => page.getByTestId('presence-switch').getAttribute('data-presence')

  /** Milliseconds from the page's load to sound both ways. */
  async function reload(): Promise<number> {
    const from = performance.timeOrigin + performance.now()
    await page.reload()
    const { loadedAt, soundAt } = await firstSound(page)
    const atCaller = await customer.sound.firstOf(1000, Math.max(from, loadedAt))
    return Math.max(soundAt, atCaller) - loadedAt
  }

  it(`brings the sound back within ${LIMIT_MS} ms of the page's load, ${RELOADS} times of ${RELOADS}`, async () => {
    const took: number[] = []
    for (let i = 0; i < RELOADS; i++) {
      took.push(await reload())
      await inState(page, 'talking')
      expect(await presence()).toBe('available')
    }
    console.log(`page load to sound both ways: ${figures(took)}`)
    expect(Math.max(...took)).toBeLessThanOrEqual(LIMIT_MS)
    await hearsInPage(page, 440)
    await page.getByTestId('hang-up').click()
    await customer.isHungUp()
    const calls = await supervisor.calls()
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({ outcome: 'answered', cause: 'normal', endedBy: 'agent' })
    await inState(page, 'idle')
    expect(await presence()).toBe('available')
  })

  it('a second tab takes over the call and the older one says so', async () => {
    const older = page
    page = await seat.context.newPage()
    page.on('dialog', (dialog) => void dialog.accept())
    await page.goto(`${trunkline.url}/seat`)
    await older.getByTestId('taken-over').waitFor()
    expect(await older.getByTestId('taken-over').innerText()).toContain('已在另一个窗口签入，本页只读')
    await inState(page, 'talking')
    expect(await hearsInPage(page, 440)).toBeCloseTo(440, -1)
    await customer.sound.hears(1000, 5)
    await older.close()
    await inState(page, 'talking')
    await page.getByTestId('hang-up').click()
    await customer.isHungUp()
    await inState(page, 'idle')
    expect(await presence()).toBe('available')
  })
})
