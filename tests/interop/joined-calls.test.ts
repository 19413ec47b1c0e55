// linphone has two calls with us and joins them (REFER with Replaces, RFC 5589 §7.3): our two agents talk with each other.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LineConfig } from '#protocol/line-config'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openSeat } from '../harness/browser.ts'
import { SERVICE_DID } from '../harness/customer.ts'
import { Linphone } from '../harness/linphone.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'
import { Listeners } from '../harness/who-hears.ts'

const HZ = { customer: 440, agent: 1000, colleague: 1630 }
const hears = new Listeners(HZ)

describe.skipIf(isMissing('chromium', 'linphone-cli', 'sox'))('a far end that joins its two calls', () => {
  let trunkline: Trunkline
  const browsers: Browser[] = []
  let agent: Page
  let colleague: Page
  let leader: Api
  const directory = mkdtempSync(join(tmpdir(), 'joined-'))
  const tone = join(directory, 'tone.wav')

  beforeAll(async () => {
    const sine = ['synth', '120', 'sine', String(HZ.customer), 'gain', '-6']
    execFileSync('sox', ['-n', '-r', '8000', '-b', '16', '-c', '1', tone, ...sine])
    trunkline = await startTrunkline()
    leader = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    // linphonec names its network's address in the SDP also when it sends from loopback.
    for (const line of await administrator.json<LineConfig[]>('/lines'))
      if (line.kind === 'sip') await administrator.put(`/lines/${line.id}`, { ...line, transfers: true, nat: true })
    const seat = async (hz: number, number: string) => {
      const browser = await launchBrowser(hz)
      browsers.push(browser)
      return (await openSeat(browser, trunkline.links.get(number) ?? '')).page
    }
    agent = await seat(HZ.agent, '8001')
  })
  afterAll(async () => {
    for (const browser of browsers) await browser.close()
    await trunkline?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  it('both agents hear each other, the first call has its record, the far end is out of both', async () => {
    const { host, port } = trunkline.sip
    const phone = await Linphone.start({ user: '13800138601', speaks: tone })
    const calls = async (nth: number, page: Page) => {
      phone.dial(`sip:${SERVICE_DID}@${host}:${port}`)
      await phone.isUp(nth)
      await until(
        () => phone.lastSecond().level > 200,
        10_000,
        () => 'linphone does not hear the menu',
      )
      phone.press('1')
      await page.getByTestId('answer').click()
      await inState(page, 'talking')
    }
    try {
      await calls(1, agent)
      await hears.page(agent, ['customer'])
      const browser = await launchBrowser(HZ.colleague)
      browsers.push(browser)
      colleague = (await openSeat(browser, trunkline.links.get('8002') ?? '')).page
      phone.hold()
      await calls(2, colleague)
      await hears.page(colleague, ['customer'])
      phone.joinCalls()
      await hears.page(agent, ['colleague'])
      await hears.page(colleague, ['agent'])
      await phone.hasSaid('closed')
      const { rows } = await leader.json<{ rows: { endedAt: number | null; outcome: string }[] }>('/calls')
      expect(rows.map(({ outcome }) => outcome)).toEqual(['answered'])
      await colleague.keyboard.press('F4')
      await inState(agent, 'idle')
      await inState(colleague, 'wrap-up')
    } finally {
      await phone.close()
    }
  })
})
