import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { ALAW_TO_LINEAR } from '../recording/g711.ts'
import { FORMAT_ALAW, FORMAT_MULAW, FORMAT_PCM, isWavFault, readWavHeader, wavHeader } from '../recording/wav.ts'
import { MAX_PROMPT_BYTES, toPromptSound } from './prompt-sound.ts'
import { createPromptStore } from './prompt-store.ts'

/** A tone as a PCM WAV. */
function tone(hz: number, rate: number, channels = 1, bits = 16, ms = 500): Uint8Array {
  const frames = Math.round((rate * ms) / 1000)
  const bytes = Buffer.alloc((frames * channels * bits) / 8)
  for (let i = 0; i < frames * channels; i += 1) {
    const sample = Math.sin((2 * Math.PI * hz * Math.floor(i / channels)) / rate) * 10_000
    if (bits === 16) bytes.writeInt16LE(Math.round(sample), i * 2)
    else bytes[i] = 128 + Math.round(sample / 256)
  }
  return Buffer.concat([wavHeader(FORMAT_PCM, channels, rate, bits, bytes.length), bytes])
}

/** Level of one frequency in a telephone WAV, as amplitude. */
function level(wav: Uint8Array, hz: number): number {
  const samples = Array.from(wav.subarray(44), (code) => ALAW_TO_LINEAR[code] ?? 0).slice(400, -400)
  let [re, im] = [0, 0]
  for (const [i, sample] of samples.entries()) {
    re += sample * Math.cos((2 * Math.PI * hz * i) / 8000)
    im += sample * Math.sin((2 * Math.PI * hz * i) / 8000)
  }
  return (2 * Math.hypot(re, im)) / samples.length
}

describe('uploaded sound', () => {
  it.each([
    [8000, 1, 16],
    [16_000, 1, 16],
    [44_100, 2, 16],
    [48_000, 2, 16],
    [22_050, 1, 8],
  ])('of %i Hz, %i channels, %i bits keeps a 1 kHz tone', async (rate, channels, bits) => {
    const { wav, durationMs } = await toPromptSound(tone(1000, rate, channels, bits))
    const header = readWavHeader(wav)
    expect(header).toMatchObject({ format: FORMAT_ALAW, channels: 1, rate: 8000, bits: 8 })
    expect(durationMs).toBeCloseTo(500, -1)
    expect(level(wav, 1000)).toBeGreaterThan(9500)
    expect(level(wav, 1000)).toBeLessThan(10_500)
  })

  it('loses what a telephone cannot carry instead of folding it down', async () => {
    const { wav } = await toPromptSound(tone(7000, 48_000))
    expect(level(wav, 1000)).toBeLessThan(30)
  })

  it.each([FORMAT_ALAW, FORMAT_MULAW])('of format %i is taken', async (format) => {
    const sound = await toPromptSound(Buffer.concat([wavHeader(format, 1, 8000, 8, 800), Buffer.alloc(800, 0x55)]))
    expect(sound.durationMs).toBe(100)
  })

  const header = (change: (bytes: Uint8Array, view: DataView) => void) => {
    const bytes = Uint8Array.from(tone(1000, 8000))
    change(bytes, new DataView(bytes.buffer))
    return bytes
  }
  it.each<[string, Uint8Array]>([
    ['text', Buffer.from('RIFF is a word')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')],
    ['MP3 called WAV', Buffer.from([0xff, 0xfb, 0x90, 0, ...Buffer.alloc(100)])],
    ['a cut file', tone(1000, 8000).subarray(0, 500)],
    ['a header alone', tone(1000, 8000).subarray(0, 44)],
    ['no sound', wavHeader(FORMAT_PCM, 1, 8000, 16, 0)],
    ['a foreign codec', header((_, view) => view.setUint16(20, 0x55, true))],
    ['three channels', header((_, view) => view.setUint16(22, 3, true))],
    ['a rate of nought', header((_, view) => view.setUint32(24, 0, true))],
    ['a lying block size', header((_, view) => view.setUint16(32, 9, true))],
    ['24 bits', header((_, view) => view.setUint16(34, 24, true))],
    ['a lying data size', header((_, view) => view.setUint32(40, 0xffff_ff00, true))],
    ['eleven minutes', Buffer.concat([wavHeader(FORMAT_ALAW, 1, 4000, 8, 4000 * 661), Buffer.alloc(4000 * 661)])],
  ])('that is %s is refused', async (_, bytes) => {
    await expect(toPromptSound(bytes)).rejects.toMatchObject({ status: 422, code: 'sound-refused' })
  })

  it('never breaks the reader, whatever the bytes', () => {
    const good = tone(1000, 8000)
    let seed = 7
    for (let round = 0; round < 3000; round += 1) {
      const bytes = Uint8Array.from(good.subarray(0, 200))
      for (let i = 0; i < 6; i += 1) {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
        bytes[seed % 60] = seed >>> 24
      }
      const read = readWavHeader(bytes)
      if (!isWavFault(read)) expect(read.dataOffset + read.dataBytes).toBeLessThanOrEqual(bytes.length)
    }
  })
})

describe('the prompt store', () => {
  let trial: Trial
  let builtInDir: string
  beforeEach(async () => {
    builtInDir = mkdtempSync(join(tmpdir(), 'trunkline-prompts-'))
    mkdirSync(join(builtInDir, 'zh-CN'))
    const { wav } = await toPromptSound(tone(1000, 8000))
    writeFileSync(join(builtInDir, 'zh-CN/closed.wav'), wav)
    writeFileSync(join(builtInDir, 'prompts.json'), JSON.stringify([{ name: 'closed', texts: { 'zh-CN': '已下班' } }]))
    trial = await startTrial({ env: { TRUNKLINE_PROMPTS: builtInDir } })
  })
  afterEach(async () => {
    await trial.close()
    rmSync(builtInDir, { recursive: true, force: true })
  })
  const upload = (path: string, body: Uint8Array, as = '8201') =>
    trial.call('PUT', `/api/v1/prompts/${path}`, { as, body })

  it('falls back to the other language, then to nothing', () => {
    expect(trial.parts.prompts.resolve('closed', 'en')).toMatchObject({ name: 'closed', language: 'zh-CN' })
    expect(trial.parts.prompts.resolve('none', 'en')).toBeNull()
  })

  it('takes an upload in place of the built-in one, and still has it after a restart', async () => {
    const before = trial.parts.prompts.resolve('closed', 'zh-CN')
    const reply = await upload('closed/zh-CN', tone(500, 16_000))
    const prompt = (await reply.json()) as { sha256: string }
    expect(prompt).toMatchObject({ name: 'closed', replaced: true, text: '已下班', durationMs: 500 })
    expect(prompt.sha256).not.toBe(before?.sha256)
    const again = createPromptStore({ core: trial.parts.stores.core, builtInDir, dataDir: trial.folder, now: () => 0 })
    expect(again.resolve('closed', 'zh-CN')?.sha256).toBe(prompt.sha256)
    expect(trial.changes).toEqual(['prompts'])
  })

  it('is served to pages and, by hash, to the gateway', async () => {
    const page = await trial.call('GET', '/api/v1/prompts/closed/zh-CN.wav', { as: '8101' })
    expect(page.headers.get('content-type')).toBe('audio/wav')
    const { sha256 } = trial.parts.prompts.resolve('closed', 'zh-CN') ?? { sha256: '' }
    const path = `/api/v1/gateway/prompts/${sha256}`
    const headers = { authorization: `Bearer ${trial.parts.gatewayToken}` }
    expect(await (await trial.call('GET', path, { headers })).bytes()).toEqual(await page.bytes())
    expect((await trial.call('GET', path)).status).toBe(401)
    expect((await trial.call('GET', path.replace(/.$/, '_'), { headers })).status).toBe(404)
  })

  it('refuses bad names, too much, what is no sound, and people without the right', async () => {
    for (const name of ['..%2fclosed', 'Closed', 'a.b', '%00']) {
      expect((await upload(`${name}/zh-CN`, tone(500, 8000))).status).toBe(404)
    }
    expect((await upload('closed/de', tone(500, 8000))).status).toBe(404)
    expect((await upload('closed/en', new Uint8Array(MAX_PROMPT_BYTES + 1))).status).toBe(413)
    expect((await upload('closed/en', Buffer.from('text'))).status).toBe(422)
    expect((await upload('closed/en', tone(500, 8000), '8101')).status).toBe(403)
  })
})
