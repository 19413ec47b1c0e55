// Strangers on the network: scanners get no answer, sound put into a live call reaches nobody.
import { setTimeout } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { hearsInPage, inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { Customer, SERVICE_DID } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { RawUdp, sipRequest } from '../harness/raw-sip.ts'
import { toneALaw } from '../harness/tone.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { readWav, sidesOf } from '../harness/wav.ts'

const INJECTED_HZ = 1800

describe('strangers', () => {
  let trunkline: Trunkline
  let supervisor: Api
  let browser: Browser | null = null

  beforeAll(async () => {
    trunkline = await startTrunkline()
    supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  it('OPTIONS, INVITE and REGISTER from an unknown address get nothing and make no call', async () => {
    const stranger = await RawUdp.open('127.0.0.9')
    const trunk = await RawUdp.open('127.0.0.1')
    try {
      const target = `sip:${SERVICE_DID}@127.0.0.1:${trunkline.sip.port}`
      for (const method of ['OPTIONS', 'INVITE', 'REGISTER', 'SUBSCRIBE', 'MESSAGE'])
        await stranger.send(sipRequest(method, target, stranger), trunkline.sip.port)
      // The trunk's own question, asked later, is answered: what came before has been dealt with.
      await trunk.send(sipRequest('OPTIONS', target, trunk), trunkline.sip.port)
      const answer = await trunk.hears()
      expect(answer).toMatch(/^SIP\/2\.0 200 /)
      expect(answer).not.toMatch(/^(User-Agent|Server):/im)
      expect(stranger.received).toHaveLength(0)
      expect(await supervisor.calls()).toEqual([])
    } finally {
      stranger.close()
      trunk.close()
    }
  })

  describe.skipIf(isMissing('chromium', 'sip-tester'))('in a live call', () => {
    it('sound from another address reaches nobody, and no packet goes there', async () => {
      browser = await launchBrowser(1000)
      const { page } = await openSeat(browser, trunkline.links.get('8001') ?? '')
      const customer = await Customer.call(trunkline, { from: '13800138401' })
      const attacker = await RawUdp.open('127.0.0.3')
      try {
        await customer.choosesService()
        await page.getByTestId('answer').click()
        await inState(page, 'talking')
        await customer.sound.hears(1000, 5)
        const spraying = spray(attacker, customer.remotePort)
        expect(await hearsInPage(page, 440)).toBeCloseTo(440, -1)
        await customer.sound.hears(1000, 5)
        expect(await spraying).toBeGreaterThan(500)
        expect(await hearsInPage(page, 440)).toBeCloseTo(440, -1)
        expect(attacker.received).toHaveLength(0)
        await customer.hangsUp()
        const { recording } = await supervisor.recordedCall((row) => row.customer.text === '13800138401')
        const { left, right } = sidesOf(readWav(recording))
        expect([Math.abs(left - 440) <= 5, Math.abs(right - 1000) <= 5]).toEqual([true, true])
      } finally {
        attacker.close()
        customer.close()
      }
    })

    /** A louder tone in well-formed RTP to the call's port and its neighbours, for two seconds; how many packets. */
    async function spray(attacker: RawUdp, port: number): Promise<number> {
      let sent = 0
      const endAt = performance.now() + 2000
      for (let frame = 0; performance.now() < endAt; frame++) {
        const header = Buffer.alloc(12)
        header[0] = 0x80
        header[1] = 8
        header.writeUInt16BE((500 + frame) & 0xffff, 2)
        header.writeUInt32BE(frame * 160, 4)
        header.writeUInt32BE(0x5ee4_0001, 8)
        const packet = Buffer.concat([header, toneALaw(INJECTED_HZ, frame * 160, 160, 30_000)])
        for (const target of [port, port + 1, port + 2, port - 2]) await attacker.send(packet, target)
        sent += 4
        if (frame % 4 === 3) await setTimeout(10)
      }
      return sent
    }
  })
})
