// A day at the seat without a pointer, from the one-time link to signing out; what has the focus can always be seen. Then
// a call that answers itself and in which nobody speaks.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { User } from '#protocol/api'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, rawMicrophone } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const MOST_TABS = 60
const SILENCE_HZ = 0

/** What has the focus, and whether one sees that it has. */
function focused(page: Page): Promise<{ testid: string; seen: boolean; html: string }> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return { testid: '', seen: true, html: '' }
    // A radio button is drawn by its label.
    const drawn = [element, element.closest('label')].filter((part) => part !== null)
    const seen = drawn.some((part) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(part)
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) || 'highlighted' in part.dataset
    })
    return { testid: element.dataset.testid ?? '', seen, html: element.outerHTML.slice(0, 120) }
  })
}

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, testid: string): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press('Tab')
    const { testid: at, seen, html } = await focused(page)
    expect(seen, `the focus cannot be seen at ${html}`).toBe(true)
    if (at === testid) return
  }
  throw new Error(`Tab never came to ${testid}`)
}

/** The n-th entry of the presence menu, as it is printed there. */
async function presence(page: Page, digit: string, state: string): Promise<void> {
  await page.keyboard.press('Alt+q')
  await page.getByTestId('presence-available').waitFor()
  await page.keyboard.press(digit)
  await inState(page, state)
}

describe.skipIf(isMissing('chromium', 'sip-tester'))('by keyboard alone', () => {
  let trunkline: Trunkline
  let browser: Browser
  let administrator: Api
  let page: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    browser = await launchBrowser(1000)
    const context = await browser.newContext({ permissions: ['microphone'], viewport: { width: 1366, height: 768 } })
    await rawMicrophone(context)
    context.setDefaultTimeout(12_000)
    page = await context.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  it('an agent signs in, is ready, takes a call, does all that a call needs, writes it up and signs out', async () => {
    await page.goto(trunkline.links.get('8001') ?? '')
    await page.getByTestId('skip-password').waitFor()
    await tabTo(page, 'skip-password')
    await page.keyboard.press('Enter')
    await page.locator('[data-testid=sign-in-seat]:not([aria-disabled=true])').waitFor()
    await tabTo(page, 'sign-in-seat')
    await page.keyboard.press('Enter')
    await inState(page, 'idle')
    await presence(page, '2', 'not-ready')
    await presence(page, '1', 'idle')

    const customer = await Customer.call(trunkline, { from: '13800138301' })
    try {
      await customer.choosesService()
      await inState(page, 'ringing')
      await page.getByTestId('script-pane').waitFor()
      await page.keyboard.press('F2')
      await inState(page, 'talking')
      await page.keyboard.press('F8')
      await inState(page, 'holding')
      await page.keyboard.press('F8')
      await inState(page, 'talking')
      for (const pressed of ['true', 'false']) {
        await page.keyboard.press('F9')
        await page.locator(`[data-testid=mute][aria-pressed=${pressed}]`).waitFor()
      }
      await page.keyboard.press('Alt+k')
      await page.getByTestId('keypad-key-5').waitFor()
      await page.keyboard.press('5')
      await page.keyboard.press('Escape')
      await page.getByTestId('keypad-key-5').waitFor({ state: 'detached' })
      await page.keyboard.press('Alt+o')
      await page.keyboard.type('键盘登记')
      await page.keyboard.press('Shift+Tab')
      expect((await focused(page)).testid).toBe('disposition')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('F4')
      await customer.isHungUp()
    } finally {
      customer.close()
    }
    await inState(page, 'wrap-up')
    await page.keyboard.press('Alt+x')
    await page.keyboard.press('Alt+w')
    await inState(page, 'idle')
    const call = await administrator.callWhere((row) => row.customer.text === '13800138301')
    expect(call).toMatchObject({ disposition: 'solved', note: '键盘登记' })
    expect(call.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['call.hold', 'call.resume', 'call.mute', 'call.digits', 'agent.extend-wrap-up']),
    )
  })

  it('own lists open, and the last number is called again', async () => {
    await page.keyboard.press('Alt+k')
    expect((await focused(page)).testid).toBe('dial-input')
    await page.keyboard.type('10086')
    await page.keyboard.press('Enter')
    await administrator.callWhere(({ direction }) => direction === 'out')
    await inState(page, 'idle')
    await page.keyboard.press('Alt+r')
    await page.getByTestId('redial-number').waitFor()
    await page.keyboard.press('ArrowDown')
    expect((await focused(page)).seen).toBe(true)
    await page.keyboard.press('Enter')
    await until(
      async () => (await administrator.calls()).filter(({ direction }) => direction === 'out').length === 2,
      10_000,
      () => 'the number was not called again',
    )
    await inState(page, 'idle')
    await presence(page, '2', 'not-ready')
    await presence(page, '0', 'signed-out')
  })

  it('a call that answers itself is talked without a touch, and ended when nobody speaks', async () => {
    const { users, id } = await userOf(administrator, '8001')
    const { disabled: _, id: __, ...body } = users
    await administrator.put(`/users/${id}`, { ...body, autoAnswer: true })
    await administrator.put('/site-settings', { quietPromptMs: 1000, quietEndMs: 5000 })
    await page.keyboard.press('Alt+q')
    await tabTo(page, 'sign-in-seat')
    await page.keyboard.press('Enter')
    await inState(page, 'idle')
    const customer = await Customer.call(trunkline, { from: '13800138302', hz: SILENCE_HZ })
    try {
      await customer.choosesService()
      await inState(page, 'talking')
      await page.keyboard.press('F9')
      await page.getByTestId('band-quiet').waitFor()
      await inState(page, 'wrap-up')
      const call = await administrator.callWhere((row) => row.customer.text === '13800138302')
      expect(call).toMatchObject({ endedBy: 'system', outcome: 'answered', cause: 'normal' })
    } finally {
      customer.close()
    }
  })
})

async function userOf(administrator: Api, number: string): Promise<{ users: User; id: string }> {
  const users = (await administrator.json<User[]>('/users')).find((user) => user.number === number)
  if (!users) throw new Error(`no user ${number}`)
  return { users, id: users.id }
}
