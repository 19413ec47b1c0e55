// kill -9 of the gateway with calls in four states: each has its record, what was recorded plays, a new call goes through.
// CHAOS_GATEWAY_ROUNDS=5 for the figure of a release.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { shortenMessagePrompt } from '../harness/short-prompt.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { Random } from '../simulation/random.ts'
import { AGENT_HZ, Caller } from './caller.ts'
import { openMachines, toldOf } from './events-db.ts'
import { oneRecord, oneRecording } from './evidence.ts'
import { lasts, recoversFrom } from './recovery.ts'
import { Seat } from './seat.ts'

const ROUNDS = Number(process.env.CHAOS_GATEWAY_ROUNDS ?? 2)
const SEED = Number(process.env.CHAOS_SEED ?? 1)
const RECORD_MS = 10_000
const LOST_MS = 1000

describe.skipIf(isMissing('chromium', 'sip-tester'))('kill -9 of the gateway', () => {
  let trunkline: Trunkline
  let browser: Browser
  let supervisor: Api
  let seat: Seat

  beforeAll(async () => {
    trunkline = await startTrunkline()
    supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    await shortenMessagePrompt(await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? ''))
    browser = await launchBrowser(AGENT_HZ)
    seat = await Seat.open(browser, trunkline.links.get('8001') ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  /** One caller each: with the agent, in the queue, leaving a message, in the menu. */
  async function callers(round: number, made: Caller[]): Promise<void> {
    for (let index = 0; index < 4; index++)
      made.push(await Caller.call(trunkline, String(13_800_140_000 + round * 10 + index)))
    const [talking, waiting, leavingMessage, inMenu] = made as [Caller, Caller, Caller, Caller]
    await leavingMessage.chooses('2')
    await talking.chooses('1')
    await seat.answers(talking)
    await waiting.chooses('1')
    await toldOf(trunkline, waiting.number, 'queue-entry.enter')
    await toldOf(trunkline, leavingMessage.number, 'recording.recording.started')
    await inMenu.hearsMenu()
  }

  /** What a call left behind, up to the moment of the kill. */
  async function expectRecording(callId: string, killedAt: number, isTalk: boolean): Promise<number> {
    const { recording } = await oneRecording(trunkline, supervisor, callId, isTalk)
    expect(recording).toMatchObject({ state: 'ready', recovered: 1 })
    const lost = killedAt - (recording.started_at + recording.duration_ms)
    expect(lost, 'milliseconds of the recording that are lost').toBeLessThanOrEqual(LOST_MS)
    return lost
  }

  async function newCallGoesThrough(number: string): Promise<void> {
    await seat.finishesWrapUp()
    const caller = await Caller.call(trunkline, number)
    try {
      await caller.chooses('1')
      await seat.answers(caller)
      await caller.hangsUp()
      await seat.finishesWrapUp()
      expect(await oneRecord(trunkline, number)).toMatchObject({ outcome: 'answered', cause: 'normal' })
    } finally {
      caller.close()
    }
  }

  async function round(index: number, random: Random): Promise<void> {
    const made: Caller[] = []
    try {
      await callers(index, made)
      await lasts(random.between(1500, 2500))
      const killedAt = Date.now()
      const { totalMs, pauseMs } = await recoversFrom(trunkline, () => trunkline.kill('gateway'))
      const backAt = Date.now()
      const records = await Promise.all(made.map(({ number }) => oneRecord(trunkline, number, RECORD_MS)))
      const recordMs = Date.now() - backAt
      expect(records.map(({ cause }) => cause)).toEqual(made.map(() => 'gateway-failed'))
      await inState(seat.page, 'wrap-up')
      const lost = await expectRecording(records[0]?.id ?? '', killedAt, true)
      const lostOfMessage = await expectRecording(records[2]?.id ?? '', killedAt, false)
      expect(await openMachines(trunkline.dataDir)).toEqual([])
      console.log(
        `ready after ${Math.round(totalMs)} ms (${pauseMs} of them the launcher's pause), records ${recordMs} ms later: ${records.map(({ outcome }) => outcome).join(' ')}; lost of the recordings ${lost} and ${lostOfMessage} ms`,
      )
    } finally {
      for (const caller of made) caller.close()
    }
    await newCallGoesThrough(String(13_800_140_000 + index * 10 + 9))
  }

  it(`${ROUNDS} times four calls end with it`, { timeout: ROUNDS * 60_000 }, async () => {
    const random = new Random(SEED)
    for (let index = 0; index < ROUNDS; index++) await round(index, random)
    console.log(`gateway kill: ${ROUNDS} of ${ROUNDS}, ${4 * ROUNDS} calls lost, ${4 * ROUNDS} records, seed ${SEED}`)
  })
})
