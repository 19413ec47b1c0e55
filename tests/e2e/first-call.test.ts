// The first call: telephone → trunk → menu → queue → a real browser, sound both ways, one record, one recording.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { hearsInPage, inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { Customer, SERVICE_DID } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { Sipp } from '../harness/sipp.ts'
import { toneALaw } from '../harness/tone.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { readWav, sidesOf } from '../harness/wav.ts'

const PCAP = '/usr/share/sip-tester/dtmf_2833_1.pcap'

describe.skipIf(isMissing('chromium', 'sip-tester'))('the first call', () => {
  let trunkline: Trunkline
  let browser: Browser
  let supervisor: Api
  let page: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    browser = await launchBrowser(1000)
    page = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  async function bothHear(customer: Customer): Promise<void> {
    await customer.sound.hears(1000, 5)
    expect(await hearsInPage(page, 440)).toBeCloseTo(440, -1)
  }

  async function finishesWrapUp(note: string): Promise<void> {
    await inState(page, 'wrap-up')
    await page.getByTestId('disposition').selectOption('solved')
    await page.getByTestId('note').fill(note)
    await page.getByTestId('finish-wrap-up').click()
    await inState(page, 'idle')
  }

  async function expectOneRecord(from: string, endedBy: 'customer' | 'agent'): Promise<void> {
    const { call, recording } = await supervisor.recordedCall((row) => row.customer.text === from)
    const same = (await supervisor.calls()).filter((row) => row.customer.text === from)
    expect(same).toHaveLength(1)
    expect(call).toMatchObject({ direction: 'in', outcome: 'answered', cause: 'normal', endedBy, did: SERVICE_DID })
    expect(call.agentName).not.toBe('')
    expect(call.talkMs).toBeGreaterThan(500)
    expect(call.recordings).toHaveLength(1)
    const types = call.events.map((event) => event.type)
    expect(types.slice(0, 2)).toEqual(['leg.offered', 'call.offered'])
    for (const type of ['flow-run.digit', 'queue-entry.offer', 'queue-entry.accept', 'recording.recording.started'])
      expect(types.filter((each) => each === type)).toHaveLength(1)
    expect(types.filter((type) => type === 'leg.ended')).toHaveLength(2)
    expect([...call.events].sort((a, b) => a.seq - b.seq)).toEqual(call.events)
    const { left, right } = sidesOf(readWav(recording))
    expect(Math.abs(left - 440), `left ${left} Hz`).toBeLessThanOrEqual(5)
    expect(Math.abs(right - 1000), `right ${right} Hz`).toBeLessThanOrEqual(5)
  }

  it('a caller keys 1 in the menu, the browser rings, both hear each other, the caller hangs up', async () => {
    const customer = await Customer.call(trunkline, { from: '13800138101' })
    try {
      await customer.choosesService()
      await page.getByTestId('answer').click()
      await inState(page, 'talking')
      await bothHear(customer)
      await customer.hangsUp()
      await inState(page, 'wrap-up')
      await page.getByTestId('disposition').first().waitFor()
      await expectOneRecord('13800138101', 'customer')
    } finally {
      customer.close()
    }
  })

  it('the agent finishes the wrap-up with a result and a note, which the record then has', async () => {
    await finishesWrapUp('换货已登记')
    const { id } = await supervisor.callWhere((row) => row.disposition === 'solved')
    expect(await supervisor.json(`/calls/${id}`)).toMatchObject({ disposition: 'solved', note: '换货已登记' })
  })

  it('the agent holds, resumes and hangs up: on hold the caller hears music, afterwards the agent again', async () => {
    const customer = await Customer.call(trunkline, { from: '13800138102' })
    try {
      await customer.choosesService()
      await page.getByTestId('answer').click()
      await bothHear(customer)
      await page.getByTestId('hold').click()
      await inState(page, 'holding')
      await hearsInPage(page, 0)
      await customer.hearsMusic(1000)
      await page.getByTestId('hold').click()
      await inState(page, 'talking')
      await bothHear(customer)
      await page.getByTestId('hang-up').click()
      await customer.isHungUp()
      await expectOneRecord('13800138102', 'agent')
      await finishesWrapUp('已回复')
    } finally {
      customer.close()
    }
  })

  it.skipIf(process.getuid?.() !== 0)(
    'SIPp makes the sound itself: a PCMA stream and a recorded RFC 4733 digit',
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'sipp-sound-'))
      const tone = join(directory, 'tone.pcma')
      writeFileSync(tone, toneALaw(440, 0, 8000))
      const exec = (what: string) => `<nop><action><exec ${what}/></action></nop>`
      const call = Sipp.call({
        target: trunkline.sip,
        did: SERVICE_DID,
        from: '13800138103',
        mediaPort: 0,
        actions: `<pause milliseconds="1500"/>${exec(`play_pcap_audio="${PCAP}"`)}<pause milliseconds="500"/>${exec(`rtp_stream="${tone},-1,8"`)}`,
      })
      try {
        await page.getByTestId('answer').click()
        expect(await hearsInPage(page, 440)).toBeCloseTo(440, -1)
        await hearsInPage(page, 440)
        await page.getByTestId('hang-up').click()
        expect(await call.done(), call.text).toBe(0)
        await expectOneRecord('13800138103', 'agent')
      } finally {
        call.stop()
      }
    },
  )
})
