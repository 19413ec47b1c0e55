// baresip (libre), an independent telephone, calls through the menu to a browser seat; both hear each other.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LineConfig } from '#protocol/line-config'
import { TestAuthority } from '../../gateway/transport/test-certificates.ts'
import { Api } from '../harness/api.ts'
import { Baresip } from '../harness/baresip.ts'
import { hearsInPage, inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { SERVICE_DID } from '../harness/customer.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { TlsTrunk } from '../harness/tls-trunk.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'
import { readWav, sidesOf } from '../harness/wav.ts'

describe.skipIf(isMissing('chromium', 'baresip-core', 'sox', 'openssl'))('baresip', () => {
  let trunkline: Trunkline
  let supervisor: Api
  let administrator: Api
  let browser: Browser
  let page: Page
  const directory = mkdtempSync(join(tmpdir(), 'baresip-tone-'))
  const tone = join(directory, '440.wav')
  const authority = new TestAuthority()
  let ports = { udp: 0, tcp: 0, tls: 0 }

  beforeAll(async () => {
    execFileSync('sox', ['-n', '-r', '8000', '-b', '16', '-c', '1', tone, 'synth', '120', 'sine', '440', 'gain', '-6'])
    const identity = authority.issue('IP:127.0.0.1')
    writeFileSync(join(directory, 'certificate.pem'), identity.certificate)
    writeFileSync(join(directory, 'key.pem'), identity.key)
    ports = { udp: await freePort(), tcp: await freePort(), tls: await freePort() }
    trunkline = await startTrunkline({
      TRUNKLINE_SIP: Object.entries(ports)
        .map(([transport, port]) => `${transport}:127.0.0.1:${port}`)
        .join(','),
      TRUNKLINE_SIP_CERT: join(directory, 'certificate.pem'),
      TRUNKLINE_SIP_KEY: join(directory, 'key.pem'),
    })
    supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    browser = await launchBrowser(1000)
    page = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
    rmSync(directory, { recursive: true, force: true })
    authority.remove()
  })

  /** Calls, keys 1 in the menu and is answered by the seat. */
  async function call(phone: Baresip, transport: keyof typeof ports = 'udp'): Promise<void> {
    const via = transport === 'udp' ? '' : `;transport=${transport}`
    phone.dial(`sip:${SERVICE_DID}@127.0.0.1:${ports[transport]}${via}`)
    await phone.hasSaid('established')
    await heardLevel(phone)
    phone.press('1')
    await page.getByTestId('answer').click()
    await inState(page, 'talking')
  }

  async function heardLevel(phone: Baresip): Promise<void> {
    await until(
      () => phone.lastSecond().level > 200,
      10_000,
      () => 'baresip does not hear the menu',
    )
  }

  async function bothHear(phone: Baresip): Promise<void> {
    expect(await hearsInPage(page, 440)).toBeCloseTo(440, -1)
    await until(
      () => Math.abs(phone.lastSecond().hz - 1000) <= 5,
      10_000,
      () => `baresip hears ${JSON.stringify(phone.lastSecond())}`,
    )
  }

  async function expectRecord(from: string, endedBy: 'customer' | 'agent'): Promise<void> {
    const { call: record, recording } = await supervisor.recordedCall((row) => row.customer.text === from)
    expect(record).toMatchObject({ outcome: 'answered', cause: 'normal', endedBy })
    const { left, right } = sidesOf(readWav(recording))
    expect([Math.abs(left - 440) <= 5, Math.abs(right - 1000) <= 5], `${left} ${right}`).toEqual([true, true])
  }

  it('keys its way through the menu, hears and is heard, and hangs up', async () => {
    const phone = await Baresip.start({ user: '13800138501', speaks: tone })
    try {
      await call(phone)
      await bothHear(phone)
      phone.hangUp()
      await inState(page, 'idle')
      await expectRecord('13800138501', 'customer')
    } finally {
      await phone.close()
    }
  })

  it.each(['tcp', 'tls'] as const)('calls by %s, hears and is heard, and hangs up', async (transport) => {
    const from = `138001385${transport === 'tcp' ? '11' : '12'}`
    const phone = await Baresip.start({ user: from, speaks: tone, transport, authority: authority.certificate })
    try {
      await call(phone, transport)
      await bothHear(phone)
      phone.hangUp()
      await inState(page, 'idle')
      await expectRecord(from, 'customer')
    } finally {
      await phone.close()
    }
  })

  it('is put on hold, is resumed, and notices that the agent hangs up', async () => {
    const phone = await Baresip.start({ user: '13800138502', speaks: tone })
    try {
      await call(phone)
      await page.getByTestId('hold').click()
      await inState(page, 'holding')
      await hearsInPage(page, 0)
      await page.getByTestId('hold').click()
      await inState(page, 'talking')
      await bothHear(phone)
      await page.getByTestId('hang-up').click()
      await phone.hasSaid('closed')
      await expectRecord('13800138502', 'agent')
    } finally {
      await phone.close()
    }
  })

  describe('where the trunk must show its certificate', () => {
    let door: TlsTrunk
    beforeAll(async () => {
      door = await TlsTrunk.start(authority.issue('IP:127.0.0.1'))
      const lines = await administrator.json<LineConfig[]>('/lines')
      const line = lines.find(({ kind }) => kind === 'sip')
      const asking = { port: door.port, transport: 'tls', authorities: authority.certificate, checksPeer: true }
      await administrator.put(`/lines/${line?.id}`, { ...line, ...asking })
      await until(
        () => door.asked.length > 0,
        10_000,
        () => 'the line does not ask its trunk whether it is there',
      )
    })
    afterAll(() => door?.close())

    const calling = (user: string, names: string) =>
      Baresip.start({
        ...{ user, speaks: tone, transport: 'tls', authority: authority.certificate },
        identity: authority.issue(names),
      })

    it('calls with that of the trunk’s host, hears and is heard, and hangs up', async () => {
      const phone = await calling('13800138521', 'IP:127.0.0.1')
      try {
        await call(phone, 'tls')
        await bothHear(phone)
        phone.hangUp()
        await inState(page, 'idle')
        await expectRecord('13800138521', 'customer')
      } finally {
        await phone.close()
      }
    })

    it('gets nowhere with that of another host', async () => {
      const phone = await calling('13800138522', 'IP:127.0.0.2')
      try {
        phone.dial(`sip:${SERVICE_DID}@127.0.0.1:${ports.tls};transport=tls`)
        await phone.hasSaid('closed', 40_000)
        expect(phone.output).not.toContain('CALL_ESTABLISHED')
      } finally {
        await phone.close()
      }
    })
  })
})
