// A supervisor at an agent's call: who hears whom is measured by a tone of each party, at the telephone and in both browsers.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow, CallDetail } from '#protocol/api'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { shareOf } from '../harness/tone.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { readWav } from '../harness/wav.ts'
import { Listeners, THERE_SHARE } from '../harness/who-hears.ts'

/** No one is near a multiple, a sum or a difference of the others. */
const HZ = { customer: 440, agent: 1000, supervisor: 1630 }
const hears = new Listeners(HZ)

describe.skipIf(isMissing('chromium', 'sip-tester'))('a supervisor at a call', () => {
  let trunkline: Trunkline
  const browsers: Browser[] = []
  let agent: Page
  let supervisor: Page
  let administrator: Api
  let leader: Api

  beforeAll(async () => {
    trunkline = await startTrunkline()
    const seat = async (hz: number, number: string) => {
      const browser = await launchBrowser(hz)
      browsers.push(browser)
      const { page, context } = await openSeat(browser, trunkline.links.get(number) ?? '')
      return { page, api: await Api.ofPages(trunkline.url, context) }
    }
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    agent = (await seat(HZ.agent, '8001')).page
    const lead = await seat(HZ.supervisor, '8101')
    ;[supervisor, leader] = [lead.page, lead.api]
    await supervisor.goto(`${trunkline.url}/live`)
    await inState(supervisor, 'idle')
  })
  afterAll(async () => {
    for (const browser of browsers) await browser.close()
    await trunkline?.stop()
  })

  async function answered(from: string): Promise<Customer> {
    const customer = await Customer.call(trunkline, { from, hz: HZ.customer })
    await customer.choosesService()
    await agent.getByTestId('answer').click()
    await inState(agent, 'talking')
    await supervisor.locator('[data-testid="agent-cell"][data-state="talking"]').click()
    return customer
  }

  const press = (act: string) => supervisor.getByTestId('supervise').getByTestId(`supervise-${act}`).click()
  const isMode = (mode: string) => supervisor.locator(`[data-testid="supervise-facts"][data-mode="${mode}"]`).waitFor()
  const audited = async (): Promise<string[]> =>
    (await administrator.json<AuditRow[]>('/audit'))
      .map(({ action }) => action)
      .filter((action) => action.startsWith('call-'))

  async function finishWrapUp(page: Page): Promise<void> {
    await inState(page, 'wrap-up')
    await page.goto(`${trunkline.url}/seat`)
    await page.getByTestId('disposition').selectOption('solved')
    await page.getByTestId('finish-wrap-up').click()
    await inState(page, 'idle')
  }

  it('listens, whispers, leaves and ends the call by force; neither the customer nor the recording hears it', async () => {
    const customer = await answered('13800138401')
    try {
      await press('listen')
      await isMode('listen')
      await inState(supervisor, 'supervising')
      await hears.page(supervisor, ['customer', 'agent'])
      await hears.page(agent, ['customer'])
      await hears.customer(customer, ['agent'])
      expect(await agent.getByTestId('supervised-mark').count(), 'the site does not say so').toBe(0)

      await press('whisper')
      await hears.page(agent, ['customer', 'supervisor'])
      await hears.customer(customer, ['agent'])
      await hears.page(supervisor, ['customer', 'agent'])

      await supervisor.keyboard.press('F4')
      await inState(supervisor, 'idle')
      await hears.page(agent, ['customer'])
      await hears.customer(customer, ['agent'])

      await press('hang-up')
      await supervisor.getByRole('dialog').getByRole('button').last().click()
      await customer.isHungUp()
      await finishWrapUp(agent)
      await expectNotRecorded('13800138401')
      expect(await audited()).toEqual(['call-force-ended', 'call-whispered', 'call-listened'])
      expect(customer.phone.requests('BYE')).toBe(1)
    } finally {
      customer.close()
    }
  })

  async function expectNotRecorded(from: string): Promise<void> {
    const { call, recording } = await leader.recordedCall((row) => row.customer.text === from)
    expect(call).toMatchObject({ outcome: 'answered', cause: 'normal', endedBy: 'system' })
    const { sound } = readWav(recording)
    const seconds = Math.floor(sound.length / 4 / 8000)
    expect(seconds).toBeGreaterThan(3)
    for (let second = 0; second < seconds; second++) {
      const side = (offset: number) =>
        Float64Array.from({ length: 8000 }, (_, i) => sound.readInt16LE((second * 8000 + i) * 4 + offset))
      for (const offset of [0, 2]) expect(shareOf(side(offset), HZ.supervisor)).toBeLessThan(THERE_SHARE)
    }
    const theirs = await Api.ofPages(trunkline.url, agent.context())
    const types = (await theirs.json<CallDetail>(`/calls/${call.id}`)).events.map(({ type }) => type)
    expect(types).toContain('call.force-hang-up')
    expect(types.filter((type) => type.startsWith('supervision') || type === 'call.supervised')).toEqual([])
    expect(call.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['supervision.begin', 'supervision.mode', 'supervision.leave']),
    )
  }

  it('barges in, then takes over: the customer’s leg stays, the agent is free, and was told where the site says so', async () => {
    await administrator.put('/site-settings', { seatCodec: 'auto', superviseTold: true, pickUpLockMs: 0 })
    await supervisor.goto(`${trunkline.url}/live`)
    const customer = await answered('13800138402')
    try {
      await press('barge')
      await isMode('barge')
      await agent.getByTestId('supervised-mark').waitFor()
      await hears.page(agent, ['customer', 'supervisor'])
      await hears.page(supervisor, ['customer', 'agent'])
      await hears.customer(customer, ['agent', 'supervisor'])

      await press('take-over')
      await inState(supervisor, 'talking')
      await inState(agent, 'idle')
      await agent.locator('[data-testid="notice"][data-kind="taken-over"]').waitFor()
      await hears.page(supervisor, ['customer'])
      await hears.customer(customer, ['supervisor'])
      await hears.page(agent, [])
      await customer.hangsUp()
      await finishWrapUp(supervisor)

      const { call } = await leader.recordedCall((row) => row.customer.text === '13800138402')
      expect(call).toMatchObject({ outcome: 'answered', endedBy: 'customer' })
      expect(call.agentName).toBe(await nameOf('8101'))
      expect(call.events.filter(({ type }) => type === 'leg.offered')).toHaveLength(1)
      expect(customer.phone.requests('INVITE')).toBe(0)
      expect(customer.phone.requests('UPDATE')).toBe(0)
      expect((await audited()).slice(0, 2)).toEqual(['call-taken-over', 'call-barged'])
    } finally {
      customer.close()
    }
  })

  const nameOf = async (number: string): Promise<string> =>
    (await administrator.json<{ number: string; name: string }[]>('/users')).find((user) => user.number === number)
      ?.name ?? ''
})
