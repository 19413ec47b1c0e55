// Calls out: the agent dials in the page, a SIP user agent (SIPp) is called; what goes wrong is said plainly.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LineConfig, SipLineConfig } from '#protocol/line-config'
import { Api } from '../harness/api.ts'
import { hearsInPage, inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { RtpPeer } from '../harness/rtp-peer.ts'
import { CALLED, Sipp } from '../harness/sipp.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { readWav, sidesOf } from '../harness/wav.ts'

describe.skipIf(isMissing('chromium', 'sip-tester'))('calls out', () => {
  let trunkline: Trunkline
  let browser: Browser
  let administrator: Api
  let page: Page
  let trunkPort: number

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    trunkPort = await freePort()
    await useTrunkOnly(trunkPort)
    browser = await launchBrowser(1000)
    page = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  /** Calls go out by the trunk to this port and by no other line. */
  async function useTrunkOnly(port: number): Promise<void> {
    const lines = await administrator.json<LineConfig[]>('/lines')
    for (const line of lines)
      await administrator.put(
        `/lines/${line.id}`,
        isTrunk(line) ? { ...line, port, outbound: true } : { ...line, outbound: false },
      )
  }

  async function dial(number: string): Promise<void> {
    await inState(page, 'idle')
    await page.getByTestId('dial-input').fill(number)
    // By key: a click on a button that has just moved is ignored on purpose (the language switch moves it).
    await page.getByTestId('dial-input').press('Enter')
  }

  async function expectTrouble(text: string, withinMs = 20_000): Promise<void> {
    const band = page.getByTestId('dial-trouble')
    await band.filter({ hasText: text }).waitFor({ timeout: withinMs })
    await inState(page, 'idle')
    await band.getByRole('button').last().click()
    await band.waitFor({ state: 'detached' })
  }

  /** Dials while this scenario answers; then the page must say so. */
  async function refusedWith(status: string, number: string, text: string): Promise<void> {
    const called = Sipp.answer(CALLED.refuses(status), trunkPort)
    try {
      await called.isListening()
      await dial(number)
      await expectTrouble(text)
      expect(await called.done(), called.text).toBe(0)
    } finally {
      called.stop()
    }
  }

  it('an answered call has sound both ways and a record of direction out', async () => {
    const sound = await RtpPeer.open(440)
    const called = Sipp.answer(CALLED.answers(sound.port), trunkPort)
    try {
      await called.isListening()
      await dial('13800138201')
      sound.start(await called.remotePort())
      await inState(page, 'talking')
      await sound.hears(1000, 5)
      expect(await hearsInPage(page, 440)).toBeCloseTo(440, -1)
      await page.getByTestId('hang-up').click()
      expect(await called.done(), called.text).toBe(0)
      const { call, recording } = await administrator.recordedCall((row) => row.customer.text === '13800138201')
      expect(call).toMatchObject({ direction: 'out', outcome: 'answered', cause: 'normal', endedBy: 'agent' })
      const { left, right } = sidesOf(readWav(recording))
      expect(Math.abs(left - 440)).toBeLessThanOrEqual(5)
      expect(Math.abs(right - 1000)).toBeLessThanOrEqual(5)
      await page.getByTestId('disposition').selectOption('other')
      await page.getByTestId('finish-wrap-up').click()
    } finally {
      called.stop()
      sound.close()
    }
  })

  it('busy (486) is said', () => refusedWith('486 Busy Here', '13800138202', '对方正在通话，可稍后重拨'))
  it('rejected (603) is said', () => refusedWith('603 Decline', '13800138203', '对方拒绝了来电'))
  it('an unknown number (404) is said', () => refusedWith('404 Not Found', '13800138204', '空号，核对号码后再拨'))
  it('no answer (480) is said', () =>
    refusedWith('480 Temporarily Unavailable', '13800138205', '对方没有应答，可稍后重拨'))

  it('a call that the agent gives up while it rings is cancelled at the other side and said to be nothing else', async () => {
    const called = Sipp.answer(CALLED.rings(), trunkPort)
    try {
      await called.isListening()
      await dial('13800138206')
      await inState(page, 'dialing')
      await page.getByText('对方振铃').or(page.getByText('振铃')).first().waitFor()
      await page.getByTestId('hang-up').click()
      await inState(page, 'idle')
      expect(await called.done(), called.text).toBe(0)
      expect(await page.getByTestId('dial-trouble').count()).toBe(0)
      const call = await administrator.callWhere((row) => row.customer.text === '13800138206')
      expect(call).toMatchObject({ direction: 'out', answeredAt: null, cause: 'cancelled' })
    } finally {
      called.stop()
    }
  })

  it('a number abroad is not allowed', async () => {
    await dial('+420601234567')
    await expectTrouble('该号码不允许呼叫')
  })

  it('what is no number is not valid', async () => {
    await dial('abc!')
    await expectTrouble('号码格式不对，检查位数和区号')
  })

  it('a trunk that has no way on (503) is said', () =>
    refusedWith('503 Service Unavailable', '13800138209', '无法接通，对方关机、不在服务区或线路不通'))

  it('says it in English to whoever reads English', async () => {
    await page.getByTestId('me-menu').click()
    await page.getByText('English').click()
    await page.keyboard.press('Escape')
    try {
      await refusedWith('486 Busy Here', '13800138208', 'The number is busy. Redial later')
      await dial('+420601234567')
      await expectTrouble('Calls to this number are not allowed')
    } finally {
      await page.getByTestId('me-menu').click()
      await page.getByText('中文').click()
      await page.keyboard.press('Escape')
    }
  })

  it('a trunk that answers nothing cannot be reached', async () => {
    await dial('13800138207')
    // RFC 3261 §17.1.1.2: Timer B gives up after 32 s.
    await expectTrouble('无法接通，对方关机、不在服务区或线路不通', 45_000)
    await dial('13800138207')
    await expectTrouble('外呼线路故障，可稍后再试')
  })
})

const isTrunk = (line: LineConfig): line is SipLineConfig => line.id === 'demo-trunk' && line.kind === 'sip'
