// A caller who asks to be called back instead of waiting: let go, called by the trunk in his turn, told who calls, connected.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallbackRow, Callbacks } from '#protocol/api'
import type { LineConfig } from '#protocol/line-config'
import type { QueueConfig } from '#protocol/queue-config'
import { Api } from '../harness/api.ts'
import { Baresip } from '../harness/baresip.ts'
import { inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const HZ = { customer: 440, agent: 1000, hello: 1630 }
const NUMBER = '13900139000'

describe.skipIf(isMissing('chromium', 'sip-tester', 'baresip-core', 'sox'))('a call-back', () => {
  let trunkline: Trunkline
  let browser: Browser
  let telephone: Baresip
  let admin: Api
  let agent: Page
  let leader: Page
  const directory = mkdtempSync(join(tmpdir(), 'callback-'))

  /** 8 kHz mono: a tone, then silence. */
  function sound(hz: number, seconds: number, silence: number): string {
    const path = join(directory, `${hz}.wav`)
    const sine = ['synth', String(seconds), 'sine', String(hz), 'gain', '-6', 'pad', '0', String(silence)]
    execFileSync('sox', ['-n', '-r', '8000', '-b', '16', '-c', '1', path, ...sine])
    return path
  }

  beforeAll(async () => {
    trunkline = await startTrunkline()
    // A short word: who goes on without a pause is a machine (B7).
    telephone = await Baresip.start({ user: NUMBER, speaks: sound(HZ.customer, 0.5, 120) })
    admin = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    for (const line of await admin.json<LineConfig[]>('/lines')) {
      const out = line.kind === 'sip' ? { port: telephone.port, outbound: true } : { outbound: false }
      await admin.put(`/lines/${line.id}`, { ...line, ...out })
    }
    const users = await admin.json<{ id: string; number: string }[]>('/users')
    const queues = await admin.json<QueueConfig[]>('/queues')
    const queue = queues.find(({ id }) => id === 'service') as QueueConfig
    const members = users.filter(({ number }) => number === '8001').map(({ id }) => id)
    const callback = { tries: 2, pauseMs: 1000, prompt: 'callback-hello' }
    await admin.put('/queues/service', { ...queue, members, keys: { '3': { kind: 'callback' } }, callback })
    const headers = { cookie: admin.cookie, origin: admin.url, 'content-type': 'audio/wav' }
    const body = readFileSync(sound(HZ.hello, 4, 0))
    const said = await fetch(`${admin.url}/api/v1/prompts/callback-hello/zh-CN`, { method: 'PUT', headers, body })
    expect(said.status).toBe(200)
    browser = await launchBrowser(HZ.agent)
    agent = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
    leader = (await openPage(browser, trunkline.links.get('8101') ?? '')).page
    await leader.goto(`${trunkline.url}/callbacks`)
  })
  afterAll(async () => {
    await browser?.close()
    await telephone?.close()
    await trunkline?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  async function presence(name: string, state: string): Promise<void> {
    await agent.keyboard.press('Alt+q')
    await agent.getByTestId(`presence-${name}`).click()
    await inState(agent, state)
  }
  const callback = async (): Promise<CallbackRow | undefined> => (await admin.json<Callbacks>('/callbacks')).rows[0]
  const becomes = (expected: Partial<CallbackRow>) => expect.poll(callback, { timeout: 10_000 }).toMatchObject(expected)
  const hears = (hz: number) =>
    until(
      () => Math.abs(telephone.lastSecond().hz - hz) < 5,
      10_000,
      () => `the customer hears ${JSON.stringify(telephone.lastSecond())}, not ${hz} Hz`,
    )

  it('Q31, B6, B15 keeps the place of who presses the key, tries again, says who calls, and has an agent', async () => {
    await presence('meeting', 'not-ready')
    const customer = await Customer.call(trunkline, { from: NUMBER })
    try {
      await customer.choosesService()
      await hearsPrompts(customer.sound, ['queue-wait'])
      customer.sound.press('3')
      await hearsPrompts(customer.sound, ['callback-asked'])
      await customer.isHungUp()
    } finally {
      customer.close()
    }
    await becomes({ state: 'due', askedBy: 'key', number: { text: NUMBER, masked: false }, tries: 2, tried: 0 })
    await leader.locator('[data-testid=callback][data-state=due]').waitFor()

    await presence('available', 'idle')
    await telephone.hasSaid('called')
    telephone.hangUp()
    await becomes({ state: 'dialing', tried: 2 })
    await expect.poll(() => telephone.output.match(/CALL_INCOMING/g)?.length, { timeout: 10_000 }).toBe(2)
    telephone.answer()
    await hears(HZ.hello)
    await inState(agent, 'ringing')
    await agent.getByTestId('answer').click()
    await inState(agent, 'talking')
    await hears(HZ.agent)
    telephone.hangUp()
    await becomes({ state: 'done', tried: 2, cause: null })
    await leader.locator('[data-testid=callback][data-state=done]').waitFor()
    const call = await admin.callWhere((row) => row.direction === 'out' && row.outcome === 'answered')
    expect(call).toMatchObject({ queueId: 'service', customer: { text: NUMBER } })
    expect(call.events.map(({ type }) => type)).toContain('callback.connected')
    const asked = await admin.callWhere((row) => row.direction === 'in')
    expect(asked).toMatchObject({ outcome: 'overflowed', endedBy: 'system' })
    expect(asked.events.map(({ type }) => type)).toContain('callback.ask')
  })
})
