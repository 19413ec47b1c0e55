// What a caller in a queue goes through: told rank and wait, sent on by the limits, the share and the hours of the queue.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpeningHours } from '#protocol/hours-config'
import type { QueueConfig } from '#protocol/queue-config'
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

  /** Replaces a prompt by one word. */
  async function saysShortly(name: string): Promise<void> {
    const body = readFileSync(join(import.meta.dirname, '../../prompts/zh-CN/say-two.wav'))
    const headers = { cookie: admin.cookie, origin: admin.url, 'content-type': 'audio/wav' }
    const reply = await fetch(`${admin.url}/api/v1/prompts/${name}/zh-CN`, { method: 'PUT', headers, body })
    expect(reply.status).toBe(200)
  }
  const set = (more: Partial<QueueConfig>) => admin.put('/queues/service', { ...queue, ...more })

  it('N1-N5 hears rank, estimated wait and then a prompt of the queue, in its language', async () => {
    await saysShortly('queue-wait')
    await set({ announce: 'both', announceFirstMs: 1000, announcePrompts: ['beep'] })
    const customer = await Customer.call(trunkline, { from: '13800138401' })
    try {
      await customer.choosesService()
      const place = ['position', 'number-1', 'position-after']
      await hearsPrompts(customer.sound, [...place, 'wait-up-to', 'number-5', 'wait-minutes', 'beep'])
      await customer.hangsUp()
    } finally {
      customer.close()
    }
  })

  /** Somebody calls, keys 1 for the queue, and hears this instead of music; why the queue let him go. */
  async function isSentOn(from: string, prompt: string): Promise<unknown> {
    const customer = await Customer.call(trunkline, { from })
    try {
      await customer.choosesService()
      await hearsPrompts(customer.sound, [prompt])
      await customer.hangsUp()
    } finally {
      customer.close()
    }
    const { events } = await admin.callWhere((row) => row.customer.text === from)
    return events.find(({ type }) => type === 'call.queue.left')?.data
  }
  const node = (name: string) => ({ kind: 'node', node: name }) as const

  it('X4 sends on who would wait longer than the queue lets anybody', async () => {
    const target = node('full')
    await set({ expectedLimit: { ms: 30_000, target } })
    expect(await isSentOn('13800138402', 'queue-full')).toMatchObject({ why: 'expected', target })
  })

  it('X6 sends on a caller of the share who has waited so long', async () => {
    const target = node('message')
    await set({ overflow: { share: 100, whenWaiting: 0, afterMs: 500, target } })
    expect(await isSentOn('13800138403', 'leave-message')).toMatchObject({ why: 'overflow', target })
  })

  it('X2 sends on who calls outside the hours of the queue', async () => {
    const [main] = await admin.json<OpeningHours[]>('/hours')
    const made = await admin.request('POST', '/hours', { ...main, id: 'night', name: 'Night', forced: 'closed' })
    expect(made.status).toBe(200)
    const closed = node('closed')
    await set({ hours: { id: 'night', closed, holiday: null } })
    expect(await isSentOn('13800138404', 'closed')).toMatchObject({ why: 'closed', target: closed })
  })
})
