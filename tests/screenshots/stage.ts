// A small centre at work, to be photographed: agents, a leader and an administrator in their browsers, callers on the line.
import type { Browser, Page } from 'playwright-core'
import type { Customer as CustomerRow, User } from '#protocol/api'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

export type Language = 'zh-CN' | 'en'
export type Who = 'agent' | 'leader' | 'administrator' | 'attendant'
const NUMBERS: Record<Who, string> = { agent: '8001', leader: '8101', administrator: '8201', attendant: '8301' }
/** Nobody is in a hurry here. */
const WITHIN_MS = 60_000
const APPOINTMENT_IN_MS = 40 * 60_000
const NOTES: Record<Language, { first: string; second: string; appointment: string; chat: string; list: string }> = {
  'zh-CN': {
    first: '订单 20231107 已补发，单号短信告知。',
    second: '咨询会员积分，已说明规则。',
    appointment: '回电确认换货地址',
    chat: '客户要求退款 260 元，可以吗？',
    list: '骚扰电话',
  },
  en: {
    first: 'Order 20231107 was sent again, the number goes by text message.',
    second: 'Asked about member points, the rules were explained.',
    appointment: 'Call back to confirm the address for the exchange',
    chat: 'The customer wants 260 back. May I?',
    list: 'Nuisance callers',
  },
}

export class Stage {
  readonly callers: Customer[] = []
  readonly words: (typeof NOTES)[Language]

  private constructor(
    readonly trunkline: Trunkline,
    private readonly browser: Browser,
    readonly pages: Record<Who, Page>,
    readonly others: Page[],
    language: Language,
  ) {
    this.words = NOTES[language]
  }

  static async open(language: Language): Promise<Stage> {
    const trunkline = await startTrunkline({ TRUNKLINE_LANG: language })
    // The browser's own controls, for example of dates, are in the language of the system.
    process.env.LANGUAGE = language.replace('-', '_')
    const browser = await launchBrowser(1000)
    const link = (number: string): string => trunkline.links.get(number) ?? ''
    const agent = (await openSeat(browser, link(NUMBERS.agent))).page
    const leader = (await openPage(browser, link(NUMBERS.leader))).page
    const administrator = (await openPage(browser, link(NUMBERS.administrator))).page
    const attendant = (await openSeat(browser, link(NUMBERS.attendant))).page
    const others = [(await openSeat(browser, link('8002'))).page, (await openSeat(browser, link('8003'))).page]
    for (const page of [agent, leader, administrator, attendant, ...others]) page.context().setDefaultTimeout(WITHIN_MS)
    const stage = new Stage(trunkline, browser, { agent, leader, administrator, attendant }, others, language)
    await stage.aMorning()
    return stage
  }

  async close(): Promise<void> {
    for (const caller of this.callers) caller.close()
    await this.browser.close()
    await this.trunkline.stop()
  }

  /** Somebody calls and waits for the queue. */
  async calls(from: string): Promise<Customer> {
    const customer = await Customer.call(this.trunkline, { from })
    this.callers.push(customer)
    await customer.choosesService()
    return customer
  }

  async rings(page: Page): Promise<void> {
    await inState(page, 'ringing')
  }

  async answers(page: Page): Promise<void> {
    await inState(page, 'ringing')
    await page.getByTestId('answer').click()
    await inState(page, 'talking')
  }

  async hangsUp(page: Page): Promise<void> {
    await page.getByTestId('hang-up').click()
    await inState(page, 'wrap-up')
  }

  async finishes(page: Page, disposition: string, note: string): Promise<void> {
    await page.getByTestId('disposition').selectOption(disposition)
    await page.getByTestId('note').fill(note)
    await page.getByTestId('finish-wrap-up').click()
    await inState(page, 'idle')
  }

  /** Only this one is offered calls; the others have a break. */
  async onlyTheAgent(): Promise<void> {
    for (const page of this.others) await this.hasABreak(page)
  }

  async isBack(page: Page): Promise<void> {
    await page.getByTestId('available').click()
    await inState(page, 'idle')
  }

  private async hasABreak(page: Page): Promise<void> {
    await page.getByTestId('presence-switch').click()
    await page.getByTestId('presence-meal').click()
    await inState(page, 'not-ready')
  }

  /** The centre as its administrator sets it up, beside the page. */
  asAdministrator(): Promise<Api> {
    return Api.ofPages(this.trunkline.url, this.pages.administrator.context())
  }

  /** What has been before: two calls with their notes, an appointment, a question to the leader. */
  private async aMorning(): Promise<void> {
    const { agent } = this.pages
    await this.onlyTheAgent()
    for (const [from, disposition, note] of [
      ['13700137000', 'solved', this.words.first],
      ['13800138000', 'follow-up', this.words.second],
    ] as const) {
      await this.calls(from)
      await this.answers(agent)
      await this.hangsUp(agent)
      await this.finishes(agent, disposition, note)
    }
    const own = await Api.ofPages(this.trunkline.url, agent.context())
    const [customer] = await own.json<CustomerRow[]>('/customers?search=Novak')
    const at = Date.now() + APPOINTMENT_IN_MS
    const appointment = { at, note: this.words.appointment, customerId: customer?.id ?? null, callId: null }
    await own.request('POST', '/appointments', { ...appointment, name: '', number: null })
    const me = await own.json<Pick<User, 'id'> & { userId: string }>('/session')
    await own.request('POST', `/chat/${me.userId}`, { text: this.words.chat })
  }
}
