// The holiday calendar kept by thumb on a phone: a year that is not entered says so, is entered, and counts for the next call.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HolidayYear } from '#protocol/holidays'
import type { OpeningHours } from '#protocol/hours-config'
import type { InboundTrial } from '#protocol/inbound-rules'
import { Api } from '../harness/api.ts'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { SERVICE_DID } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const PHONE = { width: 390, height: 844 }

describe.skipIf(isMissing('chromium'))('the holiday calendar', () => {
  let trunkline: Trunkline
  let browser: Browser
  let administrator: Api
  let page: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    browser = await launchBrowser(1000)
    const users = await administrator.json<{ id: string; number: string }[]>('/users')
    const own = users.find(({ number }) => number === '8201')
    const { link } = await administrator.post<{ link: string }>(`/users/${own?.id}/link`, undefined)
    page = (await openPage(browser, new URL(link, trunkline.url).href)).page
    await page.setViewportSize(PHONE)
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  /** Which rule a call on New Year's Day of the year would take. */
  async function ruleAt(year: number): Promise<string | undefined> {
    const at = Date.parse(`${year}-01-01T10:00:00+08:00`)
    const body = { from: '13800138000', to: SERVICE_DID, line: null, at }
    return (await administrator.post<InboundTrial>('/inbound-trial', body)).rule?.name
  }

  it('X4, X5 hours follow the calendar by one switch; the next year is marked, entered, and then its holiday is one', async () => {
    const [hours] = await administrator.json<OpeningHours[]>('/hours')
    const id = hours?.id ?? ''
    const year = new Date().getFullYear() + 1
    await administrator.post('/inbound-rules', {
      ...{ name: 'Holidays', enabled: true, numbers: [], lines: [], time: { hours: id, states: ['holiday'] } },
      caller: { prefixes: [], countries: [], marks: [] },
      step: { kind: 'hang-up', prompt: 'closed', language: 'en' },
    })
    expect(await ruleAt(2026)).toBeUndefined()
    await page.goto(`${trunkline.url}/admin/hours/${id}`)
    await page.getByRole('switch', { name: /按节假日历|Go by the holiday calendar/ }).click()
    await page.getByRole('button', { name: /^(保存|Save)$/ }).click()
    await expect.poll(() => ruleAt(2026)).toBe('Holidays')
    expect(await ruleAt(year)).toBeUndefined()

    await page.goto(`${trunkline.url}/admin/holidays`)
    await page.getByTestId('year-missing').first().waitFor()
    await page.locator(`a[href="/admin/holidays/${year}"]`).click()
    await page.getByTestId('holiday-add').click()
    await page.getByTestId('holiday-name').fill('元旦')
    await page.getByRole('button', { name: /^(保存|Save)$/ }).click()
    await expect.poll(() => ruleAt(year)).toBe('Holidays')
    const years = await administrator.json<HolidayYear[]>('/holidays')
    const period = { from: `${year}-01-01`, to: `${year}-01-01`, name: '元旦', kind: 'off' }
    expect(years.find((entry) => entry.year === year)?.periods).toEqual([period])
  })
})
