// FL22 by real calls: a leader adds a number on the page, an administrator approves it on a phone, the caller hears busy and
// the seat is told why it may not call; deleted, all goes as before.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallDetail } from '#protocol/api'
import type { LineConfig } from '#protocol/line-config'
import type { NumberList } from '#protocol/number-lists'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { SERVICE_DID } from '../harness/customer.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { CALLED, Sipp } from '../harness/sipp.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const PHONE = { width: 390, height: 844 }
const NUISANCE = '15812345678'
const list = {
  ...{ name: '骚扰', kind: 'black', enabled: true, direction: 'both', only: false, fourEyes: true },
  ...{ defaultDays: null, answer: { kind: 'busy' } },
} satisfies Omit<NumberList, 'id'>

describe.skipIf(isMissing('chromium', 'sip-tester'))('number lists', () => {
  let trunkline: Trunkline
  let browser: Browser
  let administrator: Api
  let [leader, approver, seat]: Page[] = []

  beforeAll(async () => {
    trunkline = await startTrunkline()
    const link = (number: string) => trunkline.links.get(number) ?? ''
    browser = await launchBrowser(1000)
    const own = await openPage(browser, link('8201'))
    administrator = await Api.ofPages(trunkline.url, own.context)
    await administrator.withoutWrapUp()
    const { id } = await administrator.post<{ id: string }>('/number-lists', list)
    approver = own.page
    leader = (await openPage(browser, link('8101'))).page
    seat = (await openSeat(browser, link('8001'))).page
    await approver.setViewportSize(PHONE)
    for (const page of [approver, leader]) await page.goto(`${trunkline.url}/admin/number-lists/${id}`)
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  const caller = () => Sipp.call({ target: trunkline.sip, did: SERVICE_DID, from: NUISANCE, mediaPort: 0 })
  async function getsThrough(): Promise<void> {
    const call = caller()
    await call.remotePort()
    await call.hangUp()
    expect(await call.done()).toBe(0)
  }
  async function isRefused(): Promise<void> {
    const call = caller()
    await call.done()
    expect(call.received.map((message) => message.split('\r\n')[0])).toContain('SIP/2.0 486 Busy Here')
  }
  const dial = async (): Promise<void> => {
    await inState(seat as Page, 'idle')
    await seat?.getByTestId('dial-input').fill(NUISANCE)
    await seat?.getByTestId('dial-input').press('Enter')
  }
  const entryOn = (page: Page | undefined): Locator =>
    (page as Page).getByTestId('list-entry').filter({ hasText: '158 1234 5678' })

  it('an entry that waits is nothing: the caller gets through', async () => {
    await leader?.getByTestId('entry-add').click()
    await leader?.getByTestId('entry-first').fill('158 1234 5678')
    await leader?.getByTestId('entry-note').fill('反复骚扰')
    await leader?.getByTestId('entry-save').getByRole('button').click()
    await entryOn(leader).waitFor()
    await leader?.getByTestId('entry-add').click()
    await leader?.getByTestId('entry-first').fill('+86 15812345678')
    await leader?.getByTestId('entry-save').getByRole('button').click()
    await leader?.getByText('名单里已有这个号码').waitFor()
    await getsThrough()
  })

  it('approved on a phone by another it refuses the caller as busy, and the call’s story and the audit trail say why', async () => {
    await approver?.reload()
    const wide = await approver?.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(wide).toBe(0)
    await entryOn(approver).getByTestId('entry-approve').click()
    await entryOn(approver)
      .filter({ hasText: /已生效|In force/ })
      .waitFor()
    await isRefused()
    const record: CallDetail = await administrator.callWhere((call) => call.outcome === 'refused')
    expect(record.cause).toBe('busy')
    expect(record.events.find(({ type }) => type === 'call.offered')?.data.list).toBe('骚扰')
    const audit = await administrator.json<{ action: string; detail: string }[]>('/audit?limit=5')
    expect(audit).toContainEqual(expect.objectContaining({ action: 'call-refused', detail: '骚扰: 158****5678' }))
  })

  it('the seat may not call the number, and is told why', async () => {
    await dial()
    await seat?.getByTestId('dial-trouble').filter({ hasText: '号码在禁止呼叫的名单里' }).waitFor()
  })

  it('deleted, the number calls and is called as any other', async () => {
    await entryOn(approver).getByTestId('entry-remove').click()
    await entryOn(approver).waitFor({ state: 'detached' })
    await getsThrough()
    const port = await freePort()
    for (const line of await administrator.json<LineConfig[]>('/lines'))
      await administrator.put(`/lines/${line.id}`, {
        ...line,
        ...(line.id === 'demo-trunk' ? { port, outbound: true } : { outbound: false }),
      })
    const called = Sipp.answer(CALLED.refuses('486 Busy Here'), port)
    await called.isListening()
    await seat?.getByTestId('dial-trouble').getByRole('button').last().click()
    await dial()
    expect(await called.done()).toBe(0)
  })
})
