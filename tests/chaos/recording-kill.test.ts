// kill -9 of the gateway at random moments of two recordings each time: at most a second of each is lost, all play whole,
// as other programs judge. CHAOS_RECORDING_KILLS=100 for the figure of a release.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { isMissing } from '../harness/missing.ts'
import { judgeRecording, judgeSound } from '../harness/recording-judge.ts'
import { shortenMessagePrompt } from '../harness/short-prompt.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'
import { Random } from '../simulation/random.ts'
import { Caller } from './caller.ts'
import { toldOf } from './events-db.ts'
import { oneRecord, oneRecording } from './evidence.ts'
import { lasts, recoversFrom } from './recovery.ts'

const KILLS = Number(process.env.CHAOS_RECORDING_KILLS ?? 6)
const SEED = Number(process.env.CHAOS_SEED ?? 1)
const CALLERS = 2
const LOST_MS = 1000
const ROUND_MS = 60_000

describe.skipIf(isMissing('sip-tester', 'sox', 'python3-cryptography'))(
  'kill -9 of the gateway while it records',
  () => {
    let trunkline: Trunkline
    let supervisor: Api

    beforeAll(async () => {
      trunkline = await startTrunkline()
      supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
      await shortenMessagePrompt(await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? ''))
    })
    afterAll(() => trunkline?.stop())

    /** Milliseconds of the recording that are lost. */
    async function lostOf(number: string, killedAt: number): Promise<number> {
      const { id, cause } = await oneRecord(trunkline, number)
      expect(cause).toBe('gateway-failed')
      const { recording, seconds } = await oneRecording(trunkline, supervisor, id, false)
      const month = new Date(recording.started_at).toISOString().slice(0, 7)
      const file = join(trunkline.dataDir, 'recordings', month, `${recording.id}.tlr`)
      const judged = judgeRecording(file, join(trunkline.dataDir, 'master-key'))
      expect(judged).toMatchObject({ recordingId: recording.id, end: null })
      expect(judged.frames / 8000).toBeCloseTo(seconds, 3)
      const reply = await supervisor.request('GET', `/recordings/${recording.id}.wav`)
      const sound = judgeSound(Buffer.from(await reply.arrayBuffer()))
      expect(sound).toMatchObject({ channels: 2 })
      expect(sound.seconds).toBeCloseTo(seconds, 3)
      expect(sound.rms[0]).toBeGreaterThan(0.05)
      return killedAt - (recording.started_at + recording.duration_ms)
    }

    async function round(index: number, random: Random): Promise<number[]> {
      const made: Caller[] = []
      try {
        for (let n = 0; n < CALLERS; n++) {
          const caller = await Caller.call(trunkline, String(13_900_100_000 + index * 10 + n))
          made.push(caller)
          await caller.chooses('2')
        }
        for (const { number } of made) await toldOf(trunkline, number, 'recording.recording.started')
        await lasts(random.between(1000, 4000))
        const killedAt = Date.now()
        await recoversFrom(trunkline, () => trunkline.kill('gateway'))
        return await Promise.all(made.map(({ number }) => lostOf(number, killedAt)))
      } finally {
        for (const caller of made) caller.close()
      }
    }

    it(`${KILLS} times: at most ${LOST_MS} ms lost, all play`, { timeout: KILLS * ROUND_MS }, async () => {
      const random = new Random(SEED)
      const lost: number[] = []
      for (let index = 0; index < KILLS; index++) {
        lost.push(...(await round(index, random)))
        expect(Math.max(...lost), `milliseconds lost, kill ${index}`).toBeLessThanOrEqual(LOST_MS)
      }
      const mean = lost.reduce((sum, ms) => sum + ms, 0) / lost.length
      console.log(
        `${KILLS} kills, ${lost.length} recordings, all play; lost of each ${Math.round(mean)} ms in the mean, ${Math.max(...lost)} at most; seed ${SEED}`,
      )
    })
  },
)
