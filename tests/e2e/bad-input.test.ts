// What people get wrong, and what breaks: each says plainly what it is, and the rest goes on.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { failedStart, processesOf, startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

async function settings(): Promise<Record<string, string>> {
  return {
    TRUNKLINE_HTTP: `127.0.0.1:${await freePort()}`,
    TRUNKLINE_SIP: `127.0.0.1:${await freePort()}`,
    TRUNKLINE_GATEWAY_HTTP: `127.0.0.1:${await freePort()}`,
    TRUNKLINE_DATA: mkdtempSync(join(tmpdir(), 'trunkline-bad-')),
  }
}

describe('a start that cannot be', () => {
  async function expectFailure(environment: Record<string, string>, ...words: string[]): Promise<void> {
    const { code, output } = await failedStart(environment)
    for (const word of words) expect(output).toContain(word)
    expect(output).not.toMatch(/^\s+at .+:\d+:\d+/m)
    expect(code).toBeGreaterThan(0)
    expect(processesOf(environment.TRUNKLINE_DATA ?? '')).toEqual([])
    rmSync(environment.TRUNKLINE_DATA ?? '', { recursive: true, force: true })
  }

  it('names a setting that is wrong', async () => {
    const environment = { ...(await settings()), TRUNKLINE_HTTP: 'banana' }
    await expectFailure(environment, 'its settings are wrong', 'TRUNKLINE_HTTP=banana', 'expected host:port')
  })

  it('names a database file that is none', async () => {
    const environment = await settings()
    mkdirSync(environment.TRUNKLINE_DATA ?? '', { recursive: true })
    writeFileSync(join(environment.TRUNKLINE_DATA ?? '', 'core.db'), 'this is no database\n'.repeat(500))
    await expectFailure(environment, 'Trunkline cannot open its data', 'core.db')
  })
})

describe('while it runs', () => {
  let trunkline: Trunkline
  let administrator: Api
  let browser: Browser | null = null

  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    if (!isMissing('chromium')) browser = await launchBrowser(null)
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  it('a second start on the same ports says that the port is taken and leaves nothing behind', async () => {
    const before = processesOf(trunkline.dataDir)
    const { code, output } = await failedStart(trunkline.environment)
    // Server and gateway find it out side by side; whoever is first says it.
    expect(output).toMatch(/another program listens there already|already in use by another program/)
    expect(output).toMatch(/Set TRUNKLINE_(HTTP|SIP|GATEWAY_HTTP) to use another port/)
    expect(code).toBeGreaterThan(0)
    expect(processesOf(trunkline.dataDir).sort()).toEqual(before.sort())
    expect((await administrator.request('GET', '/status')).status).toBe(200)
  })

  it('a prompt that is no sound is refused in words', async () => {
    const reply = await fetch(`${trunkline.url}/api/v1/prompts/music/zh-CN`, {
      method: 'PUT',
      headers: { cookie: administrator.cookie, origin: trunkline.url, 'content-type': 'audio/wav' },
      body: 'no sound at all',
    })
    expect(reply.status).toBe(422)
    expect(await reply.json()).toMatchObject({ error: { code: 'sound-refused', reason: 'sound-not-audio' } })
  })

  describe.skipIf(isMissing('chromium'))('in the browser', () => {
    it('a microphone that the browser refuses is explained, and the rest of the pages works', async () => {
      const { page, context } = await openPage(started(browser), trunkline.links.get('8001') ?? '', [])
      await page.goto(`${trunkline.url}/seat`)
      await page.getByTestId('microphone-help').waitFor()
      expect(await page.getByTestId('microphone-help').innerText()).toContain('把麦克风改为允许')
      await page.goto(`${trunkline.url}/calls`)
      await page.getByText('通话记录').first().waitFor()
      await context.close()
    })

    it('an administrator who uploads no sound is told so, and what to do, beside the prompt', async () => {
      const { page, context } = await openPage(started(browser), await link('8201'))
      await page.goto(`${trunkline.url}/admin/prompts/music`)
      const upload = page.getByTestId('prompt-file')
      await upload.setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('a list') })
      await page.getByRole('alert').filter({ hasText: '这不是声音文件，请用 WAV、MP3、Ogg 或 M4A' }).waitFor()
      const float = Buffer.from(
        'RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x03\0\x01\0\x40\x1f\0\0\0\x7d\0\0\x04\0\x20\0data\x08\0\0\0',
        'latin1',
      )
      const buffer = Buffer.concat([float, Buffer.alloc(8)])
      await upload.setInputFiles({ name: 'float.wav', mimeType: 'audio/wav', buffer })
      await page.getByRole('alert').filter({ hasText: '文件内的声音格式读不了' }).waitFor()
      await context.close()
    })

    it('a gateway that dies raises an alarm, the pages go on, and the alarm goes when it is back', async () => {
      const { page, context } = await openPage(started(browser), await link('8201'))
      await page.goto(`${trunkline.url}/admin`)
      await page.getByText('已连接').waitFor()
      const before = trunkline.pid('gateway')
      trunkline.kill('gateway')
      await page.locator('a[href="/admin/alarms"]').filter({ hasText: '报警' }).filter({ hasText: '查看' }).waitFor()
      expect((await administrator.request('GET', '/calls')).status).toBe(200)
      await page.getByText('已连接').waitFor()
      await page.locator('a[href="/admin/alarms"]').filter({ hasText: '查看' }).waitFor({ state: 'detached' })
      await until(
        () => trunkline.pid('gateway') !== before,
        5000,
        () => 'the gateway did not start again',
      )
      await context.close()
    })

    function started(found: Browser | null): Browser {
      if (!found) throw new Error('the browser was not started')
      return found
    }

    /** The printed links work once: another one for the same person. */
    async function link(number: string): Promise<string> {
      const users = await administrator.json<{ id: string; number: string }[]>('/users')
      const id = users.find((user) => user.number === number)?.id
      const reply = await administrator.request('POST', `/users/${id}/link`)
      const made = ((await reply.json()) as { link: string }).link
      return new URL(made, trunkline.url).href
    }
  })
})

describe('the end', () => {
  it('SIGTERM stops everything and leaves no process', async () => {
    const trunkline = await startTrunkline()
    expect(processesOf(trunkline.dataDir).length).toBeGreaterThanOrEqual(3)
    await trunkline.stop()
    expect(processesOf(trunkline.dataDir)).toEqual([])
  })
})
