import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PromptDetail } from '#protocol/prompt-library'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { toPromptSound } from '../prompt/prompt-sound.ts'
import { espeakEngine } from './espeak-engine.ts'
import { httpEngine } from './http-engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'trunkline-speech-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function program(name: string, script: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

describe('espeak-ng', () => {
  it.each([
    ['is not there', 'no-such-program', 'speech-missing'],
    ['hangs', program('hangs', 'exec sleep 60'), 'speech-too-slow'],
    ['fails', program('fails', 'exit 3'), 'speech-refused'],
    ['says nonsense', program('nonsense', 'echo hello'), 'speech-refused'],
    ['never ends', program('endless', 'exec cat /dev/zero'), 'speech-too-large'],
  ])('that %s is told apart', async (_how, path, reason) => {
    const engine = espeakEngine({ program: path, patienceMs: 2000 })
    await expect(engine.speak('text', 'en')).rejects.toMatchObject({ reason })
  })
})

const hasEspeak = existsSync('/usr/bin/espeak-ng')
/** A service of the same voice. */
const service = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    const { text, language } = (await request.json()) as { text: string; language: 'zh-CN' | 'en' }
    return new Response(Uint8Array.from(await espeakEngine().speak(text, language)))
  },
})
afterAll(() => void service.stop(true))
const serviceHost = `127.0.0.1:${service.port}`
const engines = [
  espeakEngine(),
  httpEngine({ settings: { url: `http://${serviceHost}/`, key: '' }, trusted: [serviceHost] }),
]
describe.skipIf(!hasEspeak).each(engines)('whatever the engine ($id)', (engine) => {
  it('is ready, speaks both languages, longer for longer texts', async () => {
    expect(engine.isReady()).toBe(true)
    const ms = async (text: string, language: 'zh-CN' | 'en') =>
      (await toPromptSound(await engine.speak(text, language))).durationMs
    expect(await ms('你好', 'zh-CN')).toBeGreaterThan(300)
    expect(await ms('Good morning. Thank you for calling us today.', 'en')).toBeGreaterThan(await ms('Good', 'en'))
  })

  it('takes an option or a command in the text for text', async () => {
    for (const text of ['--version', '-w /tmp/x', '$(touch /tmp/x); `id`', '<speak><audio src="/etc/passwd"/></speak>'])
      expect((await toPromptSound(await engine.speak(text, 'en'))).durationMs).toBeGreaterThan(200)
  })
})

describe('a speech service by HTTP', () => {
  let served: { headers: Headers; body: unknown }[] = []
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      served.push({ headers: request.headers, body: await request.json() })
      const { pathname } = new URL(request.url)
      if (pathname === '/hangs') return new Promise<Response>(() => undefined)
      if (pathname === '/big') return new Response(new Uint8Array(11 * 1024 * 1024))
      if (pathname === '/moved') return new Response('', { status: 302, headers: { location: 'http://127.0.0.1:1/' } })
      return pathname === '/fails' ? new Response('no', { status: 500 }) : new Response('sound')
    },
  })
  afterAll(() => void server.stop(true))
  beforeEach(() => {
    served = []
  })
  const host = `127.0.0.1:${server.port}`
  const ask = (url: string, trusted = [host], key = '') =>
    httpEngine({ settings: { url, key }, trusted, patienceMs: 1000 }).speak('你好', 'zh-CN')

  it('is given text, language and key', async () => {
    await ask(`http://${host}/speak`, [host], 'secret')
    expect(served[0]?.body).toEqual({ text: '你好', language: 'zh-CN' })
    expect(served[0]?.headers.get('authorization')).toBe('Bearer secret')
  })

  it.each([
    ['', 'speech-missing'],
    ['http://127.0.0.1:1/', 'speech-address'],
    [`http://${host}/hangs`, 'speech-too-slow'],
    [`http://${host}/big`, 'speech-too-large'],
    [`http://${host}/moved`, 'speech-refused'],
    [`http://${host}/fails`, 'speech-refused'],
    ['https://no-such-host.invalid/', 'speech-unreachable'],
  ])('%s: %s', async (url, reason) => {
    await expect(ask(url)).rejects.toMatchObject({ reason })
  })

  it('of this machine or network is not asked unless the operator has named it', async () => {
    await expect(ask(`http://${host}/speak`, [])).rejects.toMatchObject({ reason: 'speech-address' })
    expect(served).toEqual([])
  })
})

describe('speech for a prompt', () => {
  let trial: Trial
  beforeEach(async () => {
    trial = await startTrial()
  })
  afterEach(() => trial.close())
  const call = (method: string, path: string, body?: unknown, as = '8201') =>
    trial.call(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) })

  it.skipIf(!existsSync('/usr/bin/espeak-ng'))(
    'is listened to first, then kept as a version with its text',
    async () => {
      const engines = await (await call('GET', '/speech')).json()
      expect(engines).toEqual([
        { id: 'espeak', ready: true },
        { id: 'http', ready: false },
      ])
      const spoken = { engine: 'espeak', text: '今天的会议改到下午三点。' }
      const heard = await (await call('POST', '/speech', { ...spoken, language: 'zh-CN' })).bytes()
      const kept = (await (await call('POST', '/prompts/meeting/zh-CN/speech', spoken)).json()) as PromptDetail
      expect(kept.sounds['zh-CN']).toMatchObject({ origin: 'speech', text: spoken.text, version: 1 })
      expect(await (await call('GET', '/prompts/meeting/zh-CN.wav')).bytes()).toEqual(heard)
    },
  )

  it('says why there is none, and makes no version', async () => {
    const refused = await call('POST', '/prompts/meeting/zh-CN/speech', { engine: 'http', text: 'x' })
    expect([refused.status, await refused.json()]).toMatchObject([502, { error: { reason: 'speech-missing' } }])
    expect((await call('GET', '/prompts/meeting')).status).toBe(404)
    expect((await call('POST', '/speech', { engine: 'http', language: 'en', text: 'x'.repeat(1001) })).status).toBe(422)
    expect((await call('POST', '/speech', { engine: 'http', language: 'en', text: 'x' }, '8101')).status).toBe(403)
  })

  it('keeps the key of the service to itself, and forgets it when the host changes', async () => {
    const set = (url: string, key: string) => call('PUT', '/speech/settings', { url, key })
    const key = () => trial.parts.stores.core.get<{ key: string }>('select key from speech_settings')?.key
    expect(await (await set('https://speech.example.com/a', 'secret')).json()).toMatchObject({ key: '' })
    expect(await (await call('GET', '/speech/settings')).text()).not.toContain('secret')
    await set('https://speech.example.com/b', '')
    expect(key()).toBe('secret')
    await set('https://other.example.com/b', '')
    expect(key()).toBe('')
    expect((await set('ftp://x', '')).status).toBe(422)
  })
})
