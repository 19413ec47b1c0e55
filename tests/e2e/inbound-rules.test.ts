// Inbound rules by real calls: two numbers, a rule that takes some callers elsewhere, forced handling switched on a phone.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallDetail } from '#protocol/api'
import type { ForwardingRow } from '#protocol/forwarding'
import type { InboundRule } from '#protocol/inbound-rules'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { Customer, SERVICE_DID } from '../harness/customer.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { QueueCentre } from '../harness/seats/queue-centre.ts'
import type { RealSeat } from '../harness/seats/real-seats.ts'

const PHONE = { width: 390, height: 844 }
const CARE_DID = '4008009999'
const NUISANCE = '17012345678'

describe.skipIf(isMissing('chromium', 'sip-tester'))('inbound rules', () => {
  let centre: QueueCentre
  let seat: RealSeat
  let browser: Browser
  let page: Page
  const customers: Customer[] = []

  beforeAll(async () => {
    centre = await QueueCentre.open()
    ;[seat] = (await centre.newSeats(1)) as [RealSeat]
    await centre.set('service', [seat])
    await centre.set('care', [seat])
    browser = await launchBrowser(1000)
    const { administrator, trunkline } = centre
    const users = await administrator.json<{ id: string; number: string }[]>('/users')
    const own = users.find(({ number }) => number === '8201')
    const { link } = await administrator.post<{ link: string }>(`/users/${own?.id}/link`, undefined)
    page = (await openPage(browser, new URL(link, trunkline.url).href)).page
    await page.setViewportSize(PHONE)
    await page.goto(`${trunkline.url}/admin/inbound`)
  })
  afterAll(async () => {
    for (const customer of customers) customer.close()
    await browser?.close()
    await centre?.close()
  })

  async function calls(did: string, from = centre.newNumber()): Promise<Customer> {
    const customer = await Customer.call(centre.trunkline, { did, from, hz: 470 })
    customers.push(customer)
    return customer
  }
  const record = ({ from }: Customer): Promise<CallDetail> =>
    centre.administrator.callWhere((row) => row.customer.text === from)
  const ruleOf = async (customer: Customer): Promise<unknown> =>
    (await record(customer)).events.find(({ type }) => type === 'call.offered')?.data.rule

  async function writeRule(name: string, prefixes: string, kind: string): Promise<void> {
    await page.locator('a[href="/admin/inbound/new"]').first().click()
    await page.getByTestId('rule-name').fill(name)
    await page.getByTestId('rule-prefixes').fill(prefixes)
    await page.getByTestId('step-kind').selectOption(kind)
    await page.getByRole('button', { name: /^(保存|Save)$/ }).click()
    await page.waitForURL((url) => !url.pathname.endsWith('/new'))
    await page.goto(`${centre.trunkline.url}/admin/inbound`)
    await page.getByTestId('rule').filter({ hasText: name }).waitFor()
  }

  it('FL01 without rules each number goes by its own flow', async () => {
    for (const [number, flow] of Object.entries({ '400800888': 'service', '400800999': 'care' }))
      await centre.administrator.put(`/numbers/${number}`, { number, name: number, flow })
    for (const [did, greeting] of [
      ['400800888', 'greeting-service'],
      ['400800999', 'greeting-care'],
    ] as const) {
      const customer = await calls(did)
      await hearsPrompts(customer.sound, [greeting])
      await customer.hangsUp()
      expect(await ruleOf(customer)).toBeUndefined()
    }
  })

  it('FL01 I6 outside working time another flow; I11 a flow, a seat, a box, a number as the next step', async () => {
    const { administrator } = centre
    const callers = (prefix: string) => ({ prefixes: [prefix], countries: [], marks: [] })
    const rule = async (prefix: string, step: object, time: object | null = null): Promise<void> => {
      const conditions = { numbers: ['400800888'], lines: [], caller: callers(prefix), time }
      await administrator.post('/inbound-rules', { name: prefix, enabled: true, ...conditions, step })
    }
    const language = 'zh-CN'
    const [hours] = await administrator.json<{ id: string; forced: string }[]>('/hours')
    await rule('1711', { kind: 'flow', flow: 'care' }, { hours: hours?.id, states: ['closed'] })
    await rule('1712', { kind: 'agent', agent: seat.id, language })
    await rule('1713', { kind: 'message', box: 'care', language })
    await rule('1714', { kind: 'number', number: '13900139000', language })

    const open = await calls('400800888', '17110000001')
    await hearsPrompts(open.sound, ['greeting-service'])
    await open.hangsUp()
    await administrator.put(`/hours/${hours?.id}`, { ...hours, forced: 'closed' })
    const closed = await calls('400800888', '17110000002')
    await hearsPrompts(closed.sound, ['closed'])
    await closed.hangsUp()
    expect(await ruleOf(closed)).toBe('1711')
    await administrator.put(`/hours/${hours?.id}`, hours)

    const rings = await calls('400800888', '17120000001')
    await seat.is('ringing')
    await seat.does({ type: 'call.answer', callId: seat.callId })
    await seat.is('talking')
    await rings.hangsUp()
    await seat.does({ type: 'agent.finish-wrap-up' })
    await seat.is('idle')

    const [speaks, sentOn] = [await calls('400800888', '17130000001'), await calls('400800888', '17140000001')]
    await hearsPrompts(speaks.sound, ['leave-message'])
    await speaks.hangsUp()
    await hearsPrompts(sentOn.sound, ['goodbye'])
    await sentOn.isHungUp()
    for (const { id } of await administrator.json<{ id: string }[]>('/inbound-rules'))
      expect((await administrator.request('DELETE', `/inbound-rules/${id}`)).ok).toBe(true)
  })

  it('I2, I5, I11 a rule written on a phone hangs up on some callers and leaves the others alone', async () => {
    await writeRule('Nuisance', '170\n020888', 'hang-up')
    const nuisance = await calls(SERVICE_DID, NUISANCE)
    await nuisance.isHungUp()
    expect(await ruleOf(nuisance)).toBe('Nuisance')
    const other = await calls(SERVICE_DID)
    await hearsPrompts(other.sound, ['greeting-service'])
    await other.hangsUp()
  })

  it('I2 moved up, a later rule goes first: the caller is in the queue without a menu, and the test box says why', async () => {
    await writeRule('Straight in', '170', 'queue')
    await page.getByTestId('rule-up').click()
    await page.getByTestId('rule').first().filter({ hasText: 'Straight in' }).waitFor()
    const customer = await calls(CARE_DID, NUISANCE)
    await seat.is('ringing')
    await customer.hangsUp()
    await seat.is('idle')
    await page.goto(`${centre.trunkline.url}/admin/inbound/_trial`)
    await page.getByTestId('trial-from').fill('020 8888 1234')
    await page.getByTestId('trial-ask').click()
    const answer = page.getByTestId('trial-answer')
    await answer.filter({ hasText: 'Nuisance' }).waitFor()
    expect(await answer.textContent()).toMatch(/Straight in — (主叫不符|another caller)/)
  })

  it('F043 forced handling switched on a phone takes every call of both numbers, until it is switched off', async () => {
    await page.goto(`${centre.trunkline.url}/admin/inbound/_forced`)
    await page.getByTestId('step-kind').selectOption('message')
    await page.getByTestId('forced-on').click()
    await page
      .getByRole('alertdialog')
      .or(page.getByRole('dialog'))
      .getByRole('button', { name: /强制所有来电|Force every call/ })
      .click()
    await page.getByTestId('forced-off').waitFor()
    expect(await page.getByTestId('forced-state').textContent()).toMatch(/设置|Set by/)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide).toBe(0)
    for (const [did, from] of [
      [SERVICE_DID, centre.newNumber()],
      [CARE_DID, NUISANCE],
    ] as const) {
      const customer = await calls(did, from)
      await hearsPrompts(customer.sound, ['leave-message'])
      await customer.hangsUp()
    }
    await page.getByTestId('forced-off').click()
    await page.getByTestId('forced-on').waitFor()
    const customer = await calls(CARE_DID)
    await hearsPrompts(customer.sound, ['greeting-care'])
    await customer.hangsUp()
  })

  it('a whole line is forwarded by a switch on its page: a rule ahead of the others, until it is switched off', async () => {
    const rules = () => centre.administrator.json<InboundRule[]>('/inbound-rules')
    await page.goto(`${centre.trunkline.url}/admin/lines/demo-trunk`)
    const pane = page.getByTestId('line-forward')
    await pane.getByRole('switch').click()
    await pane.getByTestId('step-kind').selectOption('message')
    await pane.getByTestId('line-forward-save').click()
    await pane.getByTestId('line-forward-says').waitFor()
    expect((await rules())[0]).toMatchObject({ enabled: true, lines: ['demo-trunk'], step: { kind: 'message' } })
    const forwarded = await calls(SERVICE_DID)
    await hearsPrompts(forwarded.sound, ['leave-message'])
    await forwarded.hangsUp()
    await pane.getByRole('switch').click()
    await pane.getByTestId('line-forward-says').waitFor({ state: 'detached' })
    const customer = await calls(SERVICE_DID)
    await hearsPrompts(customer.sound, ['greeting-service'])
    await customer.hangsUp()
  })

  it('F051 a person’s forwarding is set by thumb, and what cannot be is said at its field', async () => {
    await page.goto(`${centre.trunkline.url}/admin/forwarding`)
    await page.locator(`a[href="/admin/forwarding/${seat.id}"]`).click()
    const form = page.getByTestId('forward-form')
    await form.getByRole('switch').click()
    await form.getByTestId('forward-busy').selectOption('number')
    await form.getByTestId('forward-busy-target').fill('110')
    const save = page.getByRole('button', { name: /^(保存|Save)$/ })
    await save.click()
    await form.getByText(/不能转到这个号码|Calls cannot go to this number/).waitFor()
    await form.getByTestId('forward-busy-target').fill('13900139000')
    await save.click()
    await page
      .getByTestId('forward-form')
      .getByText(/设于|Set by/)
      .waitFor()
    const rows = await centre.administrator.json<ForwardingRow[]>('/forwarding')
    expect(rows.find(({ agentId }) => agentId === seat.id)?.forwarding).toMatchObject({
      on: true,
      busy: { kind: 'number', number: '+8613900139000' },
    })
  })
})
