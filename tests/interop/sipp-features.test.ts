// SIPp, an independent SIP implementation, plays the far end of a trunk: one scenario file for each feature of a call.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LineConfig } from '#protocol/line-config'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { SERVICE_DID } from '../harness/customer.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { Sipp } from '../harness/sipp.ts'
import { transferCall } from '../harness/transfer-call.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const scenario = (name: string): string => readFileSync(join(import.meta.dirname, `sipp-features/${name}.xml`), 'utf8')

/** Only the trunk calls out, to SIPp's port; it may transfer, and is told of a hold. */
async function configure(administrator: Api, port: number): Promise<void> {
  for (const line of await administrator.json<LineConfig[]>('/lines')) {
    const changed = line.kind === 'sip' ? { ...line, port, outbound: true, transfers: true, signalsHold: true } : line
    await administrator.put(`/lines/${line.id}`, line.kind === 'sip' ? changed : { ...line, outbound: false })
  }
}

describe.skipIf(isMissing('sip-tester'))('SIPp', () => {
  let trunkline: Trunkline
  let administrator: Api
  let port: number
  /** Lasts until half of a session has passed: it runs beside the others. */
  let sessionTimer: Promise<void>

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    port = await freePort()
    await configure(administrator, port)
    sessionTimer = passes('session-timer')
    sessionTimer.catch(() => {})
  })
  afterAll(() => trunkline?.stop())

  async function passes(name: string): Promise<void> {
    const { host, port } = trunkline.sip
    const sipp = Sipp.run(scenario(name), [`${host}:${port}`, '-i', host, '-m', '1', '-s', SERVICE_DID], null)
    try {
      expect(await sipp.done(), sipp.text.slice(-3000)).toBe(0)
    } finally {
      sipp.stop()
    }
  }

  it.each([
    ['hold', 'its hold is answered recvonly, its resume sendrecv'],
    ['update', 'UPDATE with and without an offer is taken'],
    ['prack', 'a required 100rel is kept: no 200 before the PRACK'],
    ['late-offer', 'an INVITE without SDP is given our offer'],
    ['refer', 'its REFER to a number of ours moves the call there'],
    ['refer-elsewhere', 'its REFER to anyone else is declined'],
    ['cancel-first', 'CANCEL before the 200 ends the call with 487'],
    ['cancel-late', 'CANCEL that crosses the 200 changes nothing'],
    ['glare', 're-INVITE before the ACK gets 491'],
  ])('%s: %s', (name) => passes(name))

  it('early-media: the flow of a line that lets it is heard in a 183, and answered at its menu', async () => {
    for (const line of await administrator.json<LineConfig[]>('/lines'))
      if (line.kind === 'sip') await administrator.put(`/lines/${line.id}`, { ...line, early: true })
    await passes('early-media')
  })

  describe.skipIf(isMissing('chromium'))('called by an agent', () => {
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      await administrator.withoutWrapUp()
      browser = await launchBrowser(1000)
      page = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
    })
    afterAll(() => browser?.close())

    async function called(name: string, number: string, meanwhile: (sipp: Sipp) => Promise<void>): Promise<void> {
      const sipp = Sipp.answer(scenario(name), port)
      try {
        await sipp.isListening()
        await inState(page, 'idle')
        await page.getByTestId('dial-input').fill(number)
        await page.getByTestId('dial-input').press('Enter')
        await inState(page, 'talking')
        await meanwhile(sipp)
        await page.getByTestId('hang-up').click()
        expect(await sipp.done(), sipp.text.slice(-3000)).toBe(0)
        await page.getByTestId('disposition').selectOption('other')
        await page.getByTestId('finish-wrap-up').click()
      } finally {
        sipp.stop()
      }
    }

    it.each([
      ['called-prack', '13800138301', 'its reliable 183 is acknowledged, its early UPDATE taken'],
      ['called-session-timer', '13800138302', 'its 422 is heeded'],
      ['called-redirect', '13800138303', 'its 302 is followed'],
    ])('%s %s: %s', async (name, number) => {
      await called(name, number, async () => {})
    })

    it('called-hold: the agent’s hold meets 491, comes again, and is resumed', async () => {
      await called('called-hold', '13800138304', async (sipp) => {
        await page.getByTestId('hold').click()
        await inState(page, 'holding')
        await sipp.hasLogged('held')
        await page.getByTestId('hold').click()
        await inState(page, 'talking')
      })
    })

    it('called-transfer: asked to take the call elsewhere it does, and the call is over', async () => {
      const sipp = Sipp.answer(scenario('called-transfer'), port)
      try {
        await sipp.isListening()
        await inState(page, 'idle')
        await page.getByTestId('dial-input').fill('13800138305')
        await page.getByTestId('dial-input').press('Enter')
        await inState(page, 'talking')
        expect(await transferCall(page, '13900139000')).toBe('done')
        expect(await sipp.done(), sipp.text.slice(-3000)).toBe(0)
      } finally {
        sipp.stop()
      }
    })
  })

  it('session-timer: 422 below 90 s, and a refresh by UPDATE after half of them', () => sessionTimer)
})
