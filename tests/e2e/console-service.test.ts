// The console's calls when the attendant does not take them: automatic attendant, fault transfer; and callers named by the number book.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow, User } from '#protocol/api'
import type { AutomaticBody, ConsoleService } from '#protocol/console'
import type { QueueConfig } from '#protocol/queue-config'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { sayTone } from '../harness/short-prompt.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { Listeners } from '../harness/who-hears.ts'

const CARE_DID = '4008009999'
const HZ = { customer: 470, attendant: 1000, colleague: 1630 }
const hears = new Listeners(HZ)
/** What the automatic attendant's flow says first. */
const COMPUTER_HZ = 1250
/** Text of a stranger: markup, and a character that turns what follows around. */
const HOSTILE = '<b>物业</b>\u202e'

describe.skipIf(isMissing('chromium', 'sip-tester'))('the console without its attendant', () => {
  let trunkline: Trunkline
  const browsers: Browser[] = []
  let attendant: Page
  let colleague: Page
  let administrator: Api

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    await sayTone(administrator, 'greeting-service', COMPUTER_HZ, 4)
    const users = await administrator.json<User[]>('/users')
    const idOf = (number: string) => users.find((user) => user.number === number)?.id ?? ''
    for (const queue of await administrator.json<QueueConfig[]>('/queues'))
      await administrator.put(`/queues/${queue.id}`, {
        ...queue,
        members: [idOf(queue.id === 'care' ? '8301' : '8002')],
      })
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

  const call = async (from: string): Promise<Customer> => {
    const customer = await Customer.call(trunkline, { from, did: CARE_DID, hz: HZ.customer })
    await customer.choosesService()
    return customer
  }
  const serverHas = (automatic: AutomaticBody) =>
    expect.poll(async () => (await administrator.json<ConsoleService>('/console')).automatic).toMatchObject(automatic)
  const audited = async () =>
    (await administrator.json<AuditRow[]>('/audit'))
      .filter(({ action }) => action === 'console-changed')
      .map(({ object, detail }) => `${object} ${detail}`)

  it('F211 shows a caller by the name of the number book, as text and nothing else', async () => {
    await administrator.put('/number-book/61', { number: '13800138777', name: HOSTILE })
    const customer = await call('13800138777')
    try {
      await inState(attendant, 'ringing')
      const bar = attendant.locator('[data-call-bar]')
      await bar.getByText('<b>物业</b>', { exact: true }).waitFor()
      expect(await bar.innerText()).not.toContain('\u202e')
      await attendant.getByTestId('console-call').getByText('<b>物业</b>', { exact: true }).waitFor()
      await attendant.keyboard.press('F2')
      await inState(attendant, 'talking')
      await customer.hangsUp()
      await inState(attendant, 'idle')
      const listed = await administrator.callWhere(({ customer: { text } }) => text === '13800138777')
      expect(listed.customerName).toBe(HOSTILE)
    } finally {
      customer.close()
    }
  })

  it('CS4 the automatic attendant answers in the attendant’s place while its switch is on', async () => {
    const bot = attendant.getByTestId('automatic-attendant')
    await bot.getByTestId('automatic-flow').selectOption('service')
    await bot.getByText('开', { exact: true }).click()
    await serverHas({ on: true, flow: 'service' })
    const customer = await call('13800138778')
    try {
      await customer.sound.hears(COMPUTER_HZ, 5)
      await inState(attendant, 'idle')
      await customer.choosesService()
      await inState(colleague, 'ringing')
      await colleague.keyboard.press('F4')
      await customer.hangsUp()
    } finally {
      customer.close()
    }
    await bot.getByText('关', { exact: true }).click()
    await serverHas({ on: false, flow: 'service' })
    await attendant.locator('[data-testid="automatic-attendant"][data-on="false"]').waitFor()
    const again = await call('13800138779')
    try {
      await inState(attendant, 'ringing')
      await again.hangsUp()
      await inState(attendant, 'idle')
    } finally {
      again.close()
    }
    expect(await audited()).toEqual([
      'automatic-attendant off',
      'automatic-attendant flow service',
      'automatic-attendant off',
    ])
  })

  it('CS2, CS3, CS5 the fault transfer takes who waits when the console is lost, and who comes then', async () => {
    await attendant.getByTestId('fault-target').selectOption('queue service')
    const lamp = attendant.locator('[data-testid="fault-transfer"][data-target="queue service"]')
    await lamp.waitFor()
    const { fault } = await administrator.json<ConsoleService>('/console')
    expect(fault.set?.name).not.toBe('')
    await lamp
      .locator('bdi')
      .getByText(fault.set?.name ?? '')
      .waitFor()

    await attendant.keyboard.press('Alt+q')
    await attendant.getByTestId('presence-meeting').click()
    await inState(attendant, 'not-ready')
    const waits = await call('13800138780')
    const comes: Customer[] = []
    try {
      await attendant.getByTestId('console-waiting').waitFor()
      await browsers.shift()?.close()
      await inState(colleague, 'ringing', 40_000)
      await colleague.keyboard.press('F2')
      await inState(colleague, 'talking')
      await hears.customer(waits, ['colleague'])
      await hears.page(colleague, ['customer'])
      await waits.hangsUp()
      await inState(colleague, 'idle')

      comes.push(await call('13800138781'))
      await inState(colleague, 'ringing')
      await comes[0]?.hangsUp()
    } finally {
      waits.close()
      for (const customer of comes) customer.close()
    }
    const moved = await administrator.callWhere(({ customer: { text } }) => text === '13800138780')
    const why = moved.events.filter(({ type }) => type === 'call.queue.left').map(({ data }) => data.why)
    expect(why).toEqual(['out-of-order'])
    expect(moved).toMatchObject({ queueId: 'service', outcome: 'answered' })
  })
})
