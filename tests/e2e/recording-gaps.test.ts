// An agent pauses and masks the recording of a call: what is said meanwhile is nowhere in it, the page shows the gaps.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow } from '#protocol/api'
import { AGENT_HZ, Caller, CUSTOMER_HZ } from '../chaos/caller.ts'
import { lasts } from '../chaos/recovery.ts'
import { Seat } from '../chaos/seat.ts'
import { Api } from '../harness/api.ts'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { strongest } from '../harness/tone.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { readWav } from '../harness/wav.ts'

const NUMBER = '13900300001'
const PART_MS = 2000

describe.skipIf(isMissing('chromium', 'sip-tester'))('pausing and masking', () => {
  let trunkline: Trunkline
  let browser: Browser
  let administrator: Api
  let seat: Seat

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    browser = await launchBrowser(AGENT_HZ)
    seat = await Seat.open(browser, trunkline.links.get('8001') ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  async function keeps(keeping: 'keep' | 'pause' | 'mask', word: string): Promise<void> {
    await seat.page.getByTestId(`recording-${keeping}`).click()
    await seat.page.getByTestId('recording-state').filter({ hasText: word }).waitFor()
    await lasts(PART_MS)
  }

  it('leaves the paused time out, keeps the masked time silent, and says so', async () => {
    const caller = await Caller.call(trunkline, NUMBER)
    try {
      await caller.chooses('1')
      await seat.answers(caller)
      await lasts(PART_MS)
      await keeps('pause', '录音已暂停')
      await keeps('keep', '录音中')
      await seat.page.keyboard.press('Alt+KeyP')
      await seat.page.getByTestId('recording-state').filter({ hasText: '录音已暂停' }).waitFor()
      await keeps('keep', '录音中')
      await keeps('mask', '录音已遮蔽')
      await keeps('keep', '录音中')
      await caller.hangsUp()
    } finally {
      caller.close()
    }
    const { call, recording } = await administrator.recordedCall((row) => row.customer.text === NUMBER)
    const [told] = call.recordings
    expect(told?.gaps.map(({ kind }) => kind)).toEqual(['pause', 'pause', 'mask'])
    const [paused, , masked] = told?.gaps ?? []
    for (const gap of [paused, masked]) {
      expect(gap?.ms).toBeGreaterThan(PART_MS - 500)
      expect(gap?.ms).toBeLessThan(PART_MS + 2000)
    }
    const { sound } = readWav(recording)
    const pauses = told?.gaps.reduce((sum, { kind, ms }) => sum + (kind === 'pause' ? ms : 0), 0) ?? 0
    const spokenMs = call.talkMs - pauses
    expect(Math.abs(sound.length / 32 - spokenMs), 'the paused time is not in it').toBeLessThan(500)
    expect(hzAt(sound, (masked?.atMs ?? 0) + 200, (masked?.ms ?? 0) - 400)).toEqual([0, 0])
    const [customer, agent] = hzAt(sound, (paused?.atMs ?? 0) - 1500, 1000)
    expect(Math.abs(customer - CUSTOMER_HZ)).toBeLessThanOrEqual(5)
    expect(Math.abs(agent - AGENT_HZ)).toBeLessThanOrEqual(5)
    await shown(call.id)
  })

  /** The strongest frequency of each side in a stretch of a stereo recording; 0 where there is none. */
  function hzAt(sound: Buffer, fromMs: number, ms: number): [number, number] {
    const side = (offset: number) => {
      const from = Math.round(fromMs * 8)
      const samples = Float64Array.from({ length: ms * 8 }, (_, i) => sound.readInt16LE((from + i) * 4 + offset))
      return samples.every((sample) => Math.abs(sample) <= 8) ? 0 : strongest(samples).hz
    }
    return [side(0), side(2)]
  }

  async function shown(callId: string): Promise<void> {
    const { page } = await openPage(browser, trunkline.links.get('8101') ?? '')
    await page.goto(`${trunkline.url}/calls/${callId}`)
    const gaps = page.getByTestId('recording-gaps').getByRole('listitem')
    await gaps.first().waitFor()
    expect(await gaps.allTextContents()).toMatchObject(
      [/暂停录音/, /暂停录音/, /遮蔽录音/].map((text) => expect.stringMatching(text)),
    )
    const rows = (await administrator.json<AuditRow[]>('/audit')).filter(({ object }) => object === callId)
    expect(rows.map(({ action }) => action).reverse()).toEqual([
      'recording-paused',
      'recording-resumed',
      'recording-paused',
      'recording-resumed',
      'recording-masked',
      'recording-resumed',
    ])
  }
})
