import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { toPromptSound } from '../prompt/prompt-sound.ts'
import { ALAW_TO_LINEAR } from '../recording/g711.ts'
import { FORMAT_ALAW, FORMAT_MULAW, FORMAT_PCM, isWavFault, readWavHeader, wavHeader } from '../recording/wav.ts'
import { decodeSound } from './decode.ts'
import { decodeM4a } from './decode-m4a.ts'
import { loudnessOf } from './loudness.ts'
import { TARGET_LUFS } from './telephone-sound.ts'

const hasFfmpeg = existsSync('/usr/bin/ffmpeg')
const folder = mkdtempSync(join(tmpdir(), 'trunkline-sound-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Tone = { hz?: number; rate?: number; channels?: number; bits?: number; ms?: number; level?: number }
function tone({ hz = 1000, rate = 8000, channels = 1, bits = 16, ms = 500, level = 0.3 }: Tone = {}): Buffer {
  const frames = Math.round((rate * ms) / 1000)
  const bytes = Buffer.alloc((frames * channels * bits) / 8)
  for (let i = 0; i < frames * channels; i += 1) {
    const sample = Math.sin((2 * Math.PI * hz * Math.floor(i / channels)) / rate) * level * 32_767
    if (bits === 16) bytes.writeInt16LE(Math.round(sample), i * 2)
    else bytes[i] = 128 + Math.round(sample / 256)
  }
  return Buffer.concat([wavHeader(FORMAT_PCM, channels, rate, bits, bytes.length), bytes])
}

/** Amplitude of one frequency in a telephone WAV. */
function amplitude(wav: Uint8Array, hz: number): number {
  const samples = Array.from(wav.subarray(44), (code) => ALAW_TO_LINEAR[code] ?? 0).slice(400, -400)
  let [re, im] = [0, 0]
  for (const [i, sample] of samples.entries()) {
    re += sample * Math.cos((2 * Math.PI * hz * i) / 8000)
    im += sample * Math.sin((2 * Math.PI * hz * i) / 8000)
  }
  return (2 * Math.hypot(re, im)) / samples.length
}
const refused = (reason: string) => ({ status: 422, code: 'sound-refused', more: { reason } })

/** Made by ffmpeg of a 1 kHz tone. */
function encoded(name: string, ms: number, ...codec: string[]): Buffer {
  const path = join(folder, name)
  const source = ['-f', 'lavfi', '-i', `sine=frequency=1000:duration=${ms / 1000}`]
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...source, '-ar', '48000', ...codec, path])
  return readFileSync(path)
}

describe('uploaded WAV', () => {
  it.each<Tone>([
    { rate: 8000 },
    { rate: 16_000 },
    { rate: 44_100, channels: 2 },
    { rate: 48_000, channels: 2 },
    { rate: 22_050, bits: 8 },
  ])('%j becomes 8 kHz A-law of the same tone', async (kind) => {
    const { wav, durationMs } = await toPromptSound(tone(kind))
    expect(readWavHeader(wav)).toMatchObject({ format: FORMAT_ALAW, channels: 1, rate: 8000, bits: 8 })
    expect(durationMs).toBeCloseTo(500, -1)
    expect(amplitude(wav, 1000)).toBeGreaterThan(2000)
    expect(amplitude(wav, 1300)).toBeLessThan(50)
  })

  it('loses what a telephone cannot carry instead of folding it down', async () => {
    const both = tone({ hz: 7000, rate: 48_000 })
    const low = tone({ hz: 500, rate: 48_000 })
    for (let at = 44; at < both.length; at += 2) both.writeInt16LE((both.readInt16LE(at) + low.readInt16LE(at)) / 2, at)
    const { wav } = await toPromptSound(both)
    expect(amplitude(wav, 500)).toBeGreaterThan(2000)
    expect(amplitude(wav, 1000)).toBeLessThan(30)
  })

  it.each([FORMAT_ALAW, FORMAT_MULAW])('of format %i is taken', async (format) => {
    const sound = await toPromptSound(Buffer.concat([wavHeader(format, 1, 8000, 8, 800), Buffer.alloc(800, 0x55)]))
    expect(sound.durationMs).toBe(100)
  })

  const changed = (change: (bytes: Buffer) => void) => {
    const bytes = tone()
    change(bytes)
    return bytes
  }
  const minutes = (count: number) =>
    Buffer.concat([wavHeader(FORMAT_ALAW, 1, 4000, 8, 240_000 * count), Buffer.alloc(240_000 * count)])
  it.each<[string, Uint8Array, string]>([
    ['text', Buffer.from('RIFF is a word'), 'sound-not-audio'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'), 'sound-not-audio'],
    ['a ZIP', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(1000)]), 'sound-not-audio'],
    ['nothing', Buffer.alloc(0), 'sound-not-audio'],
    ['a few noughts behind an MP3 header', Buffer.from([0xff, 0xfb, 0x90, 0, ...Buffer.alloc(100)]), 'sound-broken'],
    ['an empty Ogg page', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(23)]), 'sound-cut'],
    ['a cut file', tone().subarray(0, 500), 'sound-cut'],
    ['a header alone', tone().subarray(0, 44), 'sound-cut'],
    ['no sound', wavHeader(FORMAT_PCM, 1, 8000, 16, 0), 'sound-empty'],
    ['a foreign codec', changed((bytes) => bytes.writeUInt16LE(0x55, 20)), 'sound-format'],
    ['three channels', changed((bytes) => bytes.writeUInt16LE(3, 22)), 'sound-format'],
    ['a rate of nought', changed((bytes) => bytes.writeUInt32LE(0, 24)), 'sound-format'],
    ['a lying block size', changed((bytes) => bytes.writeUInt16LE(9, 32)), 'sound-broken'],
    ['24 bits', changed((bytes) => bytes.writeUInt16LE(24, 34)), 'sound-format'],
    ['a lying data size', changed((bytes) => bytes.writeUInt32LE(0xffff_ff00, 40)), 'sound-cut'],
    ['eleven minutes', minutes(11), 'sound-too-long'],
  ])('that is %s is refused', async (_, bytes, reason) => {
    await expect(toPromptSound(bytes)).rejects.toMatchObject(refused(reason))
  })

  it('never breaks the reader, whatever the bytes', () => {
    const good = tone()
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

const MP3 = ['-c:a', 'libmp3lame', '-b:a', '64k']
const KINDS: [string, string[]][] = [
  ['tone.mp3', MP3],
  ['vorbis.ogg', ['-c:a', 'libvorbis']],
  ['opus.ogg', ['-c:a', 'libopus']],
  ['tone.m4a', ['-c:a', 'aac']],
]
describe.skipIf(!hasFfmpeg)('what ffmpeg has encoded', () => {
  it.each(KINDS)('%s is read, whatever it is called', async (name, codec) => {
    const { wav, durationMs } = await toPromptSound(encoded(name, 2000, ...codec))
    expect(durationMs).toBeGreaterThan(1950)
    expect(durationMs).toBeLessThan(2100)
    expect(amplitude(wav, 1000)).toBeGreaterThan(2000)
    expect(amplitude(wav, 1300)).toBeLessThan(60)
  })

  it.each(KINDS)('%s cut off is refused', async (name, codec) => {
    const file = encoded(name, 2000, ...codec)
    await expect(toPromptSound(file.subarray(0, Math.floor(file.length / 2)))).rejects.toMatchObject(
      refused('sound-cut'),
    )
  })

  it.each(['vorbis.ogg', 'opus.ogg'])('%s without its last page is refused', async (name) => {
    const file = encoded(name, 2000, ...(KINDS.find(([kind]) => kind === name)?.[1] ?? []))
    await expect(toPromptSound(file.subarray(0, file.lastIndexOf('OggS')))).rejects.toMatchObject(refused('sound-cut'))
  })

  it.each(KINDS)('%s of eleven minutes is refused before it is read to its end', async (name, codec) => {
    const file = encoded(name, 660_000, ...codec, '-ar', '24000')
    await expect(toPromptSound(file)).rejects.toMatchObject(refused('sound-too-long'))
  })

  it('an MP3 of ten hours is given up after ten minutes of it', async () => {
    const minute = encoded(
      'minute.mp3',
      60_000,
      '-c:a',
      'libmp3lame',
      '-b:a',
      '32k',
      '-write_xing',
      '0',
      '-id3v2_version',
      '0',
    )
    const hours = Buffer.concat(Array.from({ length: 40 }, () => minute))
    await expect(toPromptSound(hours)).rejects.toMatchObject(refused('sound-too-long'))
  })

  it.each(KINDS)('%s with bytes changed is read or refused, and the thread lives on', async (name, codec) => {
    const file = encoded(name, 1000, ...codec)
    for (let round = 0; round < 5; round += 1) {
      const bytes = Buffer.from(file)
      for (let i = 0; i < 40; i += 1) bytes[(i * 7919 + round * 104_729) % bytes.length] = i * 37
      const result = await toPromptSound(bytes).catch((fault: { code: string }) => fault.code)
      expect(typeof result === 'string' ? result : 'taken').toMatch(/^(taken|sound-refused)$/)
    }
  })

  it('without ffmpeg M4A is refused and says what is missing', async () => {
    const file = encoded('again.m4a', 500, '-c:a', 'aac')
    await expect(decodeM4a(file, 600_000, 'no-ffmpeg')).rejects.toMatchObject({ reason: 'sound-needs-ffmpeg' })
  })
})

describe('loudness', () => {
  /** Most of it so soft that the second gate leaves it out. */
  function softAndLoud(): string {
    const path = join(folder, 'soft-and-loud.wav')
    const [loud, soft] = [tone({ ms: 2000, level: 0.5 }), tone({ ms: 6000, level: 0.06 })]
    const data = Buffer.concat([loud.subarray(44), soft.subarray(44)])
    writeFileSync(path, Buffer.concat([wavHeader(FORMAT_PCM, 1, 8000, 16, data.length), data]))
    return path
  }

  const builtIn = (name: string) => () => join(import.meta.dirname, `../../prompts/zh-CN/${name}.wav`)
  it.skipIf(!hasFfmpeg).each([
    ['the notice of a wait', builtIn('queue-delay')],
    ['a greeting', builtIn('greeting-service')],
    ['music', builtIn('music-river')],
    ['a sound mostly soft', softAndLoud],
  ])('of %s is what ffmpeg measures', async (_what, file) => {
    const path = file()
    const measured = execFileSync('sh', ['-c', `ffmpeg -hide_banner -nostats -i ${path} -af ebur128 -f null - 2>&1`])
    const lufs = Number(/I:\s+(-?[\d.]+) LUFS\s+Threshold/.exec(measured.toString())?.[1])
    const { samples, rate } = await decodeSound(readFileSync(path), 600_000)
    expect(Math.abs(loudnessOf(samples, rate) - lufs)).toBeLessThan(0.15)
  })

  it.each([0.02, 0.1, 0.9])('of a tone at %d is brought to the target', async (level) => {
    const { wav } = await toPromptSound(tone({ level, ms: 2000 }))
    const { samples, rate } = await decodeSound(wav, 600_000)
    expect(Math.abs(loudnessOf(samples, rate) - TARGET_LUFS)).toBeLessThan(0.3)
  })

  it('of a click among silence is held by its peak, and silence stays silence', async () => {
    const click = Buffer.alloc(16_000)
    click.writeInt16LE(20_000, 8000)
    const file = (data: Buffer) => Buffer.concat([wavHeader(FORMAT_PCM, 1, 8000, 16, data.length), data])
    const peak = async (data: Buffer) => {
      const { samples } = await decodeSound((await toPromptSound(file(data))).wav, 600_000)
      return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    }
    expect(await peak(click)).toBeLessThan(0.92)
    expect(await peak(Buffer.alloc(16_000))).toBeLessThan(0.001)
  })
})

it('the other calls go on while a sound is read', async () => {
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 2)
  await toPromptSound(tone({ rate: 44_100, channels: 2, ms: 50_000 }))
  clearInterval(timer)
  expect(turns).toBeGreaterThan(10)
})
