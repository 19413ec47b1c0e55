// Outbound rules by real calls: what the trunk is told, what is refused in words, what always goes. The trunk is a socket that says busy.
import { createSocket, type Socket } from 'node:dgram'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LineConfig } from '#protocol/line-config'
import type { OutboundRule, OutboundSetting } from '#protocol/outbound-rules'
import type { TollBlock } from '#protocol/toll-guard'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const PHONE = { width: 390, height: 844 }
const OWN = ['02155550001', '02155550002']

describe.skipIf(isMissing('chromium'))('outbound rules', () => {
  let trunkline: Trunkline
  let browser: Browser
  let administrator: Api
  let page: Page
  /** The administrator's telephone. */
  let phone: Page
  let trunk: Socket
  /** Request line and From of each call that reached the trunk. */
  const invited: string[] = []

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    const port = await freePort()
    trunk = createSocket('udp4')
    trunk.on('message', (data, { port: from, address }) => trunk.send(answerTo(data.toString()), from, address))
    await new Promise<void>((resolve) => trunk.bind(port, '127.0.0.1', resolve))
    for (const line of await administrator.json<LineConfig[]>('/lines')) {
      const out = line.id === 'demo-trunk' ? { port, outbound: true, numbers: OWN } : { outbound: false }
      await administrator.put(`/lines/${line.id}`, { ...line, ...out })
    }
    browser = await launchBrowser(1000)
    page = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    trunk?.close()
    await trunkline?.stop()
  })

  function answerTo(request: string): string {
    const header = (name: string) => [...request.matchAll(new RegExp(`^${name}:.*$`, 'gim'))].map(([line]) => line)
    const method = request.split(' ')[0]
    if (method === 'ACK') return ''
    if (method === 'INVITE') invited.push(`${request.split('\r\n')[0]} ${header('From')[0]}`)
    const [to = ''] = header('To')
    const head = method === 'INVITE' ? 'SIP/2.0 486 Busy Here' : 'SIP/2.0 200 OK'
    const kept = [...header('Via'), ...header('From'), `${to};tag=t`, ...header('Call-ID'), ...header('CSeq')]
    return `${[head, ...kept, 'Content-Length: 0'].join('\r\n')}\r\n\r\n`
  }
  async function dial(number: string): Promise<void> {
    await inState(page, 'idle')
    await page.getByTestId('dial-input').fill(number)
    await page.getByTestId('dial-input').press('Enter')
  }
  async function expectTrouble(text: string): Promise<void> {
    const band = page.getByTestId('dial-trouble')
    await band.filter({ hasText: text }).waitFor({ timeout: 20_000 })
    await band.getByRole('button').last().click()
    await band.waitFor({ state: 'detached' })
  }
  async function reaches(number: string): Promise<string> {
    const before = invited.length
    await dial(number)
    await until(
      () => invited.length > before,
      10_000,
      () => `nothing reached the trunk for ${number}`,
    )
    await expectTrouble('对方正在通话')
    return invited[before] ?? ''
  }
  async function set(change: Partial<OutboundSetting>): Promise<void> {
    const now = await administrator.json<OutboundSetting>('/outbound-rules')
    await administrator.put('/outbound-rules', { ...now, ...change })
  }
  const rule = (more: Partial<OutboundRule>): OutboundRule => ({
    ...{ id: 'r', name: 'r', enabled: true, teams: [], agents: [], classes: [], prefixes: [], allow: true },
    ...{ strip: 0, prepend: '', lines: [], choice: 'order', from: '', ...more },
  })

  it('O4, O6 a rule written on a phone bars mobiles; the agent is told so, the trunk hears nothing', async () => {
    expect(await reaches('13800138301')).toContain('sip:13800138301@')
    const users = await administrator.json<{ id: string; number: string }[]>('/users')
    const own = users.find(({ number }) => number === '8201')
    const { link } = await administrator.post<{ link: string }>(`/users/${own?.id}/link`, undefined)
    phone = (await openPage(browser, new URL(link, trunkline.url).href)).page
    await phone.setViewportSize(PHONE)
    await phone.goto(`${trunkline.url}/admin/outbound/new`)
    await phone.getByTestId('rule-name').fill('No mobiles')
    await phone.getByTestId('rule-right').selectOption('bar')
    await phone.getByText(/^(手机|mobile)$/).click()
    await phone.getByRole('button', { name: /^(保存|Save)$/ }).click()
    await phone.waitForURL((url) => !url.pathname.endsWith('/new'))
    const count = invited.length
    await dial('13800138302')
    await expectTrouble('该号码不允许呼叫')
    expect(invited).toHaveLength(count)
    expect(await reaches('01065529988')).toContain('sip:01065529988@')
  })

  it('O6, O8 digits are put before, and the number shown is the rule’s, which the line owns', async () => {
    await set({ rules: [rule({ prefixes: ['010'], prepend: '17909', from: '02155550002' })] })
    const call = await reaches('01065529988')
    expect(call).toContain('sip:1790901065529988@')
    expect(call).toContain('sip:02155550002@')
    expect(await reaches('13800138303')).toContain('sip:02155550001@')
  })

  it('O1, O2 with an access digit a number without it is refused; an emergency number always goes', async () => {
    await set({ rules: [rule({ allow: false, classes: ['service'] })], accessDigit: '9' })
    await dial('13800138304')
    await expectTrouble('外线号码前先拨接入码')
    expect(await reaches('913800138304')).toContain('sip:13800138304@')
    expect(await reaches('120')).toContain('sip:120@')
    await set({ rules: [], accessDigit: '' })
  })

  it('O9 a country that is allowed can be called so often within an hour; then it is refused and an alarm rises', async () => {
    await set({ rules: [rule({ prefixes: ['+1'] })], agentCap: 2 })
    expect(await reaches('+14155552671')).toContain('sip:')
    await reaches('0014155552672')
    await dial('+14155552673')
    await expectTrouble('外呼限额已到')
    const alarms = await administrator.json<{ code: string }[]>('/alarms')
    expect(alarms.map(({ code }) => code)).toContain('toll-cap')
    await dial('+442079460000')
    await expectTrouble('该号码不允许呼叫')
    await reaches('13800138305')
  })

  it('O17 the administrator reads of it on a phone and lifts it there; the next call goes', async () => {
    await phone.getByTestId('alarm-strip').getByRole('link').click()
    await phone.waitForURL((url) => url.pathname.endsWith('/_blocks'))
    await phone.getByTestId('toll-lift').click()
    await phone.getByRole('alertdialog').or(phone.getByRole('dialog')).getByRole('button').last().click()
    await phone.getByTestId('toll-block').waitFor({ state: 'detached' })
    await reaches('+14155552674')
    const [block] = await administrator.json<TollBlock[]>('/toll-blocks')
    expect(block).toMatchObject({
      reason: 'calls',
      scope: 'person',
      limit: 2,
      ended: { by: expect.stringMatching(/./) },
    })
  })
})
