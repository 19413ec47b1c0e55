// The key that opens recordings: refused when others can read it, and found nowhere but in its own file.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Caller } from '../chaos/caller.ts'
import { toldOf } from '../chaos/events-db.ts'
import { oneRecord, oneRecording } from '../chaos/evidence.ts'
import { lasts } from '../chaos/recovery.ts'
import { Api } from '../harness/api.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { failedStart, startTrunkline } from '../harness/trunkline.ts'

const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const NUMBER = '13900400001'

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesUnder(path) : [path]
  })
}

describe('the master key', () => {
  it.each([
    ['readable by others', KEY, 0o644, /chmod 600/],
    ['too short', KEY.slice(2), 0o600, /is not a key/],
  ])('that is %s is refused at the start, with what to do and without telling it', async (_what, key, mode, says) => {
    const data = mkdtempSync(join(tmpdir(), 'master-'))
    const path = join(data, 'key')
    writeFileSync(path, key)
    chmodSync(path, mode)
    const [http, sip, health] = [await freePort(), await freePort(), await freePort()]
    const { code, output } = await failedStart({
      TRUNKLINE_DATA: data,
      TRUNKLINE_MASTER_KEY: path,
      TRUNKLINE_HTTP: `127.0.0.1:${http}`,
      TRUNKLINE_SIP: `127.0.0.1:${sip}`,
      TRUNKLINE_GATEWAY_HTTP: `127.0.0.1:${health}`,
    })
    expect(code).not.toBe(0)
    expect(output).toMatch(says)
    expect(output).not.toContain(key)
    rmSync(data, { recursive: true })
  })

  it.skipIf(isMissing('sip-tester'))(
    'is in no database, spool, recording or log of an installation that records',
    async () => {
      const trunkline = await startTrunkline({ TRUNKLINE_LOG: 'debug' })
      try {
        const supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
        const caller = await Caller.call(trunkline, NUMBER)
        await caller.chooses('2')
        await toldOf(trunkline, NUMBER, 'recording.recording.started')
        await lasts(2500)
        await caller.hangsUp()
        caller.close()
        await oneRecording(trunkline, supervisor, (await oneRecord(trunkline, NUMBER)).id, false)
        const path = join(trunkline.dataDir, 'master-key')
        expect(statSync(path).mode & 0o777).toBe(0o600)
        const text = readFileSync(path, 'utf8').trim()
        const forms = [text, Buffer.from(text, 'hex'), Buffer.from(text, 'hex').toString('base64')]
        const holders = filesUnder(trunkline.dataDir).filter((file) => {
          const bytes = readFileSync(file)
          return forms.some((form) => bytes.includes(form))
        })
        expect(holders).toEqual([path])
        for (const form of forms) expect(trunkline.output()).not.toContain(form.toString('latin1'))
      } finally {
        await trunkline.stop()
      }
    },
  )
})
