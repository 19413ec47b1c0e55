// A caller whose name, number and program are script, and agents who may not see whole numbers.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallRow, Customer as CustomerRow } from '#protocol/api'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const SCRIPT = '"><img src=x onerror=window.__x=1>'
const CALLER = '13800138301'
/** Mobile numbers of the demo's customers and of this file's callers. */
const MOBILES = ['13912345678', '13700137000', CALLER, '601234567']

describe.skipIf(isMissing('chromium', 'sip-tester'))('a hostile caller', () => {
  let trunkline: Trunkline
  let browser: Browser
  let seat: Page
  let leader: Page
  let agent: Api
  let supervisor: Api
  /** All that the agent's page received: bodies and socket frames. */
  const seen: string[] = []

  beforeAll(async () => {
    trunkline = await startTrunkline()
    const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    browser = await launchBrowser(1000)
    const seatPage = await openSeat(browser, trunkline.links.get('8001') ?? '', async (context) => {
      context.on('page', (page) => {
        page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => seen.push(String(payload))))
        page.on('response', async (reply) => {
          if (reply.url().includes('/api/')) seen.push(await reply.text().catch(() => ''))
        })
      })
    })
    seat = seatPage.page
    agent = await Api.ofPages(trunkline.url, seatPage.context)
    const leaderPage = await openPage(browser, trunkline.links.get('8101') ?? '')
    leader = leaderPage.page
    supervisor = await Api.ofPages(trunkline.url, leaderPage.context)
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  async function expectHarmless(page: Page, where: string): Promise<void> {
    expect(await page.evaluate(() => '__x' in window), where).toBe(false)
    expect(await page.locator('img[src="x"]').count(), where).toBe(0)
  }

  async function shows(page: Page, text: string): Promise<void> {
    await page.getByText(text).first().waitFor()
  }

  it('runs no script on any page, and what it sent is shown as text', async () => {
    const hostile = { name: SCRIPT, headers: [`User-Agent: ${SCRIPT}`, `Subject: ${SCRIPT}`] }
    const customer = await Customer.call(trunkline, { from: CALLER, ...hostile })
    try {
      await leader.goto(`${trunkline.url}/live`)
      await customer.choosesService()
      await seat.getByTestId('answer').waitFor()
      await shows(seat, SCRIPT)
      await expectHarmless(seat, 'ringing')
      await seat.getByTestId('answer').click()
      await inState(seat, 'talking')
      await expectHarmless(seat, 'talking')
      await leader.getByText(/^\s*通话 \d+\s*$/).click()
      await shows(leader, SCRIPT)
      await expectHarmless(leader, 'live')
      await customer.hangsUp()
      const { id } = await supervisor.callWhere((row) => row.customer.text === CALLER)
      await leader.goto(`${trunkline.url}/calls`)
      await leader.locator('[data-row]').first().waitFor()
      await expectHarmless(leader, 'calls')
      await leader.goto(`${trunkline.url}/calls/${id}`)
      await leader.getByTestId('play-recording').waitFor()
      await expectHarmless(leader, 'call')
    } finally {
      customer.close()
    }
  })

  it('with a user part and a number that are script, is still only text', async () => {
    const customer = await Customer.call(trunkline, {
      from: encodeURIComponent(SCRIPT),
      name: 'javascript:window.__x=1',
    })
    try {
      await customer.choosesService()
      await seat.getByTestId('answer').click()
      await inState(seat, 'talking')
      await expectHarmless(seat, 'talking')
      await seat.getByTestId('hang-up').click()
      await customer.isHungUp()
      await inState(seat, 'idle')
      const calls = await supervisor.calls()
      expect(calls).toHaveLength(2)
      await leader.goto(`${trunkline.url}/calls/${calls[0]?.id}`)
      await leader.getByTestId('play-recording').waitFor()
      await expectHarmless(leader, 'call')
    } finally {
      customer.close()
    }
  })

  it('an agent is sent no whole mobile number, neither in a live call nor by any address of the API', async () => {
    const customer = await Customer.call(trunkline, { from: '13912345678' })
    try {
      await customer.choosesService()
      await seat.getByTestId('answer').click()
      await inState(seat, 'talking')
      await crawl()
      await seat.getByTestId('hang-up').click()
      await customer.isHungUp()
      await inState(seat, 'idle')
      await crawl()
    } finally {
      customer.close()
    }
    expect(seen.length).toBeGreaterThan(30)
    // What was read is really about these callers.
    expect(seen.some((text) => /139\*+5678/.test(text))).toBe(true)
    expect((await supervisor.calls()).some((row) => row.customer.text === '13912345678')).toBe(true)
    const leaks = seen.flatMap((text) =>
      MOBILES.filter((number) => text.includes(number)).map(() => text.slice(0, 300)),
    )
    expect(leaks).toEqual([])
  })

  /** Reads, as the agent, every address that an agent's page may read, and those it may not. */
  async function crawl(): Promise<void> {
    const read = async (path: string): Promise<string> => {
      const text = await (await agent.request('GET', path)).text()
      seen.push(text)
      return text
    }
    const { rows } = JSON.parse(await read('/calls?limit=100')) as { rows: CallRow[] }
    const customers = JSON.parse(await read('/customers?limit=100')) as CustomerRow[]
    expect(customers.length).toBeGreaterThan(0)
    for (const { id } of customers) await read(`/customers/${id}`)
    for (const { id } of rows) {
      await read(`/calls/${id}`)
      await read(`/calls/${id}/customer`)
      await read(`/decisions?call=${id}`)
    }
    for (const path of ['/session', '/dispositions', '/users', '/lines', '/queues', '/numbers', '/audit', '/status'])
      await read(path)
    await read(`/calls?search=${encodeURIComponent('139')}`)
    await read('/customers?search=5678')
  }
})
