import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MusicList, MusicListView, Prompt, PromptCategory, PromptDetail } from '#protocol/prompt-library'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { FORMAT_PCM, wavHeader } from '../recording/wav.ts'
import { closeStores, openStores } from '../store/stores.ts'
import { MAX_PROMPT_BYTES, toPromptSound } from './prompt-sound.ts'
import { createPromptStore } from './prompt-store.ts'

function tone(hz: number, ms = 500): Uint8Array {
  const bytes = Buffer.alloc(ms * 16)
  for (let i = 0; i < ms * 8; i += 1) bytes.writeInt16LE(Math.round(Math.sin((i * hz * Math.PI) / 4000) * 9000), i * 2)
  return Buffer.concat([wavHeader(FORMAT_PCM, 1, 8000, 16, bytes.length), bytes])
}

let trial: Trial
let builtInDir: string
beforeEach(async () => {
  builtInDir = mkdtempSync(join(tmpdir(), 'trunkline-prompts-'))
  mkdirSync(join(builtInDir, 'zh-CN'))
  const { wav } = await toPromptSound(tone(1000))
  writeFileSync(join(builtInDir, 'zh-CN/closed.wav'), wav)
  const listed = [{ name: 'closed', category: 'flow', texts: { 'zh-CN': '已下班' } }]
  writeFileSync(join(builtInDir, 'prompts.json'), JSON.stringify(listed))
  trial = await startTrial({ env: { TRUNKLINE_PROMPTS: builtInDir } })
})
afterEach(async () => {
  await trial.close()
  rmSync(builtInDir, { recursive: true, force: true })
})
const call = (method: string, path: string, body?: unknown, as = '8201') =>
  trial.call(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) })
const upload = (path: string, body: Uint8Array, as = '8201') => call('PUT', `/prompts/${path}`, body, as)
async function answered<T>(reply: Response): Promise<T> {
  expect(reply.status).toBe(200)
  return (await reply.json()) as T
}
const detail = async (name: string) => answered<PromptDetail>(await call('GET', `/prompts/${name}`))
const soundOf = async (path: string) => (await call('GET', `/prompts/${path}`, undefined, '8101')).bytes()

describe('a prompt', () => {
  it('falls back to the other language, then to nothing', () => {
    expect(trial.parts.prompts.resolve('closed', 'en')).toMatchObject({ name: 'closed', language: 'zh-CN' })
    expect(trial.parts.prompts.resolve('none', 'en')).toBeNull()
  })

  it('takes each upload as a new version, says whose it is, and still has it after a restart', async () => {
    await upload('closed/zh-CN', tone(500))
    const prompt = await answered<PromptDetail>(await upload('closed/zh-CN', tone(600, 700)))
    expect(prompt).toMatchObject({ name: 'closed', builtIn: true, category: 'flow' })
    expect(prompt.sounds['zh-CN']).toMatchObject({ version: 2, durationMs: 700, origin: 'upload' })
    const by = trial.people.find(({ number }) => number === '8201')?.name
    expect(prompt.versions).toMatchObject([
      { version: 2, current: true, at: trial.clock.now, by },
      { version: 1, current: false, at: trial.clock.now, by },
      { version: 0, current: false, at: null, by: null, origin: 'built-in', text: '已下班' },
    ])
    const again = createPromptStore({ core: trial.parts.stores.core, builtInDir, dataDir: trial.folder, now: () => 0 })
    expect(again.resolve('closed', 'zh-CN')?.sha256).toBe(prompt.sounds['zh-CN']?.sha256)
    expect(trial.changes).toEqual(['prompts', 'prompts'])
  })

  it('goes back to an older version and to the built-in one, and forward again', async () => {
    const own = await soundOf('closed/zh-CN.wav')
    await upload('closed/zh-CN', tone(500))
    const first = await soundOf('closed/zh-CN.wav')
    await upload('closed/zh-CN', tone(600))
    const back = (version: number) => call('POST', '/prompts/closed/zh-CN/current', { version })
    expect((await answered<PromptDetail>(await back(1))).sounds['zh-CN']?.version).toBe(1)
    expect(await soundOf('closed/zh-CN.wav')).toEqual(first)
    await back(0)
    expect(await soundOf('closed/zh-CN.wav')).toEqual(own)
    expect(await soundOf('closed/zh-CN.wav?version=1')).toEqual(first)
    expect((await back(3)).status).toBe(404)
    expect((await answered<PromptDetail>(await upload('closed/zh-CN', tone(700)))).sounds['zh-CN']?.version).toBe(3)
  })

  it('is served to pages and, by hash, to the gateway, also when it has just been replaced', async () => {
    await upload('closed/zh-CN', tone(500))
    const page = await soundOf('closed/zh-CN.wav')
    const { sha256 } = trial.parts.prompts.resolve('closed', 'zh-CN') ?? { sha256: '' }
    await upload('closed/zh-CN', tone(600))
    const path = `/api/v1/gateway/prompts/${sha256}`
    const headers = { authorization: `Bearer ${trial.parts.gatewayToken}` }
    expect(await (await trial.call('GET', path, { headers })).bytes()).toEqual(page)
    expect((await trial.call('GET', path)).status).toBe(401)
    expect((await trial.call('GET', path.replace(/.$/, '_'), { headers })).status).toBe(404)
  })

  it('refuses bad names, too much, what is no sound, and people without the right, and keeps what it has', async () => {
    for (const name of ['..%2fclosed', 'Closed', 'a.b', '%00']) {
      expect((await upload(`${name}/zh-CN`, tone(500))).status).toBe(404)
    }
    expect((await upload('closed/de', tone(500))).status).toBe(404)
    expect((await upload('closed/en', new Uint8Array(MAX_PROMPT_BYTES + 1))).status).toBe(413)
    const refused = await upload('closed/zh-CN', Buffer.from('text'))
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { error: { code: 'sound-refused', reason: 'sound-not-audio' } },
    ])
    expect((await upload('closed/en', tone(500), '8101')).status).toBe(403)
    expect((await detail('closed')).versions).toHaveLength(1)
  })
})

it('what was uploaded before there were versions is the first version', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-old-'))
  const all = join(import.meta.dirname, '../../migrations')
  const before = join(folder, 'migrations')
  mkdirSync(before)
  for (const file of readdirSync(all).filter((name) => name < 'core-0026'))
    copyFileSync(join(all, file), join(before, file))
  const { wav } = await toPromptSound(tone(800))
  const sha256 = createHash('sha256').update(wav).digest('hex')
  const old = openStores(folder, before)
  old.core.run('insert into prompt values (?, ?, ?, ?, ?)', 'closed', 'zh-CN', sha256, 500, 1)
  closeStores(old)
  mkdirSync(join(folder, 'prompts'))
  writeFileSync(join(folder, `prompts/${sha256}.wav`), wav)
  const stores = openStores(folder)
  const prompts = createPromptStore({ core: stores.core, builtInDir, dataDir: folder, now: () => 0 })
  expect(prompts.resolve('closed', 'zh-CN')?.sha256).toBe(sha256)
  expect(prompts.versions('closed')).toMatchObject([{ version: 1, current: true, by: null }, { version: 0 }])
  closeStores(stores)
  rmSync(folder, { recursive: true })
})

describe('the library', () => {
  const make = (body: object) => call('POST', '/prompts', { description: '', category: 'other', ...body })

  it('makes a name from a Chinese title, and another one when it is taken', async () => {
    const first = await answered<PromptDetail>(await make({ title: '春节放假通知 2027' }))
    expect(first).toMatchObject({ name: 'chun-jie-fang-jia-tong-zhi-2027', title: '春节放假通知 2027', builtIn: false })
    const second = await answered<PromptDetail>(await make({ title: '春节放假通知 2027' }))
    expect(second.name).toBe('chun-jie-fang-jia-tong-zhi-2027-2')
    expect((await make({ title: 'x', name: 'closed' })).status).toBe(409)
    expect((await make({ title: 'x', name: 'music-mix' })).status).toBe(409)
    expect((await make({ title: 'x', category: 'none' })).status).toBe(422)
  })

  it('keeps what was written about a prompt', async () => {
    const facts = { title: 'Closed', description: 'after six', category: 'queue' }
    await answered(await call('PUT', '/prompts/closed', facts))
    expect(await detail('closed')).toMatchObject({ ...facts, builtIn: true })
    expect((await call('PUT', '/prompts/none', facts)).status).toBe(404)
  })

  it('deletes what nobody names, and brings it back with its versions', async () => {
    await make({ title: 'Offer', name: 'offer' })
    await upload('offer/en', tone(500))
    expect((await call('DELETE', '/prompts/offer')).status).toBe(204)
    expect((await call('GET', '/prompts/offer')).status).toBe(404)
    expect(trial.parts.prompts.resolve('offer', 'en')).toBeNull()
    const back = await answered<PromptDetail>(await call('POST', '/prompts/offer/restore'))
    expect(back.sounds.en).toMatchObject({ version: 1 })
    expect((await call('POST', '/prompts/offer/restore')).status).toBe(404)
    expect((await call('DELETE', '/prompts/closed')).status).toBe(409)
  })

  it('says where a prompt is named and does not delete it while it is', async () => {
    await make({ title: 'Offer', name: 'offer' })
    const queue = (await answered<{ id: string; name: string }[]>(await call('GET', '/queues')))[0]
    const line = (await answered<{ id: string; name: string }[]>(await call('GET', '/lines')))[0]
    await answered(
      await call('PUT', `/queues/${queue?.id}`, { ...queue, announcePrompts: ['offer'], whisper: 'offer' }),
    )
    await answered(await call('PUT', `/lines/${line?.id}`, { ...line, music: 'offer' }))
    await answered(await call('POST', '/music-lists', { name: 'tunes', title: 'Tunes', tracks: ['offer'] }))
    expect((await detail('offer')).usedBy).toEqual([
      { kind: 'queue', id: queue?.id, name: queue?.name, fields: ['announcePrompts', 'whisper'] },
      { kind: 'line', id: line?.id, name: line?.name, fields: ['music'] },
      { kind: 'music-list', id: 'tunes', name: 'Tunes', fields: ['tracks'] },
    ])
    const refused = await call('DELETE', '/prompts/offer')
    expect(refused.status).toBe(409)
    const { error } = (await refused.json()) as { error: { reason: string; message: string } }
    expect(error.reason).toBe('prompt-in-use')
    expect(error.message).toContain(queue?.name)
    const listed = await answered<Prompt[]>(await call('GET', '/prompts'))
    expect(listed.find(({ name }) => name === 'offer')?.uses).toBe(3)
    const closed = await detail('closed')
    expect(closed.usedBy.map(({ kind }) => kind)).toContain('flow')
  })

  it('has categories of its own; a deleted one leaves its prompts to the others', async () => {
    const made = await answered<PromptCategory[]>(await call('POST', '/prompt-categories', { name: '促销' }))
    const own = made.find(({ builtIn }) => !builtIn)
    await make({ title: 'Offer', name: 'offer', category: own?.id })
    await answered(await call('PUT', `/prompt-categories/${own?.id}`, { name: '活动' }))
    expect((await call('DELETE', `/prompt-categories/${own?.id}`)).status).toBe(204)
    expect((await detail('offer')).category).toBe('other')
    expect((await call('DELETE', '/prompt-categories/flow')).status).toBe(409)
    expect((await call('PUT', '/prompt-categories/none', { name: 'x' })).status).toBe(404)
  })
})

describe('music lists', () => {
  it('hold prompts that are there, and stay while a queue plays them', async () => {
    const [mix] = await answered<MusicListView[]>(await call('GET', '/music-lists'))
    expect(mix?.tracks.length).toBeGreaterThan(1)
    const list = { title: 'Tunes', tracks: ['closed'] }
    const made = await answered<MusicList>(await call('POST', '/music-lists', list))
    expect(made).toEqual({ name: 'tunes', ...list })
    expect((await call('PUT', '/music-lists/tunes', { title: 'Tunes', tracks: ['none'] })).status).toBe(422)
    const queue = (await answered<{ id: string }[]>(await call('GET', '/queues')))[0]
    await answered(await call('PUT', `/queues/${queue?.id}`, { ...queue, music: 'tunes' }))
    expect((await call('DELETE', '/music-lists/tunes')).status).toBe(409)
    const lists = await answered<MusicListView[]>(await call('GET', '/music-lists'))
    expect(lists.find(({ name }) => name === 'tunes')?.usedBy).toMatchObject([{ kind: 'queue', fields: ['music'] }])
    await answered(await call('PUT', `/queues/${queue?.id}`, { ...queue, music: 'music' }))
    expect((await call('DELETE', '/music-lists/tunes')).status).toBe(204)
  })
})
