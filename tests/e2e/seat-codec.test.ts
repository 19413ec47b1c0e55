// A seat on a poor link: the gateway sends it Opus and the page, told so, sends Opus too; the trunk stays with A-law.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { User } from '#protocol/api'
import { Api } from '../harness/api.ts'
import { hearsInPage, inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

/** Chosen on this machine. */
async function poorLink(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => localStorage.setItem('trunkline.devices', JSON.stringify({ codec: 'opus' })))
}

/** The page's connections, where a test can ask them. */
async function connectionsShown(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
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
  let administrator: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(1000)
    administrator = (await openPage(browser, trunkline.links.get('8201') ?? '', [])).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  async function hasOpus(page: Page, from: string): Promise<void> {
    const customer = await Customer.call(trunkline, { from })
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
  }

  it('by its device, whatever its person is set to: both ways without a new offer, through an A-law trunk', async () => {
    const api = await Api.ofPages(trunkline.url, administrator.context())
    const {
      id,
      disabled: _,
      ...person
    } = (await api.json<User[]>('/users')).find(({ number }) => number === '8001') ?? ({} as User)
    await api.put(`/users/${id}`, { ...person, seatCodec: 'auto' })
    const { page, context } = await openSeat(browser, trunkline.links.get('8001') ?? '', async (context) => {
      await connectionsShown(context)
      await poorLink(context)
    })
    await hasOpus(page, '13800138107')
    await context.close()
  })

  it('by the site, as the administrator set it on the page', async () => {
    await administrator.goto(`${trunkline.url}/admin/system`)
    await administrator.getByText('始终 Opus', { exact: true }).click()
    await administrator.getByText('座席语音编码已改为 始终 Opus').waitFor()
    const { page } = await openSeat(browser, trunkline.links.get('8002') ?? '', connectionsShown)
    await hasOpus(page, '13800138108')
  })
})
