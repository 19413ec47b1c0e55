// Others at an agent's call: who hears whom is measured by a tone of each, at the telephone, at an outside one and in the pages.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LineConfig } from '#protocol/line-config'
import { Api } from '../harness/api.ts'
import { Baresip } from '../harness/baresip.ts'
import { inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'
import { Listeners } from '../harness/who-hears.ts'

/** No one is near a multiple, a sum or a difference of the others, or a tone of the music on hold. */
const HZ = { customer: 470, agent: 1000, colleague: 1630, outside: 2330 }
const hears = new Listeners(HZ)

describe.skipIf(isMissing('chromium', 'sip-tester', 'baresip-core', 'sox'))('others at a call', () => {
  let trunkline: Trunkline
  const browsers: Browser[] = []
  let agent: Page
  let colleague: Page
  let leader: Api
  let outside: Baresip
  const directory = mkdtempSync(join(tmpdir(), 'parties-'))
  const tone = join(directory, 'outside.wav')

  beforeAll(async () => {
    trunkline = await startTrunkline()
    const seat = async (hz: number, number: string) => {
      const browser = await launchBrowser(hz)
      browsers.push(browser)
      return (await openSeat(browser, trunkline.links.get(number) ?? '')).page
    }
    const sine = ['synth', '120', 'sine', String(HZ.outside), 'gain', '-6']
    execFileSync('sox', ['-n', '-r', '8000', '-b', '16', '-c', '1', tone, ...sine])
    outside = await Baresip.start({ user: '13900139000', speaks: tone })
    const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    leader = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    for (const line of await administrator.json<LineConfig[]>('/lines')) {
      const changed =
        line.kind === 'sip' ? { ...line, port: outside.port, outbound: true } : { ...line, outbound: false }
      await administrator.put(`/lines/${line.id}`, changed)
    }
    agent = await seat(HZ.agent, '8001')
    colleague = await seat(HZ.colleague, '8002')
    await notReady(colleague)
  })
  afterAll(async () => {
    for (const browser of browsers) await browser.close()
    await outside?.close()
    await trunkline?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  /** No calls of the queue, but those of colleagues. */
  async function notReady(page: Page): Promise<void> {
    await page.keyboard.press('Alt+q')
    await page.getByTestId('presence-meeting').click()
    await inState(page, 'not-ready')
  }

  async function answered(from: string): Promise<Customer> {
    const customer = await Customer.call(trunkline, { from, hz: HZ.customer })
    await customer.choosesService()
    await agent.getByTestId('answer').click()
    await inState(agent, 'talking')
    return customer
  }

  async function chooses(page: Page, search: string, act: string): Promise<void> {
    await page.getByTestId('people').click()
    await page.getByTestId('people-search').fill(search)
    await page.getByTestId(`person-${act}`).first().click()
  }

  async function finishWrapUp(page: Page, state: string): Promise<void> {
    await inState(page, 'wrap-up')
    await page.getByTestId('disposition').selectOption('solved')
    await page.getByTestId('finish-wrap-up').click()
    await inState(page, state)
  }

  it('consults a colleague, alternates, confers, and leaves the customer to him', async () => {
    const customer = await answered('13800138501')
    try {
      await chooses(agent, '8002', 'consult')
      await inState(colleague, 'ringing')
      await colleague.getByTestId('guest-of').waitFor()
      await colleague.getByTestId('answer').click()
      await hears.page(colleague, ['agent'])
      await hears.page(agent, ['colleague'])
      await hears.customer(customer, [])

      await agent.keyboard.press('Alt+l')
      await hears.page(agent, ['customer'])
      await hears.customer(customer, ['agent'])
      await hears.page(colleague, [])

      await agent.keyboard.press('Alt+l')
      await hears.page(agent, ['colleague'])
      await agent.keyboard.press('Alt+j')
      await hears.page(agent, ['customer', 'colleague'])
      await hears.page(colleague, ['customer', 'agent'])
      await hears.customer(customer, ['agent', 'colleague'])

      await agent.getByTestId('guest-complete').click()
      await finishWrapUp(agent, 'idle')
      await inState(colleague, 'talking')
      await hears.customer(customer, ['colleague'])
      await hears.page(colleague, ['customer'])
      await colleague.keyboard.press('F4')
      await customer.isHungUp()
      await finishWrapUp(colleague, 'not-ready')
      const { call } = await leader.recordedCall((row) => row.customer.text === '13800138501')
      expect(call).toMatchObject({ outcome: 'answered', endedBy: 'agent' })
      expect(call.events.filter(({ type }) => type === 'leg.offered')).toHaveLength(1)
      expect(customer.phone.requests('INVITE')).toBe(0)
    } finally {
      customer.close()
    }
  })

  it('a colleague who lets it ring gives it back; hanging up on a guest keeps the customer', async () => {
    const customer = await answered('13800138502')
    try {
      await chooses(agent, '8002', 'handOver')
      await inState(colleague, 'ringing')
      await colleague.getByTestId('decline').click()
      await inState(agent, 'ringing')
      await agent.getByTestId('answer').click()
      await inState(agent, 'talking')
      await hears.customer(customer, ['agent'])

      await chooses(agent, '8002', 'consult')
      await colleague.getByTestId('answer').click()
      await hears.page(agent, ['colleague'])
      await agent.keyboard.press('F4')
      await inState(colleague, 'not-ready')
      await inState(agent, 'holding')
      await agent.keyboard.press('F8')
      await hears.customer(customer, ['agent'])
      await customer.hangsUp()
      await finishWrapUp(agent, 'idle')
    } finally {
      customer.close()
    }
  })

  it('consults an outside number and leaves the customer to it; the agent is free, both hear each other', async () => {
    const customer = await answered('13800138503')
    try {
      await chooses(agent, '13900139000', 'consult')
      await outside.hasSaid('called')
      outside.answer()
      await hears.page(agent, ['outside'])
      await hears.customer(customer, [])
      await agent.keyboard.press('Alt+g')
      await finishWrapUp(agent, 'idle')
      await hears.customer(customer, ['outside'])
      await until(
        () => Math.abs(outside.lastSecond().hz - HZ.customer) < 5,
        10_000,
        () => `the outside hears ${JSON.stringify(outside.lastSecond())}`,
      )
      await customer.hangsUp()
      await outside.hasSaid('closed')
    } finally {
      customer.close()
    }
  })

  it('one colleague calls another: both hear each other, and the call is internal in the list', async () => {
    await chooses(agent, '8002', 'call')
    await inState(colleague, 'ringing')
    await colleague.getByTestId('answer').click()
    await hears.page(agent, ['colleague'])
    await hears.page(colleague, ['agent'])
    await colleague.keyboard.press('F4')
    await inState(agent, 'idle')
    await inState(colleague, 'not-ready')
    const { rows } = await leader.json<{ rows: { direction: string }[] }>('/calls?direction=internal')
    expect(rows.map(({ direction }) => direction)).toEqual(['internal'])
  })

  it('picks up what rings at a colleague’s', async () => {
    const customer = await Customer.call(trunkline, { from: '13800138504', hz: HZ.customer })
    try {
      await customer.choosesService()
      await inState(agent, 'ringing')
      await chooses(colleague, '8001', 'pickUp')
      await inState(colleague, 'talking')
      await inState(agent, 'idle')
      await hears.customer(customer, ['colleague'])
      await customer.hangsUp()
      await finishWrapUp(colleague, 'not-ready')
    } finally {
      customer.close()
    }
  })
})
