import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { A_TO_MU } from '../codec/g711.ts'
import { aLawHeader } from '../recording/wav.ts'
import { Player, type Segment } from './player.ts'
import { Players } from './players.ts'
import { SoundFiles } from './sound-files.ts'
import { FakePort, floorWith } from './test-floor.ts'

const frames = (player: Player, limit = 100): Uint8Array[] => {
  const all: Uint8Array[] = []
  const out = new Uint8Array(160)
  while (all.length < limit && player.read(out)) all.push(out.slice())
  return all
}
const sound = (from: number, length: number): Segment => ({
  kind: 'sound',
  bytes: Uint8Array.from({ length }, (_, i) => (from + i) & 0xff),
})

describe('player', () => {
  test('P1 items follow each other without a gap', () => {
    const all = frames(new Player([sound(0, 100), sound(100, 150), { kind: 'silence', samples: 80 }], false))
    expect(all).toHaveLength(3)
    expect([...all[0]!, ...all[1]!].slice(0, 250)).toEqual(Array.from({ length: 250 }, (_, i) => i & 0xff))
    expect(all[2]!.every((code) => code === 0xd5)).toBe(true)
  })

  test('P1 a loop goes on, its seam inside a frame', () => {
    const all = frames(new Player([sound(0, 100)], true), 10)
    expect([...all[1]!.subarray(0, 60)]).toEqual([...Array(40).keys()].map((i) => i + 60).concat([...Array(20).keys()]))
  })

  test.each([
    ['nothing', []],
    [
      'items without a sample',
      [
        { kind: 'silence', samples: 0 },
        { kind: 'tone', hz: [450], samples: 0 },
      ] as Segment[],
    ],
  ])('P6 %s is empty', (_name, segments) => {
    const player = new Player(segments, true)
    expect(player.isEmpty).toBe(true)
    expect(player.read(new Uint8Array(160))).toBe(false)
  })

  test.each([0, 50, 100, 130, 249, 250, 777])('P10 from sample %i of a loop of 250', (from) => {
    const [first] = frames(new Player([sound(0, 100), sound(100, 150)], true, from), 1)
    expect([...first!]).toEqual(Array.from({ length: 160 }, (_, i) => (from + i) % 250))
  })

  test('a tone has its length', () => {
    expect(frames(new Player([{ kind: 'tone', hz: [450], samples: 400 }], false))).toHaveLength(3)
  })
})

test('P10 music goes on where it was left, an announcement and another music begin at their beginning', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'music-'))
  for (const name of ['music', 'other', 'prompt']) {
    const data = Uint8Array.from({ length: 64_000 }, (_, i) => (i / 160) & 0xff)
    await writeFile(join(dir, `${name}.wav`), Buffer.concat([aLawHeader(1, data.length), data]))
  }
  const { legs } = floorWith({ leg: new FakePort() })
  const leg = legs.leg!
  const players = new Players(new SoundFiles(), () => {})
  /** Starts it, plays so many frames, stops it; which frame of the file came first. */
  const firstFrameOf = async (playerId: string, name: string, loop: boolean, count: number): Promise<number> => {
    const items = [{ kind: 'file' as const, path: join(dir, `${name}.wav`) }]
    players.start({ playerId, legId: 'leg', items, loop, bargeIn: false }, leg)
    while (leg.player === null) await new Promise((resolve) => setImmediate(resolve))
    const all = frames(leg.player, count)
    players.stop(playerId)
    return all[0]![0]!
  }
  expect(await firstFrameOf('1', 'music', true, 30)).toBe(0)
  expect(await firstFrameOf('2', 'prompt', false, 10)).toBe(0)
  expect(await firstFrameOf('3', 'music', true, 20)).toBe(30)
  expect(await firstFrameOf('4', 'music', true, 1)).toBe(50)
  expect(await firstFrameOf('5', 'other', true, 1)).toBe(0)
})

test('P11 a leg hears again what it has said, and nothing that another has', async () => {
  const { legs } = floorWith({ one: new FakePort(), other: new FakePort() })
  const told: string[] = []
  const players = new Players(new SoundFiles(), (fact) => told.push('detail' in fact ? String(fact.detail) : ''))
  legs.one!.dictated.set(
    'r1',
    Uint8Array.from({ length: 320 }, (_, i) => i & 0xff),
  )
  const items = [{ kind: 'recording' as const, recordingId: 'r1' }]
  players.start({ playerId: 'p1', legId: 'one', items, loop: false, bargeIn: false }, legs.one)
  players.start({ playerId: 'p2', legId: 'other', items, loop: false, bargeIn: false }, legs.other)
  while (legs.one!.player === null || told.length === 0) await new Promise((resolve) => setImmediate(resolve))
  expect(frames(legs.one!.player).map((frame) => frame[0])).toEqual([0, 160])
  expect(told).toEqual(['this leg has said nothing there'])
})

describe('sound files', () => {
  let dir: string
  const path = (name: string): string => join(dir, name)
  const wav = (format: number, bits: number, data: Uint8Array, rate = 8000): Buffer => {
    const header = aLawHeader(1, data.length)
    header.writeUInt16LE(format, 20)
    header.writeUInt32LE(rate, 24)
    header.writeUInt16LE(bits, 34)
    return Buffer.concat([header, data])
  }
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sound-'))
  })

  test('P5 A-law as it is, µ-law and 16-bit PCM turned into it', async () => {
    const codes = Uint8Array.from({ length: 256 }, (_, i) => i)
    await writeFile(path('a.wav'), wav(6, 8, codes))
    await writeFile(
      path('u.wav'),
      wav(
        7,
        8,
        codes.map((code) => A_TO_MU[code]!),
      ),
    )
    await writeFile(path('p.wav'), wav(1, 16, new Uint8Array(new Int16Array([0, 32_767, -32_768]).buffer)))
    const files = new SoundFiles()
    expect(await files.load(path('a.wav'))).toEqual(codes)
    expect((await files.load(path('u.wav'))).map((code) => code >> 1)).toEqual(codes.map((code) => code >> 1))
    expect([...(await files.load(path('p.wav')))]).toEqual([0xd5, 0xaa, 0x2a])
  })

  test.each([
    ['mp3', Buffer.from('ID3 something else'), 'x.wav: not a WAV file'],
    ['wide band', wav(1, 16, new Uint8Array(4), 16_000), 'x.wav: sampled at 16000 Hz, not 8000'],
    ['8-bit PCM', wav(1, 8, new Uint8Array(4)), 'x.wav: format 1 with 8 bits; A-law, µ-law and 16-bit PCM are played'],
    ['empty', wav(6, 8, new Uint8Array(0)), 'x.wav: no sound in the file'],
    ['header only', aLawHeader(1, 0).subarray(0, 40), 'x.wav: no sound in the file'],
  ])('P5 %s is refused with its reason', async (_name, bytes, message) => {
    await writeFile(path('x.wav'), bytes)
    await expect(new SoundFiles().load(path('x.wav'))).rejects.toThrow(message)
  })

  test('P5 a file that is not there', async () => {
    await expect(new SoundFiles().load(path('none.wav'))).rejects.toThrow('none.wav: no such file')
  })

  test('P7 the cache is bounded, and a changed file is read again', async () => {
    const files = new SoundFiles(1000)
    for (const name of ['a', 'b', 'c']) await writeFile(path(name), wav(6, 8, new Uint8Array(400)))
    for (const name of ['a', 'b', 'c']) await files.load(path(name))
    expect(files.cachedBytes).toBe(800)
    await writeFile(path('c'), wav(6, 8, new Uint8Array(400).fill(9)))
    await utimes(path('c'), 1, 1)
    expect((await files.load(path('c')))[0]).toBe(9)
    await rm(path('c'))
    await expect(files.load(path('c'))).rejects.toThrow('no such file')
  })
})
