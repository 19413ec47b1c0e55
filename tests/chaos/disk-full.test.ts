// The gateway's disk runs full under live calls: the calls go on, the recordings end loudly and keep what they have, the
// administrator sees an alarm, and all is well again when there is room. Needs root for a small tmpfs.
import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordingSettings } from '#protocol/api'
import { Api } from '../harness/api.ts'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { shortenMessagePrompt } from '../harness/short-prompt.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'
import { Caller } from './caller.ts'
import { recordingsOf, toldOf } from './events-db.ts'
import { oneRecord, oneRecording } from './evidence.ts'
import { lasts } from './recovery.ts'

const ALARM_MS = 10_000
const DISK = '16m'
/** Long enough for a recording to be judged by its sound. */
const SPEAK_MS = 2500
const isRoot = process.getuid?.() === 0

describe.skipIf(!isRoot || isMissing('chromium', 'sip-tester'))('a full disk', () => {
  let trunkline: Trunkline
  let browser: Browser
  let administrator: Page
  let supervisor: Api
  let settingsOf: Api
  let spool: string

  beforeAll(async () => {
    trunkline = await startTrunkline()
    spool = join(trunkline.dataDir, 'gateway/recordings')
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=700`, 'tmpfs', spool])
    supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    browser = await launchBrowser(null)
    const opened = await openPage(browser, trunkline.links.get('8201') ?? '')
    administrator = opened.page
    settingsOf = await Api.ofPages(trunkline.url, opened.context)
    await shortenMessagePrompt(settingsOf)
    await administrator.goto(`${trunkline.url}/admin/alarms`)
  })
  afterAll(async () => {
    await browser?.close()
    if (spool !== undefined) execFileSync('umount', ['-l', spool])
    await trunkline?.stop()
  })

  async function recorded(number: string): Promise<Caller> {
    const caller = await Caller.call(trunkline, number)
    await caller.chooses('2')
    await toldOf(trunkline, number, 'recording.recording.started')
    return caller
  }
  /** To the last byte. */
  function fill(path: string): void {
    const { bavail, bsize } = statfsSync(spool)
    try {
      writeFileSync(path, Buffer.alloc(bavail * bsize))
    } catch (fault) {
      // The recordings took the last pages: as full as it gets.
      if (!(fault instanceof Error && 'code' in fault && fault.code === 'ENOSPC')) throw fault
    }
  }
  const alarm = () => administrator.getByRole('listitem').filter({ hasText: '磁盘空间不足' })

  it('drops no call, ends the recordings, alarms within 10 s, and records again afterwards', async () => {
    const numbers = ['13900200001', '13900200002', '13900200003']
    const callers: Caller[] = []
    try {
      for (const number of numbers.slice(0, 2)) callers.push(await recorded(number))
      await lasts(SPEAK_MS)
      const filler = join(spool, 'filler')
      const filledAt = performance.now()
      fill(filler)
      await alarm().waitFor({ timeout: ALARM_MS })
      const alarmMs = performance.now() - filledAt
      for (const number of numbers.slice(0, 2)) await toldOf(trunkline, number, 'recording.recording.failed')
      callers.push(await Caller.call(trunkline, '13900200003'))
      await callers[2]?.chooses('2')
      await toldOf(trunkline, '13900200003', 'recording.recording.failed')
      await stillAlive(callers)
      rmSync(filler)
      await alarm().waitFor({ state: 'detached', timeout: ALARM_MS })
      for (const caller of callers) await caller.hangsUp()
      for (const number of numbers) expect((await oneRecord(trunkline, number)).cause).toBe('normal')
      for (const number of numbers.slice(0, 2)) {
        const { id } = await oneRecord(trunkline, number)
        const { recording } = await oneRecording(trunkline, supervisor, id, false)
        expect(recording.recovered).toBe(1)
      }
      const { id } = await oneRecord(trunkline, '13900200003')
      expect(await recordingsOf(trunkline, id)).toMatchObject([{ state: 'failed' }])
      console.log(`disk full: 3 of 3 calls lived, alarm on the page after ${Math.round(alarmMs)} ms`)
    } finally {
      for (const caller of callers) caller.close()
    }
    const again = await recorded('13900200004')
    await lasts(SPEAK_MS)
    await again.hangsUp()
    again.close()
    const { id } = await oneRecord(trunkline, '13900200004')
    expect((await oneRecording(trunkline, supervisor, id, false)).recording.recovered).toBe(0)
  })

  it('without a floor: a write that finds no room ends its recording alone, and what was written is kept', async () => {
    const settings = await settingsOf.json<RecordingSettings>('/recording-settings')
    await settingsOf.put('/recording-settings', { ...settings, floorBytes: 0 })
    const caller = await recorded('13900200005')
    try {
      await lasts(SPEAK_MS)
      const filler = join(spool, 'filler')
      fill(filler)
      await toldOf(trunkline, '13900200005', 'recording.recording.failed')
      await stillAlive([caller])
      rmSync(filler)
      await caller.hangsUp()
    } finally {
      caller.close()
    }
    const { id, cause } = await oneRecord(trunkline, '13900200005')
    expect(cause).toBe('normal')
    expect((await oneRecording(trunkline, supervisor, id, false)).recording.recovered).toBe(1)
  })

  /** Each hears sound for another two seconds. */
  async function stillAlive(callers: readonly Caller[]): Promise<void> {
    const before = callers.map(({ received }) => received)
    await until(
      () => callers.every(({ received }, i) => received > (before[i] ?? 0) + 100),
      10_000,
      () => `packets since the disk is full: ${callers.map(({ received }, i) => received - (before[i] ?? 0))}`,
    )
  }
})
