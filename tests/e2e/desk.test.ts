// What an agent keeps at the desk, in real browsers: the line to the leader, an appointment and its reminder.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const SOON_MS = 2500

describe.skipIf(isMissing('chromium'))('the desk', () => {
  let trunkline: Trunkline
  let browser: Browser
  let agent: Page
  let leader: Page
  let own: Api

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(1000)
    const agents = await openPage(browser, trunkline.links.get('8001') ?? '')
    agent = agents.page
    leader = (await openPage(browser, trunkline.links.get('8101') ?? '')).page
    own = await Api.ofPages(trunkline.url, agents.context)
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  it('a question reaches the leader’s live page at once, the answer the agent’s page, and both are read when seen', async () => {
    await agent.keyboard.press('Alt+m')
    await agent.getByTestId('chat-text').fill('可以退款吗？')
    await agent.keyboard.press('Enter')
    await agent.getByTestId('chat-messages').getByText('可以退款吗？').waitFor()
    await agent.keyboard.press('Escape')
    await leader.getByTestId('leader-unread').waitFor()
    await leader.getByTestId('leader-chat').locator('summary').click()
    const line = (await own.json<{ userId: string }>('/session')).userId
    await leader.getByTestId('leader-line').selectOption(line)
    await leader.getByTestId('chat-messages').getByText('可以退款吗？').waitFor()
    await leader.getByTestId('leader-unread').waitFor({ state: 'detached' })
    await leader.getByTestId('chat-text').fill('二百以内可以')
    await leader.keyboard.press('Enter')
    await agent.getByTestId('chat-unread').waitFor()
    await agent.keyboard.press('Alt+m')
    await agent.getByTestId('chat-messages').getByText('二百以内可以').waitFor()
    await agent.getByTestId('chat-unread').waitFor({ state: 'detached' })
    await agent.keyboard.press('Escape')
  })

  it('an appointment reminds at its time, on whatever page, and is done there', async () => {
    await agent.goto(`${trunkline.url}/customers`)
    await agent.locator('h1').first().waitFor()
    const appointment = { note: '确认地址', customerId: null, callId: null, name: '周女士', number: '13800138111' }
    await own.request('POST', '/appointments', { ...appointment, at: Date.now() + SOON_MS })
    await agent.getByTestId('appointment-next').waitFor()
    await agent.getByTestId('appointment-due').getByText('确认地址').waitFor()
    await agent.getByTestId('appointment-done').click()
    await agent.getByTestId('appointment-due').waitFor({ state: 'detached' })
    await until(
      async () => (await own.json<unknown[]>('/appointments?status=done')).length === 1,
      5000,
      () => 'the appointment is not done',
    )
  })

  it('an appointment is made with a customer, and stands in the list', async () => {
    await agent.getByText('孙丽华').first().click()
    await agent.getByRole('button', { name: '预约' }).click()
    await agent.getByRole('button', { name: '30 分钟后' }).click()
    await agent.getByTestId('appointment-note').fill('回电')
    await agent.getByTestId('appointment-save').click()
    await agent.getByTestId('appointment-save').waitFor({ state: 'detached' })
    await agent.goto(`${trunkline.url}/mine/appointments`)
    await agent.getByTestId('appointment').getByText('孙丽华').waitFor()
    expect(await agent.getByTestId('appointment').count()).toBe(1)
  })
})
