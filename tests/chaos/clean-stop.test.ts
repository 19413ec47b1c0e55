// SIGTERM while calls are up: everything ends in order and soon, every call has its record, the data opens again.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser } from '../harness/browser.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'
import { AGENT_HZ, allowedGap, Caller } from './caller.ts'
import { checkIntegrity, openMachines, toldOf } from './events-db.ts'
import { oneRecord, oneRecording } from './evidence.ts'
import { recoversFrom } from './recovery.ts'
import { Seat } from './seat.ts'

const STOP_MS = 15_000
const [TALKING, IN_MENU, WAITING, AFTERWARDS] = ['13800150001', '13800150002', '13800150003', '13800150004'] as const

describe.skipIf(isMissing('chromium', 'sip-tester'))('SIGTERM while calls are up', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'clean-stop-'))
  let trunkline: Trunkline
  let browser: Browser
  let seat: Seat
  let http: number

  const start = async (): Promise<Trunkline> => ({
    ...(await startTrunkline({ TRUNKLINE_DATA: dataDir, TRUNKLINE_HTTP: `127.0.0.1:${http}` })),
    url: `http://127.0.0.1:${http}`,
    dataDir,
  })

  beforeAll(async () => {
    http = await freePort()
    trunkline = await start()
    browser = await launchBrowser(AGENT_HZ)
    seat = await Seat.open(browser, trunkline.links.get('8001') ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  async function talk(number: string, made: Caller[]): Promise<Caller> {
    const caller = await Caller.call(trunkline, number)
    made.push(caller)
    await caller.chooses('1')
    await seat.answers(caller)
    return caller
  }

  /** The launcher says how the program ended before it starts it again. */
  async function endsAlone(program: 'server' | 'gateway'): Promise<void> {
    const pid = trunkline.pid(program)
    const before = trunkline.output().length
    await recoversFrom(trunkline, () => process.kill(pid, 'SIGTERM'), STOP_MS)
    expect(trunkline.output().slice(before)).toContain(`${program} ended (0)`)
  }

  it('the server alone: it exits with 0, the call goes on and ends as ever', async () => {
    const made: Caller[] = []
    try {
      const caller = await talk(TALKING, made)
      const { snapshots } = seat
      caller.markGap()
      await endsAlone('server')
      await seat.reconnected(snapshots)
      const { gapMs, stallMs } = await caller.longestGap()
      expect(gapMs).toBeLessThanOrEqual(allowedGap(stallMs))
      await seat.talksWith(caller)
      await caller.hangsUp()
      await seat.finishesWrapUp()
      expect(await oneRecord(trunkline, TALKING)).toMatchObject({ outcome: 'answered', cause: 'normal' })
    } finally {
      for (const caller of made) caller.close()
    }
  })

  it('the gateway alone: it exits with 0, callers are told the end, each has a record', async () => {
    const made: Caller[] = []
    try {
      const caller = await talk('13800150011', made)
      made.push(await Caller.call(trunkline, '13800150012'))
      await made[1]?.hearsMenu()
      await endsAlone('gateway')
      await Promise.all(made.map((each) => each.isHungUp()))
      const supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
      const record = await oneRecord(trunkline, caller.number)
      expect(record).toMatchObject({ outcome: 'answered', cause: 'shutdown' })
      expect(await oneRecord(trunkline, '13800150012')).toMatchObject({ cause: 'shutdown' })
      await oneRecording(trunkline, supervisor, record.id)
      await seat.finishesWrapUp()
    } finally {
      for (const each of made) each.close()
    }
  })

  it('the whole: ended within 15 s with nothing left, complete after the next start, old links are used up', async () => {
    const made: Caller[] = []
    const used = trunkline.links.get('8101') ?? ''
    try {
      await talk('13800150021', made)
      for (const number of [IN_MENU, WAITING]) made.push(await Caller.call(trunkline, number))
      await made[1]?.hearsMenu()
      await made[2]?.chooses('1')
      await toldOf(trunkline, WAITING, 'queue-entry.enter')
      const pids = [trunkline.pid('server'), trunkline.pid('gateway')]
      const stoppedAt = performance.now()
      await trunkline.stop()
      console.log(`clean stop with three calls: ${Math.round(performance.now() - stoppedAt)} ms`)
      expect(performance.now() - stoppedAt).toBeLessThan(STOP_MS)
      expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([])
      await Promise.all(made.map((each) => each.isHungUp()))
    } finally {
      for (const each of made) each.close()
    }
    expect(await checkIntegrity(dataDir)).toEqual(['ok', 'ok'])
    trunkline = await start()
    await expectComplete(used)
  })

  async function expectComplete(used: string): Promise<void> {
    const talked = await oneRecord(trunkline, '13800150021')
    const others = [await oneRecord(trunkline, IN_MENU), await oneRecord(trunkline, WAITING)]
    console.log(`causes after a clean stop: ${[talked, ...others].map(({ cause }) => cause).join(' ')}`)
    expect(talked.outcome).toBe('answered')
    await until(
      async () => (await openMachines(dataDir)).length === 0,
      10_000,
      () => 'machines of ended calls stay open',
    )
    await expect(Api.signIn(trunkline.url, used), 'a used link').rejects.toThrow(/sign-in failed: 4/)
    const supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    await oneRecording(trunkline, supervisor, talked.id)
    await inState(seat.page, 'wrap-up', 30_000)
    await seat.finishesWrapUp()
    const made: Caller[] = []
    try {
      const caller = await talk(AFTERWARDS, made)
      await caller.hangsUp()
      expect(await oneRecord(trunkline, AFTERWARDS)).toMatchObject({ outcome: 'answered', cause: 'normal' })
    } finally {
      for (const each of made) each.close()
    }
  }
})
