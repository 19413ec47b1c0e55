// The demo telephone: a page with a telephone on a simulated analogue line, whose caller id comes by FSK.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { hearsInPage, inState, launchBrowser, openSeat, rawMicrophone } from '../harness/browser.ts'
import { SERVICE_DID } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

describe.skipIf(isMissing('chromium'))('the demo telephone', () => {
  let trunkline: Trunkline
  let supervisor: Api
  let seatBrowser: Browser
  let phoneBrowser: Browser
  let seat: Page
  let phone: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    ;[seatBrowser, phoneBrowser] = await Promise.all([launchBrowser(1000), launchBrowser(440)])
    seat = (await openSeat(seatBrowser, trunkline.links.get('8001') ?? '')).page
    phone = await openPhone(phoneBrowser, trunkline.url)
  })
  afterAll(async () => {
    await phoneBrowser?.close()
    await seatBrowser?.close()
    await trunkline?.stop()
  })

  const phoneIn = (state: string) =>
    phone.locator(`[data-testid="phone-state"][data-state="${state}"]`).waitFor({ timeout: 20_000 })

  async function callsService(): Promise<void> {
    await phoneIn('on-hook')
    await phone.getByTestId('phone-number').fill(SERVICE_DID)
    await phone.getByTestId('phone-call').click()
    await phoneIn('talking')
    await phone.getByTestId('phone-key-1').click()
    await seat.getByTestId('answer').waitFor()
  }

  it('calls through the analogue line, the seat shows the masked caller, both hear each other', async () => {
    await callsService()
    expect(await seat.getByTestId('caller-number').first().innerText()).toMatch(/138[\s*•]*8001/)
    await seat.getByTestId('answer').click()
    await inState(seat, 'talking')
    expect(await hearsInPage(seat, 440)).toBeCloseTo(440, -1)
    expect(await hearsInPage(phone, 1000)).toBeCloseTo(1000, -1)
  })

  it('its hang-up is noticed by the busy tone, the call ends with one record that has the FSK number', async () => {
    await phone.getByTestId('phone-hangup').click()
    await phoneIn('on-hook')
    await inState(seat, 'idle')
    const call = await supervisor.callWhere((row) => row.customer.text === '13800138001')
    expect(call).toMatchObject({ direction: 'in', outcome: 'answered', cause: 'normal', endedBy: 'customer' })
    expect(await supervisor.calls()).toHaveLength(1)
    expect(call.recordings).toHaveLength(1)
  })

  it('the agent hangs up: the telephone hears the busy tone', async () => {
    await callsService()
    await seat.getByTestId('answer').click()
    await inState(seat, 'talking')
    await hearsInPage(phone, 1000)
    await seat.getByTestId('hang-up').click()
    await phoneIn('busy-tone')
    expect(await hearsInPage(phone, 450)).toBeCloseTo(450, -1)
    await phone.getByTestId('phone-hangup').click()
    await phoneIn('on-hook')
  })
})

async function openPhone(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ permissions: ['microphone'] })
  await rawMicrophone(context)
  const page = await context.newPage()
  await page.goto(`${url}/phone`)
  return page
}
