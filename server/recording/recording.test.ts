import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { ALAW_TO_LINEAR, encodeAlaw, MULAW_TO_LINEAR } from './g711.ts'
import { createPeakFinder, MAX_PEAKS } from './peaks.ts'
import { parseRange } from './playback.ts'
import { recordingPath } from './recording-files.ts'
import { FORMAT_ALAW, FORMAT_PCM, HEADER_BYTES, readWavHeader, wavHeader } from './wav.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const FRAMES = 8000
const STARTED = 1_795_000_000_000
const data = Uint8Array.from({ length: FRAMES * 2 }, (_, i) => encodeAlaw(i % 2 === 0 ? ((i * 37) % 16_000) - 8000 : 0))
const wav = Buffer.concat([wavHeader(FORMAT_ALAW, 2, 8000, 8, data.length), data])
const sha256 = createHash('sha256').update(wav).digest('hex')
const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''

const put = (id: string, body: Uint8Array = wav, hash = sha256, token = trial.parts.gatewayToken) =>
  trial.call('PUT', `/api/v1/gateway/recordings/${id}`, {
    body,
    headers: { authorization: `Bearer ${token}`, 'x-sha256': hash },
  })
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
  it('becomes ready with its length, size and peaks, and may be sent again', async () => {
    insert('r1')
    expect((await put('r1')).status).toBe(200)
    expect((await put('r1')).status).toBe(200)
    const row = trial.parts.recordings.find('r1')
    expect(row).toMatchObject({ state: 'ready', durationMs: 1000, bytes: wav.length, sha256 })
    expect(row?.peaks?.map((peaks) => peaks.length)).toEqual([MAX_PEAKS, MAX_PEAKS])
    expect(Math.max(...(row?.peaks?.[0] ?? []))).toBeCloseTo(8000 / 32_768, 1)
    expect(Math.max(...(row?.peaks?.[1] ?? []))).toBeLessThan(0.01)
  })

  it('leaves nothing behind when its hash or its sound is wrong', async () => {
    insert('r1')
    expect((await put('r1', wav, 'f'.repeat(64))).status).toBe(422)
    const text = Buffer.from('no sound at all')
    expect((await put('r1', text, createHash('sha256').update(text).digest('hex'))).status).toBe(422)
    const path = recordingPath(trial.folder, 'r1', STARTED)
    expect(existsSync(path)).toBe(false)
    expect(readdirSync(dirname(path))).toEqual([])
    expect(trial.parts.recordings.find('r1')?.state).toBe('uploading')
  })

  it('needs the gateway’s token, a known id and a hash', async () => {
    insert('r1')
    expect((await put('r1', wav, sha256, 'x'.repeat(43))).status).toBe(401)
    expect((await trial.call('PUT', '/api/v1/gateway/recordings/r1', { body: wav, as: '8201' })).status).toBe(401)
    expect((await put('unknown')).status).toBe(404)
    expect((await put('r1', wav, 'short')).status).toBe(422)
  })

  it('of another file under a ready id is refused', async () => {
    insert('r1')
    await put('r1')
    const other = Buffer.concat([wavHeader(FORMAT_ALAW, 2, 8000, 8, 2), Buffer.from([1, 2])])
    expect((await put('r1', other, createHash('sha256').update(other).digest('hex'))).status).toBe(409)
  })
})

describe('playing', () => {
  beforeEach(async () => {
    insert('r1')
    await put('r1')
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
    expect(samples.every((sample, i) => sample === ALAW_TO_LINEAR[data[i] ?? 0])).toBe(true)
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
    const whole = createPeakFinder(FRAMES)
    whole.add(data)
    const pieces = createPeakFinder(FRAMES)
    for (let at = 0; at < data.length; at += 333) pieces.add(data.subarray(at, at + 333))
    expect(pieces.peaks()).toEqual(whole.peaks())
  })
})
