// From the tap through the recording worker to the file, read back by a program that shares no code with ours.
import { execFileSync, spawn } from 'node:child_process'
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { publicBytes } from '#protocol/recording-cipher'
import { CHUNK_HEAD_BYTES, chunkEnd, chunksFrom, decodeHeader } from '#protocol/recording-file'
import { A_LAW_SILENCE } from '../codec/g711.ts'
import type { Floor } from '../media/floor.ts'
import type { MediaConfig } from '../media/media-messages.ts'
import { Recorders } from '../media/recorders.ts'
import { lanesOf } from './lanes.ts'
import { Recorder } from './recorder.ts'
import { RecordingLink } from './recording-link.ts'
import type { RecordingFact, RecordingSettings } from './recording-messages.ts'
import { recoverRecordings } from './recover-recordings.ts'
import { aLawHeader } from './wav.ts'

const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const privateKey = createPrivateKey({
  key: Buffer.from(`302e020100300506032b656e04220420${KEY}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
})
const publicKey = publicBytes(createPublicKey(privateKey))
const NO_FLOOR: RecordingSettings = { publicKey, floor: { percent: 0, bytes: 0 } }
const order = { recordingId: 'r1', callId: 'call', legId: 'leg', startedAt: 42 }
const JUDGE = join(import.meta.dirname, '../../tests/harness/recording.py')
const hasPython = existsSync('/usr/lib/python3/dist-packages/cryptography/__init__.py')
const countOf = (sound: Uint8Array, code: number): number => sound.filter((c) => c === code).length

let dir: string
let now: number
let facts: RecordingFact[]
let wake: () => void

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rec-'))
  now = 0
  facts = []
  wake = () => {}
})
afterEach(() => rm(dir, { recursive: true, force: true }))

function link(settings: RecordingSettings | null, folder = dir): RecordingLink {
  const made = new RecordingLink(folder, (fact) => {
    facts.push(fact)
    wake()
  })
  if (settings !== null) made.configure(settings)
  return made
}
async function fact<T extends RecordingFact['type']>(type: T): Promise<Extract<RecordingFact, { type: T }>> {
  for (;;) {
    const found = facts.find((told) => told.type === type)
    if (found !== undefined) return found as Extract<RecordingFact, { type: T }>
    await new Promise<void>((done) => {
      wake = done
    })
  }
}
/** As the media worker does: what is ripe is taken every 240 ms. */
function speak(tape: Recorder, to: RecordingLink, from: number, until: number): void {
  const head = { codec: 'PCMA' as const, source: 1, sequence: 0, timestamp: 0, marker: false, jitterMs: 0 }
  for (let n = from; n < until; n++) {
    now = n * 20
    head.timestamp = n * 160
    tape.tap('said', 'PCMA', new Uint8Array(160).fill(3), 0, 160, head)
    tape.tap('heard', 'PCMA', new Uint8Array(160).fill(4), 0, 160, null)
    if (n % 12 === 0) to.send({ type: 'take-ripe', now })
  }
  now = until * 20
}

/** What the other program finds in the file. */
function judged(file: string) {
  const prefix = join(dir, 'judged')
  const text = execFileSync('/usr/bin/python3', [JUDGE, 'open', KEY, file, prefix], { encoding: 'utf8' })
  return { ...JSON.parse(text), said: readFileSync(`${prefix}.said`), heard: readFileSync(`${prefix}.heard`) }
}

describe.skipIf(!hasPython)('a whole recording', () => {
  test('K1 K7 K12 holds both sides, its gap and its end; size and hash are told', async () => {
    const worker = link(NO_FLOOR)
    const tape = new Recorder(order, () => now, worker)
    speak(tape, worker, 0, 100)
    tape.turn('mask')
    speak(tape, worker, 100, 150)
    tape.turn('keep')
    speak(tape, worker, 150, 200)
    tape.stop()
    const finished = await fact('recording.finished')
    const path = join(dir, 'r1.tlr')
    const file = await readFile(path)
    expect(finished).toEqual({
      type: 'recording.finished',
      recordingId: 'r1',
      callId: 'call',
      startedAt: 42,
      durationMs: 4000,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
      gaps: [{ kind: 'mask', atMs: 2000, ms: 1000 }],
      recovered: false,
    })
    const { said, heard, ...rest } = judged(path)
    expect(rest).toMatchObject({ recordingId: 'r1', callId: 'call', startedAt: 42, frames: 32_000, end: 32_000 })
    expect(rest.gaps).toEqual([{ kind: 'mask', at: 16_000, frames: 8000 }])
    expect([countOf(said, 3), countOf(heard, 4)]).toEqual([24_000, 24_000])
    expect(await readdir(dir)).not.toContain('r1.tlr.part')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await recoverRecordings(dir)).toEqual([])
  })
})

describe('a recording that cannot be', () => {
  test.each([
    ['K8 in a folder that is not there', () => link(NO_FLOOR, '/nowhere/at/all')],
    ['K9 with too little room', () => link({ publicKey, floor: { percent: 100, bytes: Number.MAX_SAFE_INTEGER } })],
    ['without a key', () => link(null)],
  ])('%s is told, nothing is thrown', async (_name, make) => {
    const worker = make()
    const tape = new Recorder(order, () => now, worker)
    speak(tape, worker, 0, 50)
    tape.stop()
    await fact('recording.failed')
    expect(facts).toMatchObject([{ type: 'recording.failed', recordingId: 'r1', callId: 'call' }])
    expect(await readdir(dir)).toEqual([])
  })

  test('K8 an id that is taken leaves the first file alone', async () => {
    await writeFile(join(dir, 'r1.tlr.part'), 'other')
    new Recorder(order, () => now, link(NO_FLOOR))
    expect((await fact('recording.failed')).detail).toContain('EEXIST')
    expect(await readFile(join(dir, 'r1.tlr.part'), 'utf8')).toBe('other')
  })

  test('K9 ends loudly when the room goes, and what it has is kept', async () => {
    const made = link(NO_FLOOR)
    const tape = new Recorder(order, () => now, made)
    speak(tape, made, 0, 100)
    await fact('recording.started')
    made.configure({ publicKey, floor: { percent: 100, bytes: Number.MAX_SAFE_INTEGER } })
    expect((await fact('recording.failed')).detail).toBe('too little room on the disk')
    const kept = await fact('recording.finished')
    expect(kept.recovered).toBe(true)
    expect(kept.durationMs).toBeGreaterThan(1200)
    expect((await stat(join(dir, 'r1.tlr'))).size).toBe(kept.bytes)
  })
})

describe('a recording worker that dies', () => {
  test('K8 ends its recordings, told, and the next one is recorded by another', async () => {
    const failing = new RecordingLink(
      dir,
      (told) => {
        facts.push(told)
        wake()
      },
      new URL('./test-failing-worker.ts', import.meta.url),
    )
    failing.configure(NO_FLOOR)
    failing.open(order, 0)
    await fact('recording.started')
    failing.send({ type: 'turn', recordingId: 'r1', at: 0, keeping: 'mask' })
    expect(await fact('recording.failed')).toMatchObject({ recordingId: 'r1', callId: 'call' })
    facts = []
    failing.open({ ...order, recordingId: 'r2' }, 0)
    expect((await fact('recording.started')).recordingId).toBe('r2')
  })

  test('K8 that does not keep up for seven seconds ends them, told, and what it has is made whole', async () => {
    const leg = { recorder: null as Recorder | null }
    const floor = { legs: new Map([['leg', leg]]) } as unknown as Floor
    const recorders = new Recorders(
      floor,
      { recordingsDir: dir } as MediaConfig,
      () => now,
      (told) => {
        facts.push(told)
        wake()
      },
    )
    recorders.configure(NO_FLOOR)
    const begin = async (recordingId: string): Promise<void> => {
      facts = []
      recorders.start({ ...order, recordingId })
      await fact('recording.started')
    }
    await begin('r0')
    now = 7000
    recorders.tick(12)
    expect([leg.recorder === null, recorders.size]).toEqual([false, 1])
    recorders.stop('r0')
    await fact('recording.finished')
    await begin('r1')
    // Nothing of this one was taken before.
    now = 14_001
    recorders.tick(24)
    expect([leg.recorder, recorders.size]).toEqual([null, 0])
    expect(facts.at(-1)).toMatchObject({ type: 'recording.failed', detail: 'the disk is too slow' })
    expect(await fact('recording.finished')).toMatchObject({ recordingId: 'r1', durationMs: 7001, recovered: false })
  })

  test('lanes of a recording that is over are lent to the next, silent again', async () => {
    const worker = link(NO_FLOOR)
    const tape = new Recorder(order, () => now, worker)
    speak(tape, worker, 0, 20)
    tape.stop()
    await fact('recording.finished')
    const lent = worker.open({ ...order, recordingId: 'r2' }, now)
    const { taken, said, heard } = lanesOf(lent)
    expect([taken[0], countOf(said, A_LAW_SILENCE), countOf(heard, A_LAW_SILENCE)]).toEqual([0, 65_536, 65_536])
    expect(worker.open({ ...order, recordingId: 'r3' }, now)).not.toBe(lent)
  })
})

describe.skipIf(!hasPython)('after a crash', () => {
  test('K6 K10 a killed process leaves a file that lost less than a second, told once (K11)', async () => {
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
    const [told, ...more] = await recoverRecordings(dir)
    expect(more).toEqual([])
    if (told?.type !== 'recording.finished') throw new Error(`told ${told?.type}`)
    expect(told).toMatchObject({ recordingId: 'r1', callId: 'call', startedAt: 42, recovered: true })
    expect(told.durationMs).toBeGreaterThan(spoken - 1000)
    const { said, frames, end } = judged(join(dir, 'r1.tlr'))
    expect([Math.round(frames / 8), end]).toEqual([told.durationMs, null])
    expect(countOf(said, 3)).toBeGreaterThan(said.length - 1600)
    expect(await recoverRecordings(dir)).toEqual([])
  })

  test('K10 cut at any chunk border or inside a chunk it is whole up to there', async () => {
    const worker = link(NO_FLOOR)
    const tape = new Recorder(order, () => now, worker)
    speak(tape, worker, 0, 150)
    tape.stop()
    await fact('recording.finished')
    const file = await readFile(join(dir, 'r1.tlr'))
    const header = decodeHeader(file)!.length
    const chunks = [...chunksFrom(header, file.length, (at) => file.subarray(at, at + CHUNK_HEAD_BYTES))]
    for (const [number, chunk] of chunks.entries())
      for (const length of [chunk.at, chunk.at + 1, chunk.at + CHUNK_HEAD_BYTES + 3, chunkEnd(chunk) - 1]) {
        await writeFile(join(dir, 'cut.tlr.part'), file)
        await truncate(join(dir, 'cut.tlr.part'), length)
        const [told] = await recoverRecordings(dir)
        expect(told).toMatchObject({ recordingId: 'cut', recovered: true, bytes: chunk.at })
        expect(judged(join(dir, 'cut.tlr'))).toMatchObject({ chunks: number, end: null })
      }
  })

  test('K10 a WAV of before encryption is finished and told as its call’s; its sizes are right to sox', async () => {
    const sound = Buffer.alloc(2 * 8000 + 1, 0x55)
    await writeFile(join(dir, 'old.wav.part'), Buffer.concat([aLawHeader(2, 0), sound]))
    await writeFile(join(dir, 'old.json'), JSON.stringify({ callId: 'c1', startedAt: 42, finished: null }))
    const [told, ...more] = await recoverRecordings(dir)
    expect(more).toEqual([])
    const file = await readFile(join(dir, 'old.wav'))
    const sha256 = createHash('sha256').update(file).digest('hex')
    expect(told).toMatchObject({ recordingId: 'old', callId: 'c1', startedAt: 42, durationMs: 1000, recovered: true })
    expect(told).toMatchObject({ type: 'recording.finished', bytes: file.length, sha256 })
    if (existsSync('/usr/bin/sox'))
      expect(execFileSync('sox', ['--i', '-s', join(dir, 'old.wav')], { encoding: 'utf8' }).trim()).toBe('8000')
    expect(await readdir(dir)).toEqual(['old.wav'])
    expect(await recoverRecordings(dir)).toEqual([])
  })

  test('K10 one that holds no sound of ours is told as failed, once, and kept', async () => {
    await writeFile(join(dir, 'a.part'), aLawHeader(2, 0))
    await writeFile(
      join(dir, 'b.wav.part'),
      'no WAV at all, but longer than a header of one would be, so that it counts',
    )
    const told = await recoverRecordings(dir)
    expect(told).toMatchObject([
      { type: 'recording.failed', recordingId: 'a', callId: 'unknown' },
      { type: 'recording.failed', recordingId: 'b', detail: 'b.wav.part holds no sound' },
    ])
    expect(await readdir(dir)).toEqual(['a.part.unreadable', 'b.wav.part.unreadable'])
    expect(await recoverRecordings(dir)).toEqual([])
  })

  test('K10 without a whole header there is nothing to save and nothing is touched', async () => {
    await writeFile(join(dir, 'x.tlr.part'), 'TLR1 and no more')
    expect(await recoverRecordings(dir)).toEqual([])
    expect(await readFile(join(dir, 'x.tlr.part'), 'utf8')).toBe('TLR1 and no more')
  })
})

const childProgram = (dir: string): string => `
  const { Recorder } = await import(${JSON.stringify(join(import.meta.dirname, 'recorder.ts'))})
  const { RecordingLink } = await import(${JSON.stringify(join(import.meta.dirname, 'recording-link.ts'))})
  const link = new RecordingLink(${JSON.stringify(dir)}, () => {})
  link.configure({ publicKey: Buffer.from('${publicKey.toString('hex')}', 'hex'), floor: { percent: 0, bytes: 0 } })
  const order = { recordingId: 'r1', callId: 'call', legId: 'leg', startedAt: 42 }
  let n = 0
  const tape = new Recorder(order, () => n * 20, link)
  const frame = new Uint8Array(160).fill(3)
  setInterval(() => {
    tape.tap('said', 'PCMA', frame, 0, 160, null)
    if (n++ % 12 === 0) link.send({ type: 'take-ripe', now: n * 20 })
    console.log(n * 20)
  }, 20)
`

describe('what a leg says for a flow', () => {
  const legs = new Map<string, { recorder: Recorder | null; dictated: Map<string, Uint8Array> }>()
  const begin = async (silenceMs: number | null, recordingId = 'r1'): Promise<Recorders> => {
    legs.set('leg', { recorder: null, dictated: legs.get('leg')?.dictated ?? new Map() })
    const recorders = new Recorders(
      { legs } as unknown as Floor,
      { recordingsDir: dir } as MediaConfig,
      () => now,
      (told) => {
        facts.push(told)
        wake()
      },
    )
    recorders.configure(NO_FLOOR)
    facts = []
    recorders.start({ ...order, recordingId, dictation: { silenceMs } })
    await fact('recording.started')
    return recorders
  }
  /** Speaks the code for so many frames of 20 ms, then says nothing. */
  const say = (recorders: Recorders, code: number, frames: number, quiet: number): void => {
    const head = { codec: 'PCMA' as const, source: 1, sequence: 0, timestamp: 0, marker: false, jitterMs: 0 }
    const from = now / 20
    for (let n = 0; n < frames + quiet; n++) {
      now = (from + n) * 20
      head.timestamp = now * 8
      const sound = new Uint8Array(160).fill(n < frames ? code : A_LAW_SILENCE)
      legs.get('leg')?.recorder?.tap('said', 'PCMA', sound, 0, 160, head)
      recorders.tick(n)
    }
    now += 20
  }
  beforeEach(() => legs.clear())

  test('K13 is kept for it beside the file, whole and in order', async () => {
    const recorders = await begin(null)
    say(recorders, 3, 300, 0)
    recorders.stop('r1')
    await fact('recording.finished')
    const said = legs.get('leg')?.dictated.get('r1')
    expect([said?.length, countOf(said ?? new Uint8Array(), 3)]).toEqual([48_000, 48_000])
  })

  test('K13 ends by itself when nothing has been said for so long', async () => {
    const recorders = await begin(2000)
    say(recorders, 3, 50, 99)
    expect(recorders.size).toBe(1)
    say(recorders, A_LAW_SILENCE, 0, 24)
    expect(recorders.size).toBe(0)
    const { durationMs } = await fact('recording.finished')
    expect(durationMs).toBeGreaterThanOrEqual(3000)
    expect(durationMs).toBeLessThanOrEqual(3480)
  })

  test('K13 without such a limit silence does not end it; the last four are kept', async () => {
    for (const recordingId of ['r1', 'r2', 'r3', 'r4', 'r5']) {
      const recorders = await begin(null, recordingId)
      say(recorders, 3, 10, 250)
      expect(recorders.size).toBe(1)
      recorders.stop(recordingId)
      await fact('recording.finished')
    }
    expect([...(legs.get('leg')?.dictated.keys() ?? [])]).toEqual(['r2', 'r3', 'r4', 'r5'])
  })
})
