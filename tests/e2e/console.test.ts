// An attendant's console by keyboard alone: ring and stay, complete, park and take up, do-not-disturb and its override, night service.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow, NightService, User } from '#protocol/api'
import type { QueueConfig } from '#protocol/queue-config'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { Listeners } from '../harness/who-hears.ts'

const CARE_DID = '4008009999'
/** No tone of the music on hold among them. */
const HZ = { customer: 470, attendant: 1000, colleague: 1630 }
const hears = new Listeners(HZ)

describe.skipIf(isMissing('chromium', 'sip-tester'))('the attendant’s console', () => {
  let trunkline: Trunkline
  const browsers: Browser[] = []
  let attendant: Page
  let colleague: Page
  let administrator: Api

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    const users = await administrator.json<User[]>('/users')
    const id = users.find(({ number }) => number === '8301')?.id ?? ''
    const queue = (await administrator.json<QueueConfig[]>('/queues')).find((each) => each.id === 'care')
    await administrator.put('/queues/care', { ...queue, members: [id], wrapUpMs: 0 })
    const seat = async (hz: number, number: string) => {
      const browser = await launchBrowser(hz)
      browsers.push(browser)
      return (await openSeat(browser, trunkline.links.get(number) ?? '')).page
    }
    attendant = await seat(HZ.attendant, '8301')
    colleague = await seat(HZ.colleague, '8002')
    await attendant.goto(`${trunkline.url}/console`)
    await inState(attendant, 'idle')
  })
  afterAll(async () => {
    for (const browser of browsers) await browser.close()
    await trunkline?.stop()
  })

  const box = () => attendant.getByTestId('console-target')
  async function answered(from: string): Promise<Customer> {
    const customer = await Customer.call(trunkline, { from, did: CARE_DID, hz: HZ.customer })
    await customer.choosesService()
    await inState(attendant, 'ringing')
    await attendant.keyboard.press('F2')
    await inState(attendant, 'talking')
    return customer
  }

  it('rings by number and stays, Enter again completes; the focus never leaves the box', async () => {
    const customer = await answered('13800138701')
    try {
      await box().pressSequentially('8002')
      await box().press('Enter')
      await inState(colleague, 'ringing')
      await colleague.keyboard.press('F2')
      await hears.page(colleague, ['attendant'])
      await hears.customer(customer, [])
      expect(await box().evaluate((element) => element === document.activeElement)).toBe(true)
      await box().press('Enter')
      await inState(attendant, 'idle')
      await hears.customer(customer, ['colleague'])
      await customer.hangsUp()
    } finally {
      customer.close()
    }
  })

  it('parks with *, takes up with the place and *, hands over with + by the initials of a name', async () => {
    await inState(colleague, 'idle')
    const customer = await answered('13800138702')
    try {
      await box().press('*')
      await inState(attendant, 'idle')
      await attendant.locator('[data-testid="console-slot"][data-slot="1"]').waitFor()
      await hears.customer(customer, [])
      await box().pressSequentially('1*')
      await inState(attendant, 'talking')
      await hears.customer(customer, ['attendant'])
      await box().fill('')
      await box().pressSequentially('lwj+')
      await inState(attendant, 'idle')
      await inState(colleague, 'ringing')
      await colleague.keyboard.press('F2')
      await hears.customer(customer, ['colleague'])
      await customer.hangsUp()
    } finally {
      customer.close()
    }
  })

  it('sets do-not-disturb for another, gets past it by override, and not past super', async () => {
    await inState(colleague, 'idle')
    const overrides = async () => {
      await attendant.getByTestId('console-override').click()
      await attendant.getByTestId('console-reason').fill('urgent')
      await attendant.getByTestId('console-reason-given').click()
    }
    const level = (word: string) =>
      attendant.getByTestId('console-person').getByText(word, { exact: true }).last().click()
    await box().fill('8002')
    await level('免打扰')
    await overrides()
    await inState(colleague, 'ringing')
    await colleague.keyboard.press('F4')
    await inState(attendant, 'idle')
    await level('超级免打扰')
    await overrides()
    await attendant.getByText('对方设为免打扰').waitFor()
    await level('关')
    await attendant.getByTestId('console-act-call').waitFor()
    const audited = (await administrator.json<AuditRow[]>('/audit')).map(({ action }) => action)
    expect(audited.filter((action) => action.startsWith('do-not-disturb'))).toEqual([
      'do-not-disturb-set',
      'do-not-disturb-set',
      'do-not-disturb-overridden',
      'do-not-disturb-set',
    ])
  })

  it('night service is a switch, in the audit trail', async () => {
    await attendant.getByTestId('night-service').first().getByText('夜服中').click()
    const hours = await administrator.json<{ forced: string }[]>('/hours')
    expect(hours.map(({ forced }) => forced)).toContain('closed')
    const [night] = await administrator.json<NightService[]>('/night-service')
    await attendant
      .getByTestId('night-set')
      .getByText(night?.set?.name ?? '?')
      .waitFor()
    const until = attendant.getByTestId('night-until').first()
    await until.selectOption('time')
    await attendant.getByTestId('night-time').first().fill('03:15')
    await attendant.getByTestId('night-time-set').first().click()
    await until.locator('option', { hasText: '03:15' }).waitFor({ state: 'attached' })
    const ends = new Date((await administrator.json<NightService[]>('/night-service'))[0]?.until ?? 0)
    expect(ends.getMinutes()).toBe(15)
    expect(ends.getTime()).toBeGreaterThan(Date.now())
  })

  it('F213, F226 a name and a class are changed for somebody, who cannot call further than that any more', async () => {
    await box().fill('8002')
    await attendant.getByTestId('console-person-change').click()
    await attendant.getByTestId('person-name').fill('李文静（二线）')
    await attendant.getByTestId('person-class').selectOption('local')
    await attendant.getByTestId('person-save').click()
    await attendant.getByTestId('person-save').waitFor({ state: 'detached' })
    await attendant.getByTestId('console-person').getByText('李文静（二线）').waitFor()
    await inState(colleague, 'idle')
    await colleague.getByTestId('dial-input').fill('13800138799')
    await colleague.getByTestId('dial-input').press('Enter')
    await colleague.getByTestId('dial-trouble').filter({ hasText: '分机等级不允许' }).waitFor()
  })
})
