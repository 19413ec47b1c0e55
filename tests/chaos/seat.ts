// An agent's page whose connections to the server are counted.
import type { Browser, Page } from 'playwright-core'
import { hearsInPage, inState, openSeat } from '../harness/browser.ts'
import { until } from '../harness/trunkline.ts'
import { type Caller, CUSTOMER_HZ } from './caller.ts'

export class Seat {
  /** Snapshots received: one for each time the page came to know the server's state. */
  snapshots = 0

  private constructor(readonly page: Page) {}

  static async open(browser: Browser, link: string): Promise<Seat> {
    const { page } = await openSeat(browser, link)
    const seat = new Seat(page)
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).startsWith('{"type":"snapshot"')) seat.snapshots += 1
      })
    })
    return seat
  }

  /** The page has found its way back to a server that knows it. */
  async reconnected(since: number, withinMs = 30_000): Promise<void> {
    await until(
      () => this.snapshots > since,
      withinMs,
      () => 'the page did not connect again',
    )
  }

  async answers(caller: Caller): Promise<void> {
    await this.page.getByTestId('answer').click()
    await this.talksWith(caller)
  }

  /** Sound both ways. */
  async talksWith(caller: Caller): Promise<void> {
    await inState(this.page, 'talking')
    await Promise.all([caller.hearsAgent(), hearsInPage(this.page, CUSTOMER_HZ)])
  }

  async holds(caller: Caller): Promise<void> {
    await this.page.getByTestId('hold').click()
    await inState(this.page, 'holding')
    await caller.hearsMusic()
  }

  async resumes(caller: Caller): Promise<void> {
    await this.page.getByTestId('hold').click()
    await this.talksWith(caller)
  }

  async setPresence(presence: 'available' | 'break'): Promise<void> {
    await this.page.getByTestId('presence-switch').click()
    await this.page.getByTestId(`presence-${presence}`).click()
    const chosen = presence === 'available' ? 'available' : 'not-ready'
    await this.page.locator(`[data-testid="presence-switch"][data-presence="${chosen}"]`).waitFor()
  }

  async finishesWrapUp(): Promise<void> {
    await inState(this.page, 'wrap-up')
    await this.page.getByTestId('disposition').selectOption('solved')
    await this.page.getByTestId('finish-wrap-up').click()
    await inState(this.page, 'idle')
  }
}
