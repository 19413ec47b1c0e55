// Codecs, packet lengths, comfort noise and what is listened for, over real sockets through the media worker.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { A_TO_LINEAR, LINEAR_TO_A } from '../codec/g711.ts'
import { G722Decoder, G722Encoder } from '../codec/g722.ts'
import { OPUS_MAX_SAMPLES, OpusDecoder, OpusEncoder } from '../codec/opus.ts'
import type { RtpRemote } from './media-engine.ts'
import { Facts, RtpPeer, shareAt, toneFrame } from './test-peers.ts'
import { WorkerMediaEngine } from './worker-media-engine.ts'

const G722 = { codec: 'G722', payloadType: 9 } as const
const OPUS = { codec: 'opus', payloadType: 107 } as const

let engine: WorkerMediaEngine
let facts: Facts
const peers: RtpPeer[] = []

beforeEach(async () => {
  facts = new Facts()
  const recordingsDir = await mkdtemp(join(tmpdir(), 'media-'))
  engine = new WorkerMediaEngine({ address: '127.0.0.1', recordingsDir })
  engine.onFact(facts.add)
})
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close()
  await engine.close()
})

async function leg(legId: string, options: Partial<RtpRemote> = {}) {
  const peer = await RtpPeer.open()
  peers.push(peer)
  const local = await engine.openRtp(legId, 4)
  const accepts = options.format === undefined ? peer.remote().accepts : [options.format]
  engine.setRemote(legId, { ...peer.remote(), telephoneEvent: 101, send: true, nat: false, accepts, ...options })
  await engine.stats()
  return { peer, local }
}

async function pair(a: Partial<RtpRemote>, b: Partial<RtpRemote>) {
  const legs = [await leg('a', a), await leg('b', b)] as const
  engine.setRoom('room', [
    { legId: 'a', hears: ['b'] },
    { legId: 'b', hears: ['a'] },
  ])
  await engine.stats()
  return legs
}

/** Sends `count` frames made by `encode`, as fast as the worker takes them. */
function say(
  from: Awaited<ReturnType<typeof leg>>,
  type: number,
  count: number,
  encode: (frame: number) => Uint8Array,
  ticks = 160,
): void {
  for (let n = 0; n < count; n++) from.peer.sendPacket(from.local, encode(n), type, { timestamp: 8000 + n * ticks })
}

const linearTone = (hz: number, frame: number): Int16Array =>
  Int16Array.from(toneFrame(hz, frame), (code) => A_TO_LINEAR[code]!)
const aLawOf = (samples: Int16Array): Uint8Array => Uint8Array.from(samples, (sample) => LINEAR_TO_A[sample & 0xffff]!)

function opusTone(hz: number): (frame: number) => Uint8Array {
  const encoder = new OpusEncoder()
  const bytes = new Uint8Array(1400)
  return (frame) => bytes.slice(0, encoder.encode(linearTone(hz, frame), 160, bytes))
}

function g722Tone(hz: number): (frame: number) => Uint8Array {
  const encoder = new G722Encoder()
  return (frame) => {
    const bytes = new Uint8Array(160)
    encoder.encode(linearTone(hz, frame), 160, bytes)
    return bytes
  }
}

/** What the far end hears in its packets of this type, as A-law. */
function heard(peer: RtpPeer, type: number): Uint8Array {
  const opus = new OpusDecoder()
  const g722 = new G722Decoder()
  const out = new Int16Array(OPUS_MAX_SAMPLES)
  const frames = peer.ear.packets.filter((packet) => packet.type === type)
  const all = frames.flatMap(({ payload }) => {
    if (type === OPUS.payloadType) return [...aLawOf(out.slice(0, opus.decode(payload, 0, payload.length, out)))]
    if (type !== G722.payloadType) return [...payload]
    g722.decode(payload, 0, payload.length, out)
    return [...aLawOf(out.slice(0, payload.length))]
  })
  opus.close()
  return Uint8Array.from(all).slice(-4000)
}

const tones = (peer: RtpPeer, type: number): number => peer.ear.packets.filter((packet) => packet.type === type).length

describe('X1 trunks of different codecs', () => {
  test('Opus to A-law and back', async () => {
    const [a, b] = await pair({ format: OPUS }, {})
    say(a, OPUS.payloadType, 60, opusTone(700), 960)
    await b.peer.ear.until(() => tones(b.peer, 8) >= 60)
    expect(shareAt(700, heard(b.peer, 8))).toBeGreaterThan(0.8)
    const before = tones(a.peer, OPUS.payloadType)
    say(b, 8, 60, (n) => toneFrame(900, n))
    await a.peer.ear.until(() => tones(a.peer, OPUS.payloadType) >= before + 60)
    expect(shareAt(900, heard(a.peer, OPUS.payloadType))).toBeGreaterThan(0.8)
    const stamps = a.peer.ear.packets.slice(-20).map(({ timestamp }) => timestamp)
    expect(stamps.slice(1).map((stamp, i) => (stamp - stamps[i]!) >>> 0)).toEqual(Array(19).fill(960))
  })

  test('G.722 to Opus', async () => {
    const [a, b] = await pair({ format: G722 }, { format: OPUS })
    say(a, G722.payloadType, 60, g722Tone(600))
    await b.peer.ear.until(() => tones(b.peer, OPUS.payloadType) >= 60)
    expect(shareAt(600, heard(b.peer, OPUS.payloadType))).toBeGreaterThan(0.8)
  })

  test('equal codecs byte by byte, each under its own payload type', async () => {
    const [a, b] = await pair({ format: OPUS }, { format: { codec: 'opus', payloadType: 96 } })
    const encode = opusTone(500)
    const sent = Array.from({ length: 40 }, (_, n) => encode(n))
    say(a, OPUS.payloadType, 40, (n) => sent[n]!, 960)
    await b.peer.ear.until(() => tones(b.peer, 96) >= 40)
    const got = b.peer.ear.packets.filter(({ payload }) => payload.length > 3).slice(-40)
    expect(got.map(({ payload }) => payload)).toEqual(sent)
  })

  test('what was not negotiated is dropped and counted', async () => {
    const [a, b] = await pair({ format: G722 }, {})
    say(a, 8, 5, (n) => toneFrame(500, n))
    say(a, G722.payloadType, 1, g722Tone(600))
    await b.peer.ear.until(() => b.peer.ear.packets.length > 0)
    expect((await engine.stats()).dropped['payload-type']).toBe(5)
  })
})

test('X6 a trunk that asked for 30 ms is sent 30 ms', async () => {
  const [a, b] = await pair({}, { ptimeMs: 30 })
  say(a, 8, 60, (n) => toneFrame(400, n))
  const long = (): typeof b.peer.ear.packets => b.peer.ear.packets.filter(({ payload }) => payload.length === 240)
  await b.peer.ear.until(() => long().length >= 40)
  expect(b.peer.ear.packets.filter(({ payload }) => payload.length !== 240)).toEqual([])
  expect(
    shareAt(
      400,
      Uint8Array.from(
        long()
          .slice(-20)
          .flatMap(({ payload }) => [...payload]),
      ),
    ),
  ).toBeGreaterThan(0.9)
})

test('N1 N2 comfort noise goes to who takes it, as noise to who does not', async () => {
  const [a, b] = await pair({ comfortNoise: 13 }, {})
  say(a, 8, 20, (n) => toneFrame(400, n))
  a.peer.sendPacket(a.local, Uint8Array.of(35), 13, { timestamp: 8000 + 20 * 160 })
  const from = b.peer.ear.packets.length
  await b.peer.ear.until(() => b.peer.ear.packets.length >= from + 60)
  const noise = b.peer.ear.packets.at(-1)!.payload
  const rms = Math.sqrt(noise.reduce((sum, code) => sum + A_TO_LINEAR[code]! ** 2, 0) / noise.length)
  expect(20 * Math.log10(rms / 32_768)).toBeGreaterThan(-38)
  expect(20 * Math.log10(rms / 32_768)).toBeLessThan(-32)
  engine.setRoom('room', [])
  await a.peer.ear.until(() => a.peer.ear.packets.some(({ type, payload }) => type === 13 && payload.length === 1))
})

describe('what a leg is listened to for', () => {
  test('a fax machine that calls', async () => {
    const a = await leg('a')
    engine.analyseLeg('a', { answer: null, fax: true })
    await engine.stats()
    say(a, 8, 40, (n) => (n < 25 ? toneFrame(1100, n) : toneFrame(1100, n, 0)))
    expect(await facts.first('leg.fax-detected')).toEqual({ type: 'leg.fax-detected', legId: 'a', tone: 'cng' })
  })

  test('a person who answers, by the rules given', async () => {
    const a = await leg('a', { format: OPUS })
    engine.analyseLeg('a', { answer: { silenceAfterMs: 400 }, fax: false })
    await engine.stats()
    const encoder = new OpusEncoder()
    const bytes = new Uint8Array(1400)
    const silence = new Int16Array(160)
    const word = (n: number): Uint8Array =>
      bytes.slice(0, encoder.encode(n >= 20 && n < 45 ? linearTone(300, n) : silence, 160, bytes))
    say(a, OPUS.payloadType, 120, word, 960)
    const answer = await facts.first('leg.answered-by')
    expect(answer).toMatchObject({ legId: 'a', kind: 'human', reason: 'greeting-ended' })
  })
})
