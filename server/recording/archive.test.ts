import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RecordingSettings } from '#protocol/api'
import { newRecording } from '#protocol/recording-cipher'
import { ChunkKind, encodeEnd, encodeGap } from '#protocol/recording-file'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { RecordingAging } from './aging.ts'
import { proveAlike } from './archive-recording.ts'
import { EncryptedRecording } from './encrypted-recording.ts'
import { EnergyComparison } from './energy-comparison.ts'
import { ALAW_TO_LINEAR, encodeAlaw } from './g711.ts'
import { decodePages, encodePage } from './ogg.ts'
import type { RecordedSound } from './recorded-sound.ts'
import { recordingPath } from './recording-files.ts'
import { saveRecordingSettings } from './recording-settings.ts'
import { HEADER_BYTES } from './wav.ts'

const DAY_MS = 86_400_000
const STARTED = 1_795_000_000_000
const FRAMES = 43_210
const hasOpusTools = ['opusenc', 'opusdec', 'opusinfo'].every((name) => existsSync(`/usr/bin/${name}`))

/** Syllables of a voice: harmonics of `hz`, swelling four times a second, with pauses. */
function voice(hz: number, from: number): Uint8Array {
  return Uint8Array.from({ length: FRAMES }, (_, i) => {
    const seconds = i / 8000
    const isPause = Math.floor(seconds + from) % 3 === 2
    const swell = isPause ? 0 : Math.max(0, Math.sin(2 * Math.PI * 4 * seconds + from))
    const tone = [1, 2, 3, 5].reduce((sum, n) => sum + Math.sin(2 * Math.PI * hz * n * seconds) / n, 0)
    return encodeAlaw(Math.round(6000 * swell * tone))
  })
}
const said = voice(190, 0)
const heard = voice(120, 1.3)
const original = Int16Array.from(
  { length: 2 * FRAMES },
  (_, i) => ALAW_TO_LINEAR[(i % 2 === 0 ? said : heard)[i >> 1] ?? 0] ?? 0,
)

let trial: Trial
let aging: RecordingAging
const settings: RecordingSettings = { floorPercent: 0, floorBytes: 0, archiveAfterDays: null, keepDays: 0 }
beforeEach(async () => {
  trial = await startTrial()
  aging = new RecordingAging({ ...trial.parts, now: () => trial.clock.now })
})
afterEach(async () => {
  aging.stop()
  await trial.close()
})

async function recorded(id: string, says = said, hears = heard): Promise<void> {
  trial.parts.recordings.insert({ id, callId: `call-${id}`, kind: 'call', box: null, startedAt: STARTED })
  const { header, cipher } = newRecording(
    { recordingId: id, callId: `call-${id}`, startedAt: STARTED },
    trial.parts.masterKey.publicKey,
  )
  const chunks: Buffer[] = []
  for (let at = 0; at < FRAMES; at += 4000) {
    const sound = Buffer.concat([says.subarray(at, at + 4000), hears.subarray(at, at + 4000)])
    chunks.push(cipher.encrypt(chunks.length, ChunkKind.sound, sound))
  }
  chunks.push(cipher.encrypt(chunks.length, ChunkKind.gap, encodeGap({ kind: 'pause', at: 8000, frames: 16_000 })))
  chunks.push(cipher.encrypt(chunks.length, ChunkKind.end, encodeEnd(FRAMES)))
  const body = Buffer.concat([header, ...chunks])
  const sha256 = new Bun.CryptoHasher('sha256').update(body).digest('hex')
  const reply = await trial.call('PUT', `/api/v1/gateway/recordings/${id}?offset=0&size=${body.length}`, {
    body,
    headers: { authorization: `Bearer ${trial.parts.gatewayToken}`, 'x-sha256': sha256 },
  })
  expect(reply.status).toBe(200)
}
const pathOf = (id: string, format: 'g711' | 'opus') => recordingPath(trial.folder, { id, startedAt: STARTED }, format)
const play = (id: string, range?: string) =>
  trial.call('GET', `/api/v1/recordings/${id}.wav`, {
    as: '8201',
    ...(range === undefined ? {} : { headers: { range } }),
  })
const actions = () => trial.parts.audit.list(null, 100).map(({ action, object }) => `${action} ${object}`)

/** All Ogg pages of the archive, as they lie in its chunks. */
async function oggOf(id: string): Promise<Buffer> {
  const recording = EncryptedRecording.open(pathOf(id, 'opus'), trial.parts.masterKey)
  const pages: Buffer[] = []
  for (const [number, { kind }] of recording.chunks.entries())
    if (kind === ChunkKind.ogg) pages.push(await recording.read(number))
  return Buffer.concat(pages)
}

describe('archiving', () => {
  beforeEach(async () => {
    await recorded('r1')
    trial.clock.now = STARTED + 3 * DAY_MS
  })
  const archive = async (): Promise<void> => {
    saveRecordingSettings(trial.parts.stores.core, { ...settings, archiveAfterDays: 2 })
    await aging.look()
  }

  it('waits for its days, and does nothing without the setting', async () => {
    await aging.look()
    saveRecordingSettings(trial.parts.stores.core, { ...settings, archiveAfterDays: 4 })
    await aging.look()
    expect(trial.parts.recordings.find('r1')?.format).toBe('g711')
  })

  it('replaces the original when it has been decoded and held against it', async () => {
    const before = trial.parts.recordings.find('r1')
    await archive()
    const row = trial.parts.recordings.find('r1')
    expect(row).toMatchObject({ state: 'ready', format: 'opus', durationMs: before?.durationMs, gaps: before?.gaps })
    expect(row?.bytes).toBe(readFileSync(pathOf('r1', 'opus')).length)
    expect(row?.bytes).toBeLessThan((before?.bytes ?? 0) / 3)
    expect(readdirSync(dirname(pathOf('r1', 'opus')))).toEqual(['r1.opus.tlr'])
    const marks = await EncryptedRecording.open(pathOf('r1', 'opus'), trial.parts.masterKey).marks()
    expect(marks).toEqual({ gaps: [{ kind: 'pause', at: 8000, frames: 16_000 }], frames: FRAMES })
    expect(actions()[0]).toBe('recording-archived r1')
  })

  it('leaves a recording that plays as before, from any place in it', async () => {
    await archive()
    const whole = new Uint8Array(await (await play('r1')).arrayBuffer())
    expect(whole.length).toBe(HEADER_BYTES + 4 * FRAMES)
    const comparison = new EnergyComparison()
    comparison.addFirst(original)
    comparison.addSecond(new Int16Array(whole.buffer, HEADER_BYTES))
    expect(comparison.likeness()).toBeGreaterThan(0.97)
    for (const from of [0, 44, 5000, 44 + 4 * 16_000, 44 + 4 * 43_000]) {
      const to = Math.min(whole.length, from + 9000) - 1
      const part = new Uint8Array(await (await play('r1', `bytes=${from}-${to}`)).arrayBuffer())
      expect(part.length).toBe(to + 1 - from)
      expect(nearness(part, whole.slice(from, to + 1))).toBeGreaterThan(0.97)
    }
  })

  it.skipIf(!hasOpusTools)('is Ogg Opus to opusinfo and opusdec, to the sample', async () => {
    await archive()
    const folder = mkdtempSync(join(tmpdir(), 'opus-'))
    const [ogg, wav] = [join(folder, 'r1.opus'), join(folder, 'r1.wav')]
    writeFileSync(ogg, await oggOf('r1'))
    const info = execFileSync('opusinfo', [ogg], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    expect(info).toMatch(/Channels: 2/)
    expect(info).not.toMatch(/WARNING|error/i)
    execFileSync('opusdec', ['--quiet', '--rate', '8000', '--no-dither', ogg, wav], { stdio: 'pipe' })
    const pcm = readFileSync(wav).subarray(-4 * FRAMES)
    expect(readFileSync(wav).length - 4 * FRAMES).toBeLessThanOrEqual(80)
    expect(nearness(pcm, new Uint8Array(original.buffer))).toBeGreaterThan(0.8)
    const comparison = new EnergyComparison()
    comparison.addFirst(original)
    comparison.addSecond(new Int16Array(new Uint8Array(pcm).buffer))
    expect(comparison.likeness()).toBeGreaterThan(0.97)
    rmSync(folder, { recursive: true })
  })

  it('that does not sound as the original does never takes its place', async () => {
    // A side that only stands off zero: Opus takes that away, as every voice codec does, and is silent where it was loud.
    await recorded('r2', new Uint8Array(FRAMES).fill(encodeAlaw(8000)), heard)
    const before = readFileSync(pathOf('r2', 'g711'))
    await archive()
    expect(trial.parts.recordings.find('r1')?.format).toBe('opus')
    expect(trial.parts.recordings.find('r2')?.format).toBe('g711')
    expect(readFileSync(pathOf('r2', 'g711')).equals(before)).toBe(true)
    expect(existsSync(pathOf('r2', 'opus'))).toBe(false)
    expect(trial.logged.filter((line) => line.includes('sounds unlike the original'))).toHaveLength(1)
  })

  it('of one that is damaged keeps the original, is logged, and is not tried again and again', async () => {
    const bytes = readFileSync(pathOf('r1', 'g711'))
    bytes[9000]! ^= 1
    writeFileSync(pathOf('r1', 'g711'), bytes)
    await archive()
    await aging.look()
    expect(trial.parts.recordings.find('r1')?.format).toBe('g711')
    expect(readdirSync(dirname(pathOf('r1', 'g711')))).toEqual(['r1.tlr'])
    expect(trial.logged.filter((line) => line.includes('could not be archived'))).toHaveLength(1)
  })
})

/** Correlation of two pieces of 16-bit sound. */
function nearness(a: Uint8Array, b: Uint8Array): number {
  const samples = (bytes: Uint8Array) => new Int16Array(new Uint8Array(bytes).buffer, 0, bytes.length >> 1)
  const [x, y] = [samples(a), samples(b)]
  let [both, ofX, ofY] = [0, 0, 0]
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    both += x[i]! * y[i]!
    ofX += x[i]! ** 2
    ofY += y[i]! ** 2
  }
  return ofX === 0 && ofY === 0 ? 1 : both / Math.sqrt(ofX * ofY)
}

describe('what an archive must be like', () => {
  const likeness = (first: Int16Array, second: Int16Array): number => {
    const comparison = new EnergyComparison()
    comparison.addFirst(first)
    comparison.addSecond(second)
    return comparison.likeness()
  }
  it('the same, but neither swapped sides, nor a missing second, nor silence', () => {
    const swapped = Int16Array.from(original, (_, i) => original[i ^ 1] ?? 0)
    const holed = original.slice().fill(0, 16_000, 32_000)
    expect(likeness(original, original)).toBeCloseTo(1, 6)
    for (const other of [swapped, holed, new Int16Array(original.length)])
      expect(likeness(original, other)).toBeLessThan(0.95)
  })
  it('is refused otherwise', async () => {
    const soundFrom = (pcm: Int16Array<ArrayBuffer>): RecordedSound => ({
      frames: pcm.length / 2,
      async *pcm(from, to) {
        yield pcm.slice(2 * from, 2 * to)
      },
    })
    await proveAlike(soundFrom(original), soundFrom(original))
    const swapped = Int16Array.from(original, (_, i) => original[i ^ 1] ?? 0)
    await expect(proveAlike(soundFrom(original), soundFrom(swapped))).rejects.toThrow('sounds unlike')
    const shorter = soundFrom(original.slice(0, -320))
    await expect(proveAlike(soundFrom(original), shorter)).rejects.toThrow('the archive holds 43050 frames')
  })
  it('of silence, silence; of a steady tone, one as loud', () => {
    const tone = (level: number) => Int16Array.from({ length: 16_000 }, (_, i) => level * Math.sin((i >> 1) * 0.7))
    expect(likeness(new Int16Array(16_000), new Int16Array(16_000))).toBe(1)
    expect(likeness(tone(8000), tone(7900))).toBeGreaterThan(0.95)
    expect(likeness(tone(8000), tone(4000))).toBeLessThan(0.95)
  })
})

describe('Ogg pages', () => {
  it.skipIf(!hasOpusTools)('of another encoder are read, checksums and all, and written the same', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ogg-'))
    writeFileSync(join(folder, 'in.raw'), new Uint8Array(original.buffer))
    const raw = ['--raw', '--raw-rate', '8000', '--raw-chan', '2']
    execFileSync('opusenc', ['--quiet', ...raw, '--padding', '0', join(folder, 'in.raw'), join(folder, 'out.opus')])
    const bytes = readFileSync(join(folder, 'out.opus'))
    const pages = decodePages(bytes)
    expect(pages.length).toBeGreaterThan(2)
    expect(Buffer.concat(pages.map(encodePage)).equals(bytes)).toBe(true)
    rmSync(folder, { recursive: true })
  })
  it('that were changed, torn or overfilled are refused', () => {
    const page = encodePage({ flags: 0, granule: 7, serial: 1, sequence: 2, packets: [Buffer.alloc(300, 9)] })
    expect(decodePages(page)[0]?.packets[0]).toHaveLength(300)
    for (let at = 0; at < page.length; at++) {
      const changed = Buffer.from(page)
      changed[at]! ^= 0x10
      expect(() => decodePages(changed), `byte ${at}`).toThrow()
    }
    expect(() => decodePages(page.subarray(0, -1))).toThrow('torn')
    expect(() =>
      encodePage({ flags: 0, granule: 0, serial: 1, sequence: 0, packets: [Buffer.alloc(70_000)] }),
    ).toThrow()
  })
})

describe('retention', () => {
  it('is tried out first, then deletes file and sound, and leaves the row', async () => {
    await recorded('r1')
    trial.clock.now = STARTED + 10 * DAY_MS
    const preview = async (days: number, as = '8201') =>
      trial.call('GET', `/api/v1/recording-retention?keepDays=${days}`, { as })
    const { bytes } = trial.parts.recordings.find('r1') ?? { bytes: 0 }
    expect(await (await preview(10)).json()).toEqual({ recordings: 0, bytes: 0 })
    expect(await (await preview(9)).json()).toEqual({ recordings: 1, bytes })
    expect((await preview(9, '8101')).status).toBe(403)
    await aging.look()
    expect(existsSync(pathOf('r1', 'g711'))).toBe(true)

    const body = JSON.stringify({ ...settings, keepDays: 9 })
    expect((await trial.call('PUT', '/api/v1/recording-settings', { as: '8201', body })).status).toBe(200)
    await aging.look()
    expect(readdirSync(dirname(pathOf('r1', 'g711')))).toEqual([])
    expect(trial.parts.recordings.find('r1')).toMatchObject({
      state: 'deleted',
      peaks: null,
      deletedAt: trial.clock.now,
    })
    expect((await play('r1')).status).toBe(404)
    expect(actions().slice(0, 2)).toEqual(['recording-deleted r1', 'recording-settings-changed recordings'])
    await aging.look()
    expect(actions().filter((action) => action === 'recording-deleted r1')).toHaveLength(1)
  })

  it('of a file that cannot be deleted is logged, and the next ones go', async () => {
    await recorded('r1')
    await recorded('r2')
    rmSync(pathOf('r1', 'g711'))
    mkdirSync(pathOf('r1', 'g711'))
    trial.clock.now = STARTED + 10 * DAY_MS
    saveRecordingSettings(trial.parts.stores.core, { ...settings, keepDays: 9 })
    await aging.look()
    expect(['r1', 'r2'].map((id) => trial.parts.recordings.find(id)?.state)).toEqual(['ready', 'deleted'])
    expect(trial.logged.join()).toContain('a recording could not be deleted')
  })

  it('a gateway that still has a deleted recording is told so', async () => {
    await recorded('r1')
    trial.parts.recordings.deleted('r1', STARTED)
    const headers = { authorization: `Bearer ${trial.parts.gatewayToken}`, 'x-sha256': 'a'.repeat(64) }
    const reply = await trial.call('GET', '/api/v1/gateway/recordings/r1', { headers })
    expect(await reply.json()).toMatchObject({ state: 'deleted' })
  })
})
