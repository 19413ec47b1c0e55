// What a caller in a queue goes through: told rank and wait, sent on by the limits, the share and the hours of the queue.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import type { QueueConfig } from '#protocol/config'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

describe.skipIf(isMissing('chromium', 'sip-tester'))('a caller in a queue whose one agent talks', () => {
  let trunkline: Trunkline
  let browser: Browser
  let admin: Api
  let queue: QueueConfig
  let talking: Customer

  beforeAll(async () => {
    trunkline = await startTrunkline()
    admin = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    const users = await admin.json<{ id: string; number: string }[]>('/users')
    const queues = await admin.json<QueueConfig[]>('/queues')
    const members = users.filter(({ number }) => number === '8001').map(({ id }) => id)
    queue = { ...(queues.find(({ id }) => id === 'service') as QueueConfig), members, teams: [] }
    await set({})
    browser = await launchBrowser(1000)
    const page: Page = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
    talking = await Customer.call(trunkline, { from: '13800138400' })
    await talking.choosesService()
    await inState(page, 'ringing')
    await page.getByTestId('answer').click()
    await inState(page, 'talking')
  })
  afterAll(async () => {
    talking?.close()
    await browser?.close()
    await trunkline?.stop()
  })

  const set = (more: Partial<QueueConfig>) => admin.put('/queues/service', { ...queue, ...more })

  it('N1-N5 hears rank, estimated wait and then a prompt of the queue, in its language', async () => {
    await set({ announce: 'both', announceFirstMs: 1000, announcePrompts: ['beep'] })
    const customer = await Customer.call(trunkline, { from: '13800138401' })
    try {
      await customer.choosesService()
      const place = ['position', 'number-1', 'position-after']
      await hearsPrompts(customer.sound, ['queue-wait', ...place, 'wait-up-to', 'number-5', 'wait-minutes', 'beep'])
      await customer.hangsUp()
    } finally {
      customer.close()
    }
  })
})
