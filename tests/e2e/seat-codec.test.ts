// A seat on a poor link: the gateway sends it Opus and the page, told so, sends Opus too; the trunk stays with A-law.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hearsInPage, inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

/** Chosen on this machine, and the page's connections where a test can ask them. */
async function poorLink(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    localStorage.setItem('trunkline.devices', JSON.stringify({ opus: true }))
    const Original = RTCPeerConnection
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration)
        Object.assign(window, { lastConnection: this })
      }
    }
  })
}

/** The codecs that the page receives and sends in now. */
function codecsOf(page: Page): Promise<{ inbound: string; outbound: string }> {
  return page.evaluate(async () => {
    const { lastConnection } = window as unknown as { lastConnection: RTCPeerConnection }
    const stats = [...(await lastConnection.getStats()).values()]
    const codecOf = (type: string): string =>
      stats.find(({ id }) => id === stats.find((one) => one.type === type)?.codecId)?.mimeType ?? ''
    return { inbound: codecOf('inbound-rtp'), outbound: codecOf('outbound-rtp') }
  })
}

describe.skipIf(isMissing('chromium', 'sip-tester'))('S10 a seat that is always to have Opus', () => {
  let trunkline: Trunkline
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(1000)
    page = (await openSeat(browser, trunkline.links.get('8001') ?? '', poorLink)).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  it('both ways in Opus without a new offer, and both hear each other through an A-law trunk', async () => {
    const customer = await Customer.call(trunkline, { from: '13800138107' })
    try {
      await customer.choosesService()
      await page.getByTestId('answer').click()
      await inState(page, 'talking')
      let codecs = { inbound: '', outbound: '' }
      await until(
        async () => {
          codecs = await codecsOf(page)
          return codecs.inbound === 'audio/opus' && codecs.outbound === 'audio/opus'
        },
        8000,
        () => JSON.stringify(codecs),
      )
      await customer.sound.hears(1000, 5)
      expect(await hearsInPage(page, 440)).toBeCloseTo(440, -1)
      await customer.hangsUp()
    } finally {
      customer.close()
    }
  })
})
