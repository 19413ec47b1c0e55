// An agent records the own name at the seat (F089): what the microphone heard is what customers will hear.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openSeat } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { linearOf, strongest } from '../harness/tone.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { readWav } from '../harness/wav.ts'

const VOICE_HZ = 1000

describe.skipIf(isMissing('chromium'))('the recording of a name', () => {
  let trunkline: Trunkline
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(VOICE_HZ)
    page = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  it('F089 is made in the page and kept as the agent’s', async () => {
    await page.getByTestId('me-menu').click()
    await page.getByRole('menuitem', { name: /音频设备|Audio devices/ }).click()
    const part = page.getByTestId('name-sound')
    await part.getByText(/播报工号|number is said/).waitFor()
    await part.getByRole('button', { name: /开始录音|Start recording/ }).click()
    await part
      .getByRole('timer')
      .filter({ hasText: /0?0:02/ })
      .waitFor()
    await part.getByRole('button', { name: /结束|Finish/ }).click()
    await part.getByRole('button', { name: /保存|Keep/ }).click()
    await part.getByTestId('name-sound-play').waitFor()
    const kept = await page.evaluate(async () => {
      const reply = await fetch('/api/v1/session/name-sound')
      return [...new Uint8Array(await reply.arrayBuffer())]
    })
    const { sound } = readWav(Buffer.from(kept))
    expect(sound.length).toBeGreaterThan(8000)
    expect(Math.abs(strongest(linearOf(sound.subarray(4000, 8000))).hz - VOICE_HZ)).toBeLessThan(20)
  })
})
