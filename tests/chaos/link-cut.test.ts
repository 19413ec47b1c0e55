// The server is frozen in the middle of calls and goes on later: what the gateway saw meanwhile is told once.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { AGENT_HZ, allowedGap, Caller } from './caller.ts'
import { openMachines, readEvents, toldOf } from './events-db.ts'
import { oneRecord, oneRecording } from './evidence.ts'
import { lasts } from './recovery.ts'
import { Seat } from './seat.ts'

/** Inputs that a machine gets once in its life. */
const ONCE = "('offered', 'answered', 'ended', 'leg.answered', 'leg.ended', 'enter', 'hold', 'resume')"

describe.skipIf(isMissing('chromium', 'sip-tester'))('the server is frozen', () => {
  let trunkline: Trunkline
  let browser: Browser
  let supervisor: Api
  let seat: Seat

  beforeAll(async () => {
    trunkline = await startTrunkline()
    supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    browser = await launchBrowser(AGENT_HZ)
    seat = await Seat.open(browser, trunkline.links.get('8001') ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  async function frozen(ms: number, meanwhile: () => Promise<void>): Promise<void> {
    const pid = trunkline.pid('server')
    process.kill(pid, 'SIGSTOP')
    try {
      await Promise.all([lasts(ms), meanwhile()])
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  }

  /** One talks, one waits: while nobody decides, the agent asks for hold and the one who waits hangs up. */
  async function callsOutlive(ms: number, talking: Caller, waiting: Caller): Promise<void> {
    await talking.chooses('1')
    await seat.answers(talking)
    await waiting.chooses('1')
    await toldOf(trunkline, waiting.number, 'queue-entry.enter')
    talking.markGap()
    await frozen(ms, async () => {
      await talking.hearsAgent()
      const { gapMs, stallMs } = await talking.longestGap()
      expect(gapMs).toBeLessThanOrEqual(allowedGap(stallMs))
      await waiting.hangsUp()
    })
    expect(await oneRecord(trunkline, waiting.number)).toMatchObject({ outcome: 'abandoned', ended_by: 'customer' })
    const { gapMs, stallMs } = await talking.longestGap()
    console.log(`frozen for ${ms} ms: longest gap ${gapMs} ms (the machine kept us waiting ${stallMs} ms)`)
    expect(gapMs).toBeLessThanOrEqual(allowedGap(stallMs))
    await seat.talksWith(talking)
    await seat.holds(talking)
    await seat.resumes(talking)
    await talking.hangsUp()
    await seat.finishesWrapUp()
  }

  async function expectNothingDoubled(numbers: string[]): Promise<void> {
    for (const number of numbers) {
      const { id } = await oneRecord(trunkline, number)
      const doubled = await readEvents(
        trunkline.dataDir,
        `select machine, machine_id, type, count(*) as times from event where call_id = ? and type in ${ONCE}
         group by machine, machine_id, type, iif(machine = 'call' and type in ('leg.answered', 'leg.ended'), data, '')
         having times > 1`,
        id,
      )
      expect(doubled).toEqual([])
    }
    expect(await openMachines(trunkline.dataDir)).toEqual([])
  }

  // The second is longer than both ends wait for a word (10 s): the gateway connects again.
  it.each([
    [5000, 1],
    [12_000, 2],
  ])('for %i ms: nothing is lost, nothing doubled', async (ms, round) => {
    const numbers = [1, 2].map((index) => String(13_800_160_000 + round * 10 + index))
    const made: Caller[] = []
    try {
      for (const number of numbers) made.push(await Caller.call(trunkline, number))
      const [talking, waiting] = made as [Caller, Caller]
      await callsOutlive(ms, talking, waiting)
      const record = await oneRecord(trunkline, talking.number)
      expect(record).toMatchObject({ outcome: 'answered', cause: 'normal', ended_by: 'customer' })
      await oneRecording(trunkline, supervisor, record.id)
      await expectNothingDoubled(numbers)
    } finally {
      for (const caller of made) caller.close()
    }
  })

  it('a click and a call that come while it is frozen are done when it wakes', async () => {
    const talking = await Caller.call(trunkline, '13800160031')
    let late: Caller | null = null
    try {
      await talking.chooses('1')
      await seat.answers(talking)
      const calling = { result: null as Promise<Caller> | null }
      await frozen(4000, async () => {
        calling.result = Caller.call(trunkline, '13800160032')
        await seat.page.getByTestId('hold').click()
      })
      late = await calling.result
      await late?.hearsMenu()
      await inState(seat.page, 'holding')
      await talking.hearsMusic()
      await seat.resumes(talking)
      await Promise.all([talking.hangsUp(), late?.hangsUp()])
      await seat.finishesWrapUp()
      expect(await oneRecord(trunkline, '13800160032')).toMatchObject({ ended_by: 'customer' })
      await expectNothingDoubled(['13800160031', '13800160032'])
    } finally {
      talking.close()
      late?.close()
    }
  })
})
