// A queue's settings on real seats: phones that ring together, keys while waiting, changes that reach who waits.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueueConfig } from '#protocol/queue-config'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const WAITING = 'trunkline_machines{machine="queue-entry"} 1'
const SEATS = ['8001', '8002', '8003']

describe.skipIf(isMissing('chromium', 'sip-tester'))('a queue', () => {
  let trunkline: Trunkline
  let browser: Browser
  let admin: Api
  let queue: QueueConfig
  let people: string[] = []
  const pages: Page[] = []

  beforeAll(async () => {
    trunkline = await startTrunkline()
    admin = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    browser = await launchBrowser(1000)
    const queues = await admin.json<QueueConfig[]>('/queues')
    queue = queues.find(({ id }) => id === 'service') as QueueConfig
    const users = await admin.json<{ id: string; number: string }[]>('/users')
    people = SEATS.map((number) => users.find((user) => user.number === number)?.id ?? '')
    for (const number of SEATS) pages.push((await openSeat(browser, trunkline.links.get(number) ?? '')).page)
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  const metrics = async () => (await fetch(`${trunkline.url}/metrics`)).text()
  const isWaiting = () =>
    until(
      async () => (await metrics()).includes(WAITING),
      10_000,
      () => 'nobody waits',
    )
  const set = (more: Partial<QueueConfig>) =>
    admin.put('/queues/service', { ...queue, wrapUpMs: 0, members: people, ...more })

  it('S12, Q17 rings at all three seats; the first who answers has the call, the others are idle again', async () => {
    await set({ strategy: 'ring-all' })
    const customer = await Customer.call(trunkline, { from: '13800138301' })
    try {
      await customer.choosesService()
      for (const page of pages) await inState(page, 'ringing')
      await pages[1]?.getByTestId('answer').click()
      await inState(pages[1] as Page, 'talking')
      await customer.sound.hears(1000, 5)
      await inState(pages[0] as Page, 'idle')
      await inState(pages[2] as Page, 'idle')
      await customer.hangsUp()
      const call = await admin.callWhere((row) => row.customer.text === '13800138301')
      expect(call.decisions).toHaveLength(3)
      expect(call.decisions.map(({ chosen }) => chosen).sort()).toEqual([...people].sort())
    } finally {
      customer.close()
    }
  })

  it('D8, Q15 rings at once at a member who is added while the caller waits', async () => {
    await set({ members: [] })
    const customer = await Customer.call(trunkline, { from: '13800138302' })
    try {
      await customer.choosesService()
      await isWaiting()
      await set({ members: [people[2] ?? ''] })
      await inState(pages[2] as Page, 'ringing')
      await pages[2]?.getByTestId('answer').click()
      await customer.sound.hears(1000, 5)
      await customer.hangsUp()
      const call = await admin.callWhere((row) => row.customer.text === '13800138302')
      expect(call).toMatchObject({ outcome: 'answered', agentId: people[2] })
    } finally {
      customer.close()
    }
  })

  it('Q21 takes a caller who presses a key while waiting to the node that the queue names', async () => {
    await set({ members: [], keys: { '7': { kind: 'node', node: 'message' } } })
    const customer = await Customer.call(trunkline, { from: '13800138303' })
    try {
      await customer.choosesService()
      await isWaiting()
      customer.sound.press('7')
      await until(
        async () => !(await metrics()).includes(WAITING),
        5000,
        () => 'the caller still waits',
      )
      await customer.hangsUp()
      const call = await admin.callWhere((row) => row.customer.text === '13800138303')
      const left = call.events.find(({ type }) => type === 'call.queue.left')
      expect(left?.data).toMatchObject({ why: 'key', target: { kind: 'node', node: 'message' } })
    } finally {
      customer.close()
    }
  })

  it('Q20, Q22 sends a caller of a queue that nobody serves where it says, at once', async () => {
    const message = { kind: 'node', node: 'message' } as const
    await set({ members: [], targets: { ...queue.targets, nobody: message } })
    const customer = await Customer.call(trunkline, { from: '13800138304' })
    try {
      await customer.choosesService()
      await hearsPrompts(customer.sound, ['leave-message', 'beep'])
      await customer.hangsUp()
      const call = await admin.callWhere((row) => row.customer.text === '13800138304')
      expect(call.events.find(({ type }) => type === 'call.queue.left')?.data).toMatchObject({ why: 'nobody' })
      expect(call.waitMs).toBeLessThan(200)
    } finally {
      customer.close()
    }
  })
})
