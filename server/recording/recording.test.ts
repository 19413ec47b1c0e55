import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRecording } from '#protocol/recording-cipher'
import { ChunkKind, encodeEnd, encodeGap } from '#protocol/recording-file'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { ALAW_TO_LINEAR, encodeAlaw, MULAW_TO_LINEAR } from './g711.ts'
import { createPeakFinder, MAX_PEAKS } from './peaks.ts'
import { parseRange } from './playback.ts'
import { recordingPath } from './recording-files.ts'
import { saveRecordingSettings } from './recording-settings.ts'
import type { RecordingFormat } from './recording-store.ts'
import { FORMAT_ALAW, FORMAT_PCM, HEADER_BYTES, readWavHeader, wavHeader } from './wav.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const FRAMES = 8000
const STARTED = 1_795_000_000_000
const said = Uint8Array.from({ length: FRAMES }, (_, i) => encodeAlaw(((i * 74) % 16_000) - 8000))
const heard = new Uint8Array(FRAMES).fill(encodeAlaw(0))
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''

/** As the gateway writes it: half a second a chunk, a pause of 3 s at 500 ms. */
function encrypted(recordingId: string, hasEnd = true): Buffer {
  const identity = { recordingId, callId: `call-${recordingId}`, startedAt: STARTED }
  const { header, cipher } = newRecording(identity, trial.parts.masterKey.publicKey)
  const half = (from: number) => Buffer.concat([said.subarray(from, from + 4000), heard.subarray(from, from + 4000)])
  const chunks = [
    cipher.encrypt(0, ChunkKind.sound, half(0)),
    cipher.encrypt(1, ChunkKind.gap, encodeGap({ kind: 'pause', at: 4000, frames: 0 })),
    cipher.encrypt(2, ChunkKind.gap, encodeGap({ kind: 'pause', at: 4000, frames: 24_000 })),
    cipher.encrypt(3, ChunkKind.sound, half(4000)),
  ]
  if (hasEnd) chunks.push(cipher.encrypt(4, ChunkKind.end, encodeEnd(FRAMES)))
  return Buffer.concat([header, ...chunks])
}

const interleaved = Uint8Array.from({ length: 2 * FRAMES }, (_, i) => (i % 2 === 0 ? said : heard)[i >> 1] ?? 0)
const plainWav = Buffer.concat([wavHeader(FORMAT_ALAW, 2, 8000, 8, 2 * FRAMES), interleaved])

type Sending = { offset?: number; size?: number; hash?: string; token?: string }
const put = (
  id: string,
  body: Uint8Array,
  { offset = 0, size = offset + body.length, hash = hashOf(body), token = trial.parts.gatewayToken }: Sending = {},
) =>
  trial.call('PUT', `/api/v1/gateway/recordings/${id}?offset=${offset}&size=${size}`, {
    body,
    headers: { authorization: `Bearer ${token}`, 'x-sha256': hash },
  })
const ask = async (id: string, hash: string) => {
  const headers = { authorization: `Bearer ${trial.parts.gatewayToken}`, 'x-sha256': hash }
  return (await trial.call('GET', `/api/v1/gateway/recordings/${id}`, { headers })).json()
}
const pathOf = (id: string, format: RecordingFormat = 'g711') =>
  recordingPath(trial.folder, { id, startedAt: STARTED }, format)
const insert = (id: string, agentNumber = '8001') => {
  const callId = `call-${id}`
  trial.parts.recordings.insert({ id, callId, kind: 'call', box: null, startedAt: STARTED })
  trial.parts.stores.events.run(
    `insert into call_record values (?, 'in', '+8613800138000', '4008008888', null, 'service', ?, ?, ?, ?, 0, 0, 0, 0, 0,
     'answered', 'normal', 'customer', '[]')`,
    callId,
    idOf(agentNumber),
    STARTED,
    STARTED,
    STARTED + 1000,
  )
}
const play = (id: string, as: string, range?: string) =>
  trial.call('GET', `/api/v1/recordings/${id}.wav`, { as, ...(range === undefined ? {} : { headers: { range } }) })

describe('an upload', () => {
  it('becomes ready with its length, size, gaps and peaks, and may be sent again', async () => {
    insert('r1')
    const file = encrypted('r1')
    expect(await (await put('r1', file)).json()).toEqual({ id: 'r1', state: 'ready', have: file.length })
    expect((await put('r1', file)).status).toBe(200)
    const row = trial.parts.recordings.find('r1')
    expect(row).toMatchObject({
      state: 'ready',
      durationMs: 1000,
      bytes: file.length,
      sha256: hashOf(file),
      format: 'g711',
    })
    expect(row?.gaps).toEqual([{ kind: 'pause', atMs: 500, ms: 3000 }])
    expect(row?.peaks?.map((peaks) => peaks.length)).toEqual([MAX_PEAKS, MAX_PEAKS])
    expect(Math.max(...(row?.peaks?.[0] ?? []))).toBeCloseTo(8000 / 32_768, 1)
    expect(Math.max(...(row?.peaks?.[1] ?? []))).toBeLessThan(0.01)
    expect(readFileSync(pathOf('r1')).equals(file)).toBe(true)
  })

  it('goes on where it was cut off, also after the server was away', async () => {
    insert('r1')
    const file = encrypted('r1')
    const hash = hashOf(file)
    expect(await ask('r1', hash)).toEqual({ id: 'r1', state: 'partial', have: 0 })
    await put('r1', file.subarray(0, 5000), { size: file.length, hash })
    expect(await ask('r1', hash)).toEqual({ id: 'r1', state: 'partial', have: 5000 })
    expect((await put('r1', file.subarray(4000), { offset: 4000, size: file.length, hash })).status).toBe(409)
    expect((await put('r1', file.subarray(5000), { offset: 5000, size: file.length, hash })).status).toBe(200)
    expect(await ask('r1', hash)).toEqual({ id: 'r1', state: 'ready', have: file.length })
  })

  it('of a recording that a crash cut off is taken as it is', async () => {
    insert('r1')
    const file = encrypted('r1', false)
    expect((await put('r1', file)).status).toBe(200)
    expect(trial.parts.recordings.find('r1')).toMatchObject({ state: 'ready', durationMs: 1000 })
  })

  it('of a plain recording of before is taken too', async () => {
    insert('r1')
    expect((await put('r1', plainWav)).status).toBe(200)
    expect(trial.parts.recordings.find('r1')).toMatchObject({ state: 'ready', durationMs: 1000, format: 'wav' })
  })

  it.each([
    ['another hash', () => encrypted('r1'), 'f'.repeat(64)],
    ['no sound', () => Buffer.from('no sound at all'), null],
    ['a changed bit', () => withBit(encrypted('r1'), 9000), null],
    ['a chunk cut off', () => encrypted('r1').subarray(0, -30), null],
    ['another recording’s sound', () => encrypted('r2'), null],
    ['another key’s', () => withBit(encrypted('r1'), 60), null],
  ])('with %s leaves nothing behind', async (_what, make, hash) => {
    insert('r1')
    const file = make()
    expect((await put('r1', file, { hash: hash ?? hashOf(file) })).status).toBe(422)
    expect(readdirSync(dirname(pathOf('r1')))).toEqual([])
    expect(trial.parts.recordings.find('r1')?.state).toBe('uploading')
  })

  it('needs the gateway’s token, a known id, a hash, and no more bytes than were said', async () => {
    insert('r1')
    const file = encrypted('r1')
    expect((await put('r1', file, { token: 'x'.repeat(43) })).status).toBe(401)
    expect(
      (await trial.call('PUT', '/api/v1/gateway/recordings/r1?offset=0&size=9', { body: file, as: '8201' })).status,
    ).toBe(401)
    expect((await put('unknown', file)).status).toBe(404)
    expect((await put('r1', file, { hash: 'short' })).status).toBe(422)
    expect((await put('r1', file, { size: file.length - 1 })).status).toBe(413)
  })

  it('waits in the gateway while the disk has too little room', async () => {
    insert('r1')
    const nothingFree = { floorPercent: 100, floorBytes: Number.MAX_SAFE_INTEGER, archiveAfterDays: null, keepDays: 0 }
    saveRecordingSettings(trial.parts.stores.core, nothingFree)
    expect((await put('r1', encrypted('r1'))).status).toBe(503)
    saveRecordingSettings(trial.parts.stores.core, { ...nothingFree, floorBytes: 0 })
    expect((await put('r1', encrypted('r1'))).status).toBe(200)
  })

  it('of another file than the gateway told, or than is kept, is refused', async () => {
    insert('r1')
    const file = encrypted('r1')
    trial.parts.recordings.finished('r1', { durationMs: 1000, bytes: file.length, sha256: hashOf(file), gaps: [] })
    expect((await put('r1', encrypted('r1'))).status).toBe(409)
    expect((await put('r1', file)).status).toBe(200)
    expect((await put('r1', encrypted('r1'))).status).toBe(409)
  })
})

const withBit = (bytes: Buffer, at: number): Buffer => {
  bytes[at]! ^= 1
  return bytes
}

describe.each([
  ['an encrypted recording', () => encrypted('r1')],
  ['a plain recording of before', () => plainWav],
])('playing %s', (_what, make) => {
  beforeEach(async () => {
    insert('r1')
    await put('r1', make())
  })

  it('gives 16-bit PCM, sample for sample', async () => {
    const reply = await play('r1', '8101')
    const bytes = new Uint8Array(await reply.arrayBuffer())
    expect(reply.headers.get('content-type')).toBe('audio/wav')
    expect(readWavHeader(bytes)).toMatchObject({
      format: FORMAT_PCM,
      channels: 2,
      rate: 8000,
      bits: 16,
      dataBytes: FRAMES * 4,
    })
    const samples = new Int16Array(bytes.buffer, HEADER_BYTES)
    expect(samples.every((sample, i) => sample === ALAW_TO_LINEAR[(i % 2 === 0 ? said : heard)[i >> 1] ?? 0])).toBe(
      true,
    )
  })

  it.each([
    '0-0',
    '0-43',
    '40-47',
    '45-45',
    '44-',
    '1000-32000',
    '-7',
    '31999-99999999',
  ])('answers bytes=%s', async (range) => {
    const whole = new Uint8Array(await (await play('r1', '8101')).arrayBuffer())
    const wanted = parseRange(`bytes=${range}`, whole.length)
    const reply = await play('r1', '8101', `bytes=${range}`)
    if (wanted === null || wanted === 'unsatisfiable') throw new Error('a bad test')
    expect(reply.status).toBe(206)
    expect(reply.headers.get('content-range')).toBe(`bytes ${wanted.from}-${wanted.to}/${whole.length}`)
    expect(new Uint8Array(await reply.arrayBuffer())).toEqual(whole.slice(wanted.from, wanted.to + 1))
  })

  it('refuses a range beyond the end', async () => {
    expect((await play('r1', '8101', 'bytes=99999999-')).status).toBe(416)
  })

  it('is for the agent of the call and for leaders; for others it is not there', async () => {
    expect((await play('r1', '8001')).status).toBe(200)
    expect((await play('r1', '8002')).status).toBe(404)
    expect((await play('none', '8101')).status).toBe(404)
    expect((await trial.call('GET', '/api/v1/recordings/r1.wav')).status).toBe(401)
  })

  it('leaves one audit row for a hearing, whatever ranges the player asks for', async () => {
    await play('r1', '8101')
    await play('r1', '8101', 'bytes=100-')
    trial.clock.now += 6 * 60_000
    await play('r1', '8101', 'bytes=100-')
    const rows = trial.parts.audit.list(null, 100).filter((row) => row.action === 'recording-played')
    expect(rows.map((row) => row.object)).toEqual(['r1', 'r1'])
  })
})

describe('exporting and damage', () => {
  const audited = () => trial.parts.audit.list(null, 100).map(({ action, object }) => `${action} ${object}`)
  beforeEach(async () => {
    insert('r1')
    await put('r1', encrypted('r1'))
  })

  it('an export comes as a file and is told apart from a hearing', async () => {
    await play('r1', '8101')
    const reply = await trial.call('GET', '/api/v1/recordings/r1.wav?export=1', { as: '8101' })
    expect(reply.headers.get('content-disposition')).toBe('attachment; filename="r1.wav"')
    expect(audited().slice(0, 2)).toEqual(['recording-exported r1', 'recording-played r1'])
  })

  it.each([
    ['cut at the border of its last chunk', (file: Buffer) => file.subarray(0, -24)],
    ['cut inside a chunk', (file: Buffer) => file.subarray(0, -30)],
    ['changed in its header', (file: Buffer) => withBit(file, 30)],
    ['gone', () => null],
  ])('a file that is %s is not played; it is audited and logged', async (_what, damage) => {
    const bytes = damage(readFileSync(pathOf('r1')))
    if (bytes === null) rmSync(pathOf('r1'))
    else writeFileSync(pathOf('r1'), bytes)
    expect((await play('r1', '8101')).status).toBe(500)
    expect(audited()[0]).toBe('recording-damaged r1')
    expect(trial.logged.join()).toContain('a recording cannot be read')
  })

  it('a changed bit of the sound breaks the reply off there, and is audited', async () => {
    writeFileSync(pathOf('r1'), withBit(readFileSync(pathOf('r1')), 9000))
    const heardSo = play('r1', '8101').then((reply) => reply.arrayBuffer())
    await expect(heardSo).rejects.toThrow()
    expect(audited()[0]).toBe('recording-damaged r1')
  })
})

describe('G.711', () => {
  it('comes back to the same code from its own value', () => {
    for (let code = 0; code < 256; code += 1) expect(encodeAlaw(ALAW_TO_LINEAR[code] ?? 0)).toBe(code)
  })

  it('knows the ends of the scale', () => {
    expect([Math.max(...ALAW_TO_LINEAR), Math.max(...MULAW_TO_LINEAR)]).toEqual([32_256, 32_124])
    expect([encodeAlaw(32_767), encodeAlaw(-32_768), encodeAlaw(0)]).toEqual([0xaa, 0x2a, 0xd5])
  })
})

describe('peaks', () => {
  it('are the same whatever pieces the data come in', () => {
    const pcm = Int16Array.from({ length: 2 * FRAMES }, (_, i) => ((i * 37) % 16_000) - 8000)
    const whole = createPeakFinder(FRAMES)
    whole.add(pcm)
    const pieces = createPeakFinder(FRAMES)
    for (let at = 0; at < pcm.length; at += 333) pieces.add(pcm.subarray(at, at + 333))
    expect(pieces.peaks()).toEqual(whole.peaks())
  })
})
