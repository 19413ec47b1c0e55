// The prompt library in a real browser, and what callers hear of it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PromptDetail } from '#protocol/prompt-library'
import type { QueueConfig } from '#protocol/queue-config'
import { Api } from '../harness/api.ts'
import { launchBrowser, openPage, rawMicrophone } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { sayTone } from '../harness/short-prompt.ts'
import { linearOf, strongest } from '../harness/tone.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'
import { readWav } from '../harness/wav.ts'

const MICROPHONE_HZ = 1000
const GREETING = 'greeting-service'

describe.skipIf(isMissing('chromium', 'sip-tester', 'ffmpeg'))('the prompt library', () => {
  let trunkline: Trunkline
  let browser: Browser
  let page: Page
  let admin: Api
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-e2e-prompts-'))

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(MICROPHONE_HZ)
    const opened = await openPage(browser, trunkline.links.get('8201') ?? '')
    await rawMicrophone(opened.context)
    page = opened.page
    admin = await Api.ofPages(trunkline.url, opened.context)
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = (path: string) => page.goto(`${trunkline.url}/admin/${path}`)
  const detail = (name: string) => admin.json<PromptDetail>(`/prompts/${name}`)
  const row = (version: number) => page.locator(`[data-testid="versions-zh-CN"] [data-version="${version}"]`)
  const way = (word: string) => page.getByRole('region', { name: '新版本' }).getByText(word, { exact: true })
  const isInUse = (version: number) => row(version).getByText('使用中').waitFor()

  function encoded(name: string, hz: number): string {
    const path = join(folder, name)
    const tone = ['-f', 'lavfi', '-i', `sine=frequency=${hz}:duration=3`, '-ar', '44100', '-ac', '2', path]
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...tone])
    return path
  }
  async function stored(name: string): Promise<Buffer> {
    const reply = await admin.request('GET', `/prompts/${name}/zh-CN.wav`)
    return readWav(Buffer.from(await reply.arrayBuffer())).sound
  }
  async function called(hears: (customer: Customer) => Promise<void>): Promise<void> {
    const customer = await Customer.call(trunkline, { from: '13800138700' })
    try {
      await hears(customer)
    } finally {
      await customer.hangsUp()
      customer.close()
    }
  }
  /** A second out of the middle of what is stored, sample for sample. */
  async function hearsStored(name: string): Promise<void> {
    const sound = await stored(name)
    const piece = sound.subarray(8000, 16_000)
    await called(({ sound: heard }) =>
      until(
        () => heard.placeOf(piece) >= 0,
        10_000,
        () => `not heard; the last second: ${JSON.stringify(heard.heard())}`,
      ),
    )
  }

  it('an MP3 that an administrator uploads is heard by the next caller, sample for sample', async () => {
    await open(`prompts/${GREETING}`)
    await page.getByTestId('prompt-file').setInputFiles(encoded('greeting.mp3', 900))
    await isInUse(1)
    const { hz, share } = strongest(linearOf((await stored(GREETING)).subarray(4000, 12_000)))
    expect(Math.abs(hz - 900)).toBeLessThanOrEqual(2)
    expect(share).toBeGreaterThan(0.9)
    await hearsStored(GREETING)
  })

  it('gone back to the version before, the next caller hears that', async () => {
    await open(`prompts/${GREETING}`)
    await row(0).getByRole('button', { name: '改用此版本' }).click()
    await isInUse(0)
    await called(({ sound }) => hearsPrompts(sound, [GREETING, 'menu-service']))
    await row(1).getByRole('button', { name: '改用此版本' }).click()
    await isInUse(1)
    await hearsStored(GREETING)
  })

  it('a file that is dropped on the page is a new version too', async () => {
    await open(`prompts/${GREETING}`)
    const bytes = [...readFileSync(encoded('dropped.ogg', 600))]
    const transfer = await page.evaluateHandle((content) => {
      const dropped = new DataTransfer()
      dropped.items.add(new File([new Uint8Array(content)], 'dropped.ogg'))
      return dropped
    }, bytes)
    await page.getByRole('group', { name: '上传文件' }).dispatchEvent('drop', { dataTransfer: transfer })
    await isInUse(2)
    expect(Math.abs(strongest(linearOf((await stored(GREETING)).subarray(4000, 12_000))).hz - 600)).toBeLessThanOrEqual(
      2,
    )
  })

  it.each([
    ['a text called MP3', 'list.mp3', Buffer.from('a list of things'), '这不是声音文件'],
    ['half an MP3', 'half.mp3', null, '文件不完整'],
    ['a ZIP called WAV', 'bomb.wav', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(5000)]), '这不是声音文件'],
  ])('%s is refused in words, and nothing is lost', async (_what, name, bytes, words) => {
    const before = (await detail(GREETING)).versions
    await open(`prompts/${GREETING}`)
    const mp3 = readFileSync(encoded('whole.mp3', 700))
    const buffer = bytes ?? mp3.subarray(0, mp3.length / 2)
    await page.getByTestId('prompt-file').setInputFiles({ name, mimeType: 'audio/mpeg', buffer })
    await page.getByRole('alert').filter({ hasText: words }).waitFor()
    expect((await detail(GREETING)).versions).toEqual(before)
  })

  it('a new prompt is made, recorded with the microphone, deleted, and brought back', async () => {
    await open('prompts/_new')
    await page.getByTestId('prompt-title').fill('春节通知')
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.waitForURL(/\/admin\/prompts\/chun-jie-tong-zhi$/)
    await way('录音').click()
    await page.getByRole('button', { name: '开始录音' }).click()
    await page.getByRole('timer').filter({ hasText: '0:02' }).waitFor()
    await page.getByRole('button', { name: '结束' }).click()
    await page.getByRole('button', { name: '保存为新版本' }).click()
    await isInUse(1)
    const sound = await stored('chun-jie-tong-zhi')
    expect(Math.abs(strongest(linearOf(sound.subarray(8000, 16_000))).hz - MICROPHONE_HZ)).toBeLessThanOrEqual(3)
    await page.getByRole('button', { name: '删除提示音' }).click()
    await page.getByRole('button', { name: '撤销' }).click()
    await isInUse(1)
    expect(await stored('chun-jie-tong-zhi')).toEqual(sound)
  })

  it.skipIf(isMissing('espeak-ng'))('what is typed is spoken, listened to, kept and heard', async () => {
    await open(`prompts/${GREETING}`)
    await way('文字合成').click()
    await page.getByTestId('speech-text').fill('您好，今天的业务办理到下午五点结束，请尽早前来。')
    const spoken = page.waitForResponse((reply) => reply.url().endsWith('/api/v1/speech') && reply.status() === 200)
    await page.getByRole('button', { name: '试听', exact: true }).click()
    expect((await spoken).headers()['content-type']).toBe('audio/wav')
    await page.getByRole('button', { name: '保存为新版本' }).click()
    await isInUse(3)
    expect((await detail(GREETING)).sounds['zh-CN']).toMatchObject({ origin: 'speech', version: 3 })
    await hearsStored(GREETING)
  })

  it('a prompt that a queue uses is not deleted, and the page names the queue', async () => {
    await admin.post('/prompts', { name: 'offer', title: '优惠', description: '', category: 'other' })
    const [queue] = await admin.json<QueueConfig[]>('/queues')
    await admin.put(`/queues/${queue?.id}`, { ...queue, announcePrompts: ['offer'] })
    await open('prompts/offer')
    await page.getByRole('button', { name: '删除提示音' }).click()
    await page.getByRole('alert').filter({ hasText: '正在被引用' }).waitFor()
    await page
      .getByTestId('prompt-uses')
      .getByRole('link', { name: queue?.name ?? '' })
      .waitFor()
    await admin.put(`/queues/${queue?.id}`, { ...queue, announcePrompts: [] })
  })

  it('a value is heard as callers would hear it', async () => {
    await open('prompts/_tools')
    await page.getByTestId('say-kind').selectOption('money')
    await page.getByTestId('say-value').fill('22000.05')
    await page.getByTestId('say-value').press('Enter')
    await page.getByTestId('said').filter({ hasText: '两万二千元零五分' }).waitFor()
  })

  it('a list that is made here is the music of a queue', async () => {
    await sayTone(admin, 'track-one', 1300, 3)
    await sayTone(admin, 'track-two', 1700, 3)
    await open('music/_new')
    await page.getByTestId('music-title').fill('两首')
    for (const track of ['track-one', 'track-two']) await page.getByLabel('添加曲目…').selectOption(track)
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByText('两首').first().waitFor()
    const queue = (await admin.json<QueueConfig[]>('/queues')).find(({ id }) => id === 'service') as QueueConfig
    await admin.put('/queues/service', { ...queue, music: 'liang-shou', announceEveryMs: 0, members: [], teams: [] })
    await called(async (customer) => {
      await customer.choosesService()
      await customer.sound.hears(1300, 5)
      await customer.sound.hears(1700, 5)
      await customer.sound.hears(1300, 5)
    })
  })
})
