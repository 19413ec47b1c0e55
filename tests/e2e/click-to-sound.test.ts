// From the agent's click on Answer to sound at both ends, over some calls: CLICK_CALLS=50 for the figure of a release. All times are of this machine's one clock.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { addPacketEar, firstPacket, firstSound, whatWasHeard } from '../harness/ear.ts'
import { figures, percentile } from '../harness/figures.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const CALLS = Number(process.env.CLICK_CALLS ?? 20)
const TARGET_MS = 100

describe.skipIf(isMissing('chromium', 'sip-tester'))('click to sound', () => {
  let trunkline: Trunkline
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    browser = await launchBrowser(1000)
    page = (await openSeat(browser, trunkline.links.get('8001') ?? '', addPacketEar)).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  /** Milliseconds from the click: first packet with the agent's tone, with the caller's tone, and that tone audible. */
  async function measure(customer: Customer): Promise<{ atCaller: number; atPage: number; audible: number }> {
    await page.getByTestId('answer').waitFor()
    await until(
      async () => !(await whatWasHeard(page)).isLoud,
      5000,
      () => 'the page is not silent before the answer',
    )
    await page.getByTestId('answer').click()
    const { clickedAt, soundAt } = await firstSound(page)
    const atPage = (await firstPacket(page)) - clickedAt
    const atCaller = (await customer.sound.firstOf(1000, clickedAt)) - clickedAt
    await page.getByTestId('hang-up').click()
    await customer.isHungUp()
    return { atCaller, atPage, audible: soundAt - clickedAt }
  }

  it(`takes at most ${TARGET_MS} ms in the median of ${CALLS} calls until there is RTP with sound both ways`, async () => {
    const atCaller: number[] = []
    const atPage: number[] = []
    const audible: number[] = []
    let next = waiting()
    for (let i = 0; i < CALLS; i++) {
      const customer = await next
      // The next one queues up meanwhile and rings as soon as the agent is free.
      if (i + 1 < CALLS) next = waiting()
      try {
        const measured = await measure(customer)
        atCaller.push(measured.atCaller)
        atPage.push(measured.atPage)
        audible.push(measured.audible)
      } finally {
        customer.close()
      }
    }
    await inState(page, 'idle')
    const both = atCaller.map((ms, i) => Math.max(ms, atPage[i] ?? Number.NaN))
    console.log(`click to the agent's first RTP packet at the caller: ${figures(atCaller)}`)
    console.log(`click to the caller's first RTP packet in the page:  ${figures(atPage)}`)
    console.log(`click to two-way RTP:                                ${figures(both)}`)
    console.log(`click to the caller audible behind the jitter buffer: ${figures(audible)}`)
    const median = percentile(both, 0.5)
    console.log(`median ${Math.round(median)} ms, target ${TARGET_MS} ms: ${median <= TARGET_MS ? 'met' : 'MISSED'}`)
    expect(median).toBeLessThanOrEqual(TARGET_MS)
  }, 300_000)

  async function waiting(): Promise<Customer> {
    const customer = await Customer.call(trunkline)
    await customer.choosesService()
    return customer
  }
})
