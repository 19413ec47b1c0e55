// Wake-up calls: set at the console, a seat and an outside telephone called at the time, tried again, the results listed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { User } from '#protocol/api'
import type { LineConfig } from '#protocol/line-config'
import type { WakeUpBody, WakeUpRow } from '#protocol/wake-ups'
import { Api } from '../harness/api.ts'
import { Baresip } from '../harness/baresip.ts'
import { hearsInPage, inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { sayTone } from '../harness/short-prompt.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const HZ = { telephone: 440, seat: 1000, wakeUp: 1630, confirm: 1250 }
const NUMBER = '13900139000'

describe.skipIf(isMissing('chromium', 'baresip-core', 'sox'))('a wake-up call', () => {
  let trunkline: Trunkline
  let browser: Browser
  let telephone: Baresip
  let console_: Page
  let seat: Page
  let attendant: Api
  let seatId: string
  const directory = mkdtempSync(join(tmpdir(), 'wake-up-'))

  /** A short word, then silence: who goes on without a pause is a machine (WU6). */
  function shortWord(): string {
    const path = join(directory, 'word.wav')
    const sine = ['synth', '0.5', 'sine', String(HZ.telephone), 'gain', '-6', 'pad', '0', '120']
    execFileSync('sox', ['-n', '-r', '8000', '-b', '16', '-c', '1', path, ...sine])
    return path
  }

  beforeAll(async () => {
    trunkline = await startTrunkline()
    telephone = await Baresip.start({ user: NUMBER, speaks: shortWord() })
    const admin = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    for (const line of await admin.json<LineConfig[]>('/lines')) {
      const out = line.kind === 'sip' ? { port: telephone.port, outbound: true } : { outbound: false }
      await admin.put(`/lines/${line.id}`, { ...line, ...out })
    }
    seatId = (await admin.json<User[]>('/users')).find(({ number }) => number === '8002')?.id ?? ''
    await sayTone(admin, 'wake-up', HZ.wakeUp, 4)
    await sayTone(admin, 'wake-up-confirm', HZ.confirm, 4)
    browser = await launchBrowser(HZ.seat)
    const opened = await openPage(browser, trunkline.links.get('8301') ?? '')
    console_ = opened.page
    await console_.goto(`${trunkline.url}/console`)
    attendant = await Api.ofPages(trunkline.url, opened.context)
    seat = (await openSeat(browser, trunkline.links.get('8002') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    await telephone?.close()
    await trunkline?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  const set = (to: WakeUpBody['to'], more: Partial<WakeUpBody> = {}) =>
    attendant.post<{ id: string }>('/wake-ups', {
      to,
      at: Date.now() + 1500,
      zone: 'Asia/Shanghai',
      repeat: 'once',
      language: 'zh-CN',
      confirm: false,
      tries: 2,
      pauseMs: 1000,
      ...more,
    } satisfies WakeUpBody)
  const row = async (id: string): Promise<WakeUpRow | undefined> =>
    (await attendant.json<WakeUpRow[]>('/wake-ups')).find((each) => each.id === id)
  const becomes = (id: string, expected: Partial<WakeUpRow>) =>
    expect.poll(() => row(id), { timeout: 15_000 }).toMatchObject(expected)
  const hears = (hz: number) =>
    until(
      () => Math.abs(telephone.lastSecond().hz - hz) < 5,
      10_000,
      () => `the telephone hears ${JSON.stringify(telephone.lastSecond())}, not ${hz} Hz`,
    )
  const called = (times: number) =>
    expect.poll(() => telephone.output.match(/CALL_INCOMING/g)?.length ?? 0, { timeout: 15_000 }).toBe(times)

  it('is set at the console for whoever is chosen there, listed, and cancelled', async () => {
    await console_.getByTestId('console-target').fill('8002')
    await console_.getByTestId('console-wake-up').click()
    expect(await console_.getByTestId('wake-up-to').inputValue()).toBe('8002')
    const tomorrow = new Date(Date.now() + 86_400_000 - new Date().getTimezoneOffset() * 60_000)
    await console_.getByTestId('wake-up-date').fill(tomorrow.toISOString().slice(0, 10))
    await console_.getByTestId('wake-up-time').fill('6:30')
    await console_.getByTestId('wake-up-repeat').selectOption('daily')
    await console_.getByTestId('wake-up-save').click()
    await console_.locator('[data-testid="wake-up"][data-state="set"]').waitFor()
    const [listed] = await attendant.json<WakeUpRow[]>('/wake-ups')
    expect(listed).toMatchObject({ to: { kind: 'agent', number: '8002' }, repeat: 'daily', tries: 3, state: 'set' })
    await console_.getByTestId('wake-up-cancel').click()
    await console_.getByRole('dialog').getByRole('button').last().click()
    await console_.locator('[data-testid="wake-up"][data-state="cancelled"]').waitFor()
  })

  it('WU2, WU4 rings the seat, which hears why when it answers; the result says when', async () => {
    const { id } = await set({ kind: 'agent', agentId: seatId })
    await inState(seat, 'ringing')
    await seat.getByTestId('waking-up').waitFor()
    await seat.getByTestId('answer').click()
    await hearsInPage(seat, HZ.wakeUp)
    await inState(seat, 'idle', 20_000)
    await becomes(id, { state: 'answered', tried: 1, cause: null })
    await console_.locator('[data-testid="wake-up"][data-state="answered"]').waitFor()
    const result = await row(id)
    expect(result?.answeredAt).toBeGreaterThan(result?.at ?? 0)
  })

  it('WU5 is not answered at the seat: called again, then failed', async () => {
    const { id } = await set({ kind: 'agent', agentId: seatId })
    for (const tried of [1, 2]) {
      await inState(seat, 'ringing')
      await becomes(id, { state: 'calling', tried })
      await seat.getByTestId('decline').click()
      await inState(seat, 'idle')
    }
    await becomes(id, { state: 'failed', tried: 2, cause: 'rejected', answeredAt: null })
    await console_.locator('[data-testid="wake-up"][data-state="failed"]').waitFor()
  })

  it('WU5 calls a telephone again that did not answer; WU4 the key confirms', async () => {
    const { id } = await set({ kind: 'number', number: NUMBER }, { confirm: true })
    await called(1)
    telephone.hangUp()
    await becomes(id, { state: 'calling', tried: 2 })
    await called(2)
    telephone.answer()
    await hears(HZ.confirm)
    expect(await row(id)).toMatchObject({ state: 'calling' })
    telephone.press('1')
    await becomes(id, { state: 'answered', tried: 2, confirm: true })
  })
})
