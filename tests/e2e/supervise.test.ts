// A supervisor at an agent's call: who hears whom is measured by a tone of each party, at the telephone and in both browsers.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow, CallDetail } from '#protocol/api'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, levelsInPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { shareOf } from '../harness/tone.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'
import { readWav } from '../harness/wav.ts'

/** No one is near a multiple, a sum or a difference of the others. */
const HZ = { customer: 440, agent: 1000, supervisor: 1630 }
type Party = keyof typeof HZ
const PARTIES: Party[] = ['customer', 'agent', 'supervisor']
/** Below the loudest by so much is not there: the noise of A-law. */
const THERE_DB = 25
const THERE_SHARE = 0.1
const SECOND = 50

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

  async function heardBy(page: Page): Promise<Party[]> {
    const levels = await levelsInPage(
      page,
      PARTIES.map((party) => HZ[party]),
    )
    const loudest = Math.max(...levels)
    return PARTIES.filter((_, i) => (levels[i] ?? -200) > Math.max(-70, loudest - THERE_DB))
  }

  /** Comes to be so, and still is in a window that begins afterwards. */
  async function pageHears(page: Page, parties: Party[]): Promise<void> {
    let heard: Party[] = []
    const isSo = async () => {
      heard = await heardBy(page)
      return heard.join() === parties.join()
    }
    await until(isSo, 15_000, () => `heard ${heard.join()} instead of ${parties.join()}`)
    expect(await heardBy(page)).toEqual(parties)
  }

  /** The whole next second at the telephone. */
  async function customerHears({ sound }: Customer, parties: Party[]): Promise<void> {
    sound.forget()
    await until(
      () => sound.received >= SECOND,
      10_000,
      () => `${sound.received} packets came`,
    )
    const shares = PARTIES.map((party) => sound.share(HZ[party]))
    const heard = PARTIES.filter((_, i) => (shares[i] ?? 0) > THERE_SHARE)
    expect(heard, shares.join()).toEqual(parties)
  }

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
      await pageHears(supervisor, ['customer', 'agent'])
      await pageHears(agent, ['customer'])
      await customerHears(customer, ['agent'])
      expect(await agent.getByTestId('supervised-mark').count(), 'the site does not say so').toBe(0)

      await press('whisper')
      await pageHears(agent, ['customer', 'supervisor'])
      await customerHears(customer, ['agent'])
      await pageHears(supervisor, ['customer', 'agent'])

      await supervisor.keyboard.press('F4')
      await inState(supervisor, 'idle')
      await pageHears(agent, ['customer'])
      await customerHears(customer, ['agent'])

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
      await pageHears(agent, ['customer', 'supervisor'])
      await pageHears(supervisor, ['customer', 'agent'])
      await customerHears(customer, ['agent', 'supervisor'])

      await press('take-over')
      await inState(supervisor, 'talking')
      await inState(agent, 'idle')
      await pageHears(supervisor, ['customer'])
      await customerHears(customer, ['supervisor'])
      await pageHears(agent, [])
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
