// An attendant breaks into a colleague's talk: everybody who talks hears a tone, then who hears whom is measured by a tone of each party.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow, User } from '#protocol/api'
import type { QueueConfig } from '#protocol/queue-config'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, levelsInPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'
import { Listeners } from '../harness/who-hears.ts'

/** No one is near a multiple, a sum or a difference of the others, nor the tone that announces. */
const HZ = { customer: 700, colleague: 1000, attendant: 1630 }
const TONE_HZ = 450
const WITHIN_MS = 30_000
const hears = new Listeners(HZ)

describe.skipIf(isMissing('chromium', 'sip-tester'))('an attendant’s break-in', () => {
  let trunkline: Trunkline
  const browsers: Browser[] = []
  let attendant: Page
  let colleague: Page
  let administrator: Api

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    const users = await administrator.json<User[]>('/users')
    const queue = (await administrator.json<QueueConfig[]>('/queues')).find(({ id }) => id === 'service')
    const members = users.filter(({ number }) => number === '8002').map(({ id }) => id)
    await administrator.put('/queues/service', { ...queue, members })
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

  async function asks(act: 'barge' | 'listen', reason: string): Promise<void> {
    await attendant.getByTestId('console-target').fill('8002')
    await attendant.getByTestId(`console-${act}`).click()
    await attendant.getByTestId('console-reason').fill(reason)
    await attendant.getByTestId('console-reason-given').click()
  }
  const toneInPage = () =>
    until(
      async () => ((await levelsInPage(colleague, [TONE_HZ]))[0] ?? -200) > -60,
      WITHIN_MS,
      () => 'the colleague heard no tone',
    )
  /** Both who talk hear the tone that the act brings. */
  async function announced(customer: Customer, act: 'barge' | 'listen', reason: string): Promise<void> {
    const since = Date.now()
    await Promise.all([toneInPage(), asks(act, reason)])
    await customer.sound.firstOf(TONE_HZ, since)
  }

  it('F206 listens and breaks in with a reason, announced to both each time; the reason is in the audit trail', async () => {
    const customer = await Customer.call(trunkline, { from: '13800138790', hz: HZ.customer })
    try {
      await customer.choosesService()
      await inState(colleague, 'ringing')
      await colleague.keyboard.press('F2')
      await inState(colleague, 'talking')
      await hears.customer(customer, ['colleague'])

      await announced(customer, 'listen', 'asked by the shift')
      await inState(attendant, 'supervising')
      await hears.page(attendant, ['customer', 'colleague'])
      await hears.page(colleague, ['customer'])
      await hears.customer(customer, ['colleague'])
      await colleague.getByTestId('supervised-mark').waitFor()

      await announced(customer, 'barge', 'fire in house 3')
      await hears.customer(customer, ['colleague', 'attendant'])
      await hears.page(colleague, ['customer', 'attendant'])
      await hears.page(attendant, ['customer', 'colleague'])

      await attendant.getByTestId('supervise-leave').click()
      await inState(attendant, 'idle')
      await hears.customer(customer, ['colleague'])
      await customer.hangsUp()
    } finally {
      customer.close()
    }
    const rows = (await administrator.json<AuditRow[]>('/audit')).filter(({ action }) => action.startsWith('call-'))
    expect(rows.map(({ action, object, detail }) => [action, object, detail])).toEqual([
      ['call-broken-into', '8002', 'fire in house 3'],
      ['call-listened', '8002', 'asked by the shift'],
    ])
  })
})
