// FL07: out of hours a caller leaves a message; whose it is sees it at once, listens, calls back, and passes it on.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LineConfig } from '#protocol/line-config'
import type { MessageDetail, MessageList } from '#protocol/messages'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { freePort } from '../harness/free-port.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { RtpPeer } from '../harness/rtp-peer.ts'
import { CALLED, Sipp } from '../harness/sipp.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const FROM = '13900139077'
const SPOKEN_FRAMES = 120

describe.skipIf(isMissing('chromium', 'sip-tester'))('a message out of hours', () => {
  let trunkline: Trunkline
  let browser: Browser
  let administrator: Api
  let agent: Api
  let page: Page
  let colleague: Page
  let trunkPort: number

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    for (const hours of await administrator.json<{ id: string }[]>('/hours'))
      await administrator.put(`/hours/${hours.id}`, { ...hours, forced: 'closed' })
    trunkPort = await freePort()
    for (const line of await administrator.json<LineConfig[]>('/lines')) {
      const out = line.kind === 'sip' ? { port: trunkPort, outbound: true } : { outbound: false }
      await administrator.put(`/lines/${line.id}`, { ...line, ...out })
    }
    browser = await launchBrowser(1000)
    const seat = await openSeat(browser, trunkline.links.get('8001') ?? '')
    page = seat.page
    agent = await Api.ofPages(trunkline.url, seat.context)
    colleague = (await openPage(browser, trunkline.links.get('8003') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  const message = () => page.getByTestId('message').first()
  const detail = async (): Promise<MessageDetail> => {
    const [row] = (await agent.json<MessageList>('/messages')).rows
    return agent.json<MessageDetail>(`/messages/${row?.id}`)
  }
  const isSo = (holds: (found: MessageDetail) => boolean, what: string) =>
    until(
      async () => holds(await detail()),
      10_000,
      () => what,
    )

  it('the receiver is told at the seat, and the count stands in the navigation', async () => {
    const customer = await Customer.call(trunkline, { from: FROM })
    try {
      await hearsPrompts(customer.sound, ['closed', 'leave-message', 'beep'])
      const spoken = customer.sound.received + SPOKEN_FRAMES
      await until(
        () => customer.sound.received > spoken,
        10_000,
        () => 'the message was not taken',
      )
      customer.sound.press('#')
      await hearsPrompts(customer.sound, ['message-saved'])
      await customer.isHungUp()
    } finally {
      customer.close()
    }
    const notice = page.locator('[data-testid=notice][data-kind=message]')
    await notice.getByText('139****9077').waitFor()
    await page.getByTestId('unheard-count').filter({ hasText: '1' }).waitFor()
    await notice.getByTestId('notice-messages').click()
    await notice.waitFor({ state: 'detached' })
    expect(await message().getAttribute('data-new')).toBe('true')
  })

  it('it is listened to, and known by whom', async () => {
    await message().getByTestId('listen').click()
    await page.locator('[data-testid=message]:not([data-new])').waitFor()
    await page.getByTestId('unheard-count').waitFor({ state: 'detached' })
    expect(await detail()).toMatchObject({ heardBy: expect.stringMatching(/./), steps: [{ kind: 'heard' }] })
  })

  it('a press calls back, to a number that is not shown, and it is handled', async () => {
    const sound = await RtpPeer.open(440)
    const called = Sipp.answer(CALLED.answers(sound.port), trunkPort)
    try {
      await called.isListening()
      await message().getByTestId('message-call-back').click()
      await inState(page, 'talking')
      await isSo(({ handledAt }) => handledAt !== null, 'it is not handled')
      await page.getByTestId('hang-up').click()
      await inState(page, 'wrap-up')
      await administrator.callWhere((row) => row.direction === 'out' && row.customer.text === FROM)
    } finally {
      called.stop()
      sound.close()
    }
    expect((await detail()).steps.map(({ kind }) => kind)).toEqual(['heard', 'called-back'])
  })

  it('by keys it is opened, written on, thrown away, taken out again and passed on with a word', async () => {
    await message().locator('[data-title]').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('message-transcript').fill('我的包裹没有到')
    await page.getByTestId('message-save').click()
    await isSo(({ transcript }) => transcript !== '', 'the transcript is not kept')
    await message().locator('[data-title]').focus()
    await page.keyboard.press('d')
    await message().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '撤销' }).click()
    await message().locator('[data-title]').focus()
    await page.keyboard.press('f')
    await page.getByTestId('forward-box').selectOption({ label: await labelOf('8003') })
    await page.getByTestId('forward-note').fill('请你回电')
    await page.getByTestId('forward-send').click()
    await colleague.locator('[data-testid=notice][data-kind=message]').waitFor()
    await colleague.goto(`${trunkline.url}/mine/messages`)
    await colleague.setViewportSize({ width: 390, height: 844 })
    const passed = colleague.getByTestId('message').first()
    await passed.locator('[data-title]').click()
    await passed.getByTestId('message-trail').getByText('请你回电').waitFor()
    expect(await passed.getByTestId('message-transcript').inputValue()).toBe('我的包裹没有到')
    expect(await colleague.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })

  const labelOf = async (number: string): Promise<string> => {
    const people = await administrator.json<{ number: string; name: string }[]>('/users')
    return `${people.find((person) => person.number === number)?.name} · 座席`
  }
})
