// Who hears whom, measured by a tone of each party: in pages, and at a customer's telephone.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { levelsInPage } from './browser.ts'
import type { Customer } from './customer.ts'
import { until } from './trunkline.ts'

/** Below the loudest by so much is not there: the noise of A-law. */
const THERE_DB = 25
export const THERE_SHARE = 0.1
const SECOND = 50

/** `hz`: each party's tone; no one may be near a multiple, a sum or a difference of the others. */
export class Listeners<Party extends string> {
  private readonly parties: Party[]

  constructor(private readonly hz: Record<Party, number>) {
    this.parties = Object.keys(hz) as Party[]
  }

  private async heardBy(page: Page): Promise<Party[]> {
    const levels = await levelsInPage(
      page,
      this.parties.map((party) => this.hz[party]),
    )
    const loudest = Math.max(...levels)
    return this.parties.filter((_, i) => (levels[i] ?? -200) > Math.max(-70, loudest - THERE_DB))
  }

  /** Comes to be so, and still is in a window that begins afterwards. */
  async page(page: Page, parties: Party[]): Promise<void> {
    let heard: Party[] = []
    const isSo = async () => {
      heard = await this.heardBy(page)
      return heard.join() === parties.join()
    }
    await until(isSo, 15_000, () => `heard ${heard.join()} instead of ${parties.join()}`)
    expect(await this.heardBy(page)).toEqual(parties)
  }

  /** The whole next second at the telephone. */
  async customer({ sound }: Customer, parties: Party[]): Promise<void> {
    sound.forget()
    await until(
      () => sound.received >= SECOND,
      10_000,
      () => `${sound.received} packets came`,
    )
    const shares = this.parties.map((party) => sound.share(this.hz[party]))
    const heard = this.parties.filter((_, i) => (shares[i] ?? 0) > THERE_SHARE)
    expect(heard, shares.join()).toEqual(parties)
  }
}
