// The agent asks the far end to take a call elsewhere, and is told beside the call what came of it and where the customer is.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LineConfig } from '#protocol/line-config'
import { AGENT_HZ } from '../chaos/caller.ts'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { Sipp } from '../harness/sipp.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const SCENARIO = readFileSync(join(import.meta.dirname, 'called-declines-then-transfers.xml'), 'utf8')

describe.skipIf(isMissing('chromium', 'sip-tester'))('a transfer out', () => {
  let trunkline: Trunkline
  let browser: Browser
  let page: Page
  let port: number

  beforeAll(async () => {
    trunkline = await startTrunkline()
    const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    port = await freePort()
    for (const line of await administrator.json<LineConfig[]>('/lines')) {
      const isTrunk = line.kind === 'sip'
      await administrator.put(
        `/lines/${line.id}`,
        isTrunk ? { ...line, port, outbound: true } : { ...line, outbound: false },
      )
    }
    browser = await launchBrowser(AGENT_HZ)
    page = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  async function ask(): Promise<void> {
    await page.getByTestId('people').click()
    await page.getByTestId('people-search').fill('13900139000')
    await page.getByTestId('person-refer').click()
  }

  it('says why it failed and that the customer is still there, then that the customer has gone', async () => {
    const sipp = Sipp.answer(SCENARIO, port)
    try {
      await sipp.isListening()
      await page.getByTestId('dial-input').fill('13800138305')
      await page.getByTestId('dial-input').press('Enter')
      await inState(page, 'talking')
      await ask()
      const failed = page.getByTestId('transfer-failed')
      await failed.waitFor()
      expect(await failed.textContent()).toMatch(/转接未完成：139.+对方拒接。客户仍在线/)
      await inState(page, 'talking')
      await ask()
      const done = page.getByTestId('transfer-done')
      await done.waitFor()
      expect(await done.textContent()).toMatch(/已转到 139.+客户已由对方线路接走/)
      await inState(page, 'wrap-up')
      await done.getByRole('button').click()
      await done.waitFor({ state: 'detached' })
      expect(await sipp.done(), sipp.text.slice(-3000)).toBe(0)
    } finally {
      sipp.stop()
    }
  })
})
