// kill -9 of the server at any moment of a call: the sound goes on, the page comes back by itself, one record.
// Each of six moments once; CHAOS_ROUNDS=20 for the figure of a release.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { hearsInPage, inState, launchBrowser } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { Random } from '../simulation/random.ts'
import { AGENT_HZ, allowedGap, Caller, CUSTOMER_HZ } from './caller.ts'
import { toldOf } from './events-db.ts'
import { oneRecord, oneRecording } from './evidence.ts'
import { lasts, ownMs, type Recovery, recoversFrom } from './recovery.ts'
import { Seat } from './seat.ts'

const MOMENTS = ['menu', 'waiting', 'ringing', 'talking', 'held', 'wrap-up'] as const
const ROUNDS = Number(process.env.CHAOS_ROUNDS ?? MOMENTS.length)
const SEED = Number(process.env.CHAOS_SEED ?? 1)
type Moment = (typeof MOMENTS)[number]
/** Moments in which the customer hears something without a pause. */
const SOUNDING: readonly Moment[] = ['talking', 'held']

describe.skipIf(isMissing('chromium', 'sip-tester'))('kill -9 of the server', () => {
  let trunkline: Trunkline
  let browser: Browser
  let supervisor: Api
  let seat: Seat
  const recoveries: Recovery[] = []
  const gaps: number[] = []
  const silences: number[] = []

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

  /** Brings the call to the moment at which the server is to die. */
  async function reach(moment: Moment, caller: Caller): Promise<void> {
    if (moment === 'menu') return caller.hearsMenu()
    if (moment === 'waiting') await seat.setPresence('break')
    await caller.chooses('1')
    if (moment === 'waiting') return toldOf(trunkline, caller.number, 'queue-entry.enter')
    await seat.page.getByTestId('answer').waitFor()
    if (moment === 'ringing') return
    await seat.answers(caller)
    if (moment === 'held') await seat.holds(caller)
    if (moment !== 'wrap-up') return
    await caller.hangsUp()
    await inState(seat.page, 'wrap-up')
  }

  async function kill(moment: Moment, caller: Caller): Promise<void> {
    const { snapshots } = seat
    caller.markGap()
    const back = recoversFrom(trunkline, () => trunkline.kill('server'))
    // Keyed while nobody decides: the gateway keeps it.
    if (moment === 'menu') caller.press('1')
    if (moment === 'talking') await Promise.all([hearsInPage(seat.page, CUSTOMER_HZ), caller.hearsAgent()])
    recoveries.push(await back)
    await seat.reconnected(snapshots)
    const { gapMs, stallMs } = await caller.longestGap()
    if (!SOUNDING.includes(moment)) return
    gaps.push(gapMs)
    console.log(`longest gap ${gapMs} ms (the machine kept us waiting ${stallMs} ms)`)
    expect(gapMs, `no packet came for so many ms (${moment})`).toBeLessThanOrEqual(allowedGap(stallMs))
  }

  /** From whatever the server died in to a finished call and an idle agent. */
  async function goOn(moment: Moment, caller: Caller, endsIt: 'customer' | 'agent'): Promise<void> {
    if (moment !== 'wrap-up') {
      if (moment === 'waiting') await seat.setPresence('available')
      if (moment === 'talking') await seat.talksWith(caller)
      else if (moment === 'held') await inState(seat.page, 'holding')
      else await seat.answers(caller)
      if (moment !== 'held') await seat.holds(caller)
      await seat.resumes(caller)
      if (endsIt === 'customer') await caller.hangsUp()
      else {
        await seat.page.getByTestId('hang-up').click()
        await caller.isHungUp()
      }
    }
    await seat.finishesWrapUp()
  }

  async function round(index: number, moment: Moment, random: Random): Promise<void> {
    const from = String(13_800_130_000 + index)
    const endsIt = moment === 'wrap-up' || random.chance(0.5) ? 'customer' : 'agent'
    const caller = await Caller.call(trunkline, from)
    try {
      await reach(moment, caller)
      await lasts(random.between(0, 700))
      await kill(moment, caller)
      await goOn(moment, caller, endsIt)
      const record = await oneRecord(trunkline, from)
      expect(record).toMatchObject({ outcome: 'answered', cause: 'normal', ended_by: endsIt })
      const { longestSilenceMs } = await oneRecording(trunkline, supervisor, record.id)
      silences.push(longestSilenceMs)
    } finally {
      caller.close()
    }
  }

  it(`${ROUNDS} calls outlive it`, { timeout: ROUNDS * 60_000 }, async () => {
    const random = new Random(SEED)
    let good = 0
    for (let index = 0; index < ROUNDS; index++) {
      const moment = MOMENTS[index % MOMENTS.length] as Moment
      const startedAt = performance.now()
      await round(index, moment, random)
      good += 1
      const recovery = recoveries.at(-1) as Recovery
      console.log(
        `${moment}: ready after ${Math.round(recovery.totalMs)} ms (${recovery.pauseMs} of them the launcher's pause), silence ${silences.at(-1)} ms, round ${Math.round(performance.now() - startedAt)} ms`,
      )
    }
    const own = recoveries.map(ownMs)
    console.log(`server kill: ${good} of ${ROUNDS}, seed ${SEED}`)
    console.log(`recovery without the launcher's pause: longest ${Math.max(...own)} ms`)
    console.log(`longest gap at the RTP peer: ${Math.max(...gaps)} ms, in a recording: ${Math.max(...silences)} ms`)
    expect(good).toBe(ROUNDS)
  })
})
