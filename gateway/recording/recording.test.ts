import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { Recorder, type RecordingFact } from './recorder.ts'
import { RecordingTimeline } from './recording-timeline.ts'
import { recoverRecordings } from './recover-recordings.ts'
import { readWav, WAV_HEADER } from './wav.ts'

const fill = (code: number): Uint8Array => new Uint8Array(160).fill(code)
const stamped = (code: number, n: number, source = 1) => ({
  bytes: fill(code),
  start: 0,
  end: 160,
  stamp: { source, timestamp: (2 ** 32 - 800 + n * 160) >>> 0 },
})
const own = (code: number) => ({ bytes: fill(code), start: 0, end: 160, stamp: null })
const side = (interleaved: Uint8Array, channel: number): Uint8Array => interleaved.filter((_, i) => i % 2 === channel)
const countOf = (sound: Uint8Array, code: number): number => sound.filter((c) => c === code).length

describe('time line', () => {
  test('K1 K2 packets lie at their timestamps, out of order and over the wrap, loss is silence', () => {
    const line = new RecordingTimeline()
    for (const [n, at] of [
      [0, 0],
      [2, 20],
      [1, 45],
      [4, 80],
      [5, 101],
      [6, 119],
    ] as const)
      line.put('said', 'PCMA', stamped(10 + n, n), at)
    const said = side(line.take(200, true), 0)
    const begins = Array.from({ length: 7 }, (_, n) => said.indexOf(10 + n))
    expect(begins).toEqual([0, 160, 320, -1, 640, 800, 960])
  })

  test('K2 both sides begin where they came, whatever their clocks say', () => {
    const line = new RecordingTimeline()
    line.put('said', 'PCMA', stamped(1, 900, 1), 100)
    line.put('heard', 'PCMA', stamped(2, 5, 2), 130)
    const all = line.take(400, true)
    expect([side(all, 0).indexOf(1), side(all, 1).indexOf(2)]).toEqual([800, 1040])
  })

  test('K2 a stream that drifts more than 200 ms late is anchored anew', () => {
    const line = new RecordingTimeline()
    line.put('said', 'PCMA', stamped(1, 0), 0)
    line.put('said', 'PCMA', stamped(2, 1), 400)
    expect(side(line.take(600, true), 0).indexOf(2)).toBe(3200)
  })

  test('K4 our own frames follow each other though the clock shakes', () => {
    const line = new RecordingTimeline()
    for (let n = 0; n < 50; n++) line.put('heard', 'PCMA', own(7), n * 20 + (n % 3) * 9)
    expect(countOf(side(line.take(1000, true), 1), 7)).toBe(8000)
  })

  test('K3 only what is 240 ms old is taken, and each sample once', () => {
    const line = new RecordingTimeline()
    for (let n = 0; n < 50; n++) line.put('said', 'PCMU', stamped(0xff, n), n * 20)
    expect(line.take(200, false)).toHaveLength(0)
    expect(line.take(1000, false)).toHaveLength(760 * 16)
    expect(line.take(1000, true)).toHaveLength(240 * 16)
    expect(line.writtenSamples).toBe(8000)
  })
})

describe('recorder', () => {
  let dir: string
  let now = 0
  let facts: RecordingFact[]
  let wake: () => void = () => {}
  const order = { recordingId: 'r1', callId: 'call', legId: 'leg', startedAt: 42 }
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rec-'))
    now = 0
    facts = []
  })
  const recorder = (options: { dir?: string; minFreeBytes?: number } = {}): Recorder =>
    new Recorder(order, {
      dir: options.dir ?? dir,
      minFreeBytes: options.minFreeBytes ?? 0,
      now: () => now,
      onFact: (fact) => {
        facts.push(fact)
        wake()
      },
    })
  const nextFact = (): Promise<void> => new Promise((done) => (wake = done))

  test('K7 a whole file: header, length, checksum, sidecar, no .part', async () => {
    const started = nextFact()
    const tape = recorder()
    await started
    for (let n = 0; n < 100; n++) {
      now = n * 20
      tape.tap('said', 'PCMA', fill(3), 0, 160, {
        codec: 'PCMA',
        source: 1,
        sequence: n,
        timestamp: n * 160,
        marker: false,
        jitterMs: 0,
      })
      tape.tap('heard', 'PCMA', fill(4), 0, 160, null)
      tape.tick(n)
    }
    now = 2000
    await tape.stop()
    const file = await readFile(join(dir, 'r1.wav'))
    const wav = readWav(file)
    if (typeof wav === 'string') throw new Error(wav)
    expect([countOf(side(wav.data, 0), 3), countOf(side(wav.data, 1), 4)]).toEqual([16_000, 16_000])
    const sha256 = createHash('sha256').update(file).digest('hex')
    expect(facts.at(-1)).toEqual({
      type: 'recording.finished',
      recordingId: 'r1',
      callId: 'call',
      startedAt: 42,
      durationMs: 2000,
      bytes: WAV_HEADER + 32_000,
      sha256,
      recovered: false,
    })
    expect((await readdir(dir)).sort()).toEqual(['r1.json', 'r1.wav'])
    expect(await recoverRecordings(dir)).toEqual([])
  })

  test.each([
    ['K8 a folder that is not there', () => ({ dir: '/nowhere/at/all' })],
    ['K9 too little room', () => ({ minFreeBytes: Number.MAX_SAFE_INTEGER })],
  ])('%s is told, nothing is thrown', async (_name, options) => {
    const failed = nextFact()
    const tape = recorder(options())
    await failed
    expect(facts).toMatchObject([{ type: 'recording.failed', recordingId: 'r1', callId: 'call' }])
    tape.tap('said', 'PCMA', fill(3), 0, 160, null)
    await tape.stop()
    expect(facts).toHaveLength(1)
  })

  test('K6 K10 a killed process leaves a playable file that lost less than a second, told once (K11)', async () => {
    const child = spawn(process.execPath, ['--bun', '-e', childProgram(dir)], { stdio: ['ignore', 'pipe', 'inherit'] })
    const spoken = await new Promise<number>((done) => {
      child.stdout.on('data', (chunk: Buffer) => {
        const ms = Number(chunk.toString().trim().split('\n').at(-1))
        if (ms >= 3000) done(ms)
      })
    })
    const gone = new Promise((done) => child.on('exit', done))
    child.kill('SIGKILL')
    await gone
    const [fact, ...more] = await recoverRecordings(dir)
    expect(more).toEqual([])
    expect(fact).toMatchObject({ recordingId: 'r1', callId: 'call', startedAt: 42, recovered: true })
    expect(fact!.durationMs).toBeGreaterThan(spoken - 1000)
    const wav = readWav(await readFile(join(dir, 'r1.wav')))
    if (typeof wav === 'string') throw new Error(wav)
    const said = side(wav.data, 0)
    expect(countOf(said, 3)).toBeGreaterThan(said.length - 800)
    expect(await recoverRecordings(dir)).toEqual([])
  })

  test('K10 a .part without a sidecar or shorter than its header is still saved', async () => {
    await writeFile(join(dir, 'x.part'), new Uint8Array(10))
    await writeFile(join(dir, 'y.part'), new Uint8Array(WAV_HEADER + 161))
    const facts = await recoverRecordings(dir)
    expect(facts.map(({ recordingId, durationMs, callId }) => [recordingId, durationMs, callId])).toEqual([
      ['x', 0, 'unknown'],
      ['y', 10, 'unknown'],
    ])
    expect((await stat(join(dir, 'y.wav'))).size).toBe(WAV_HEADER + 160)
  })
})

const childProgram = (dir: string): string => `
  const { Recorder } = await import(${JSON.stringify(join(import.meta.dirname, 'recorder.ts'))})
  const tape = new Recorder({ recordingId: 'r1', callId: 'call', legId: 'leg', startedAt: 42 },
    { dir: ${JSON.stringify(dir)}, minFreeBytes: 0, now: () => performance.now(), onFact: () => {} })
  const frame = new Uint8Array(160).fill(3)
  let n = 0
  setInterval(() => {
    tape.tap('said', 'PCMA', frame, 0, 160, null)
    tape.tick(n++)
    console.log(n * 20)
  }, 20)
`
