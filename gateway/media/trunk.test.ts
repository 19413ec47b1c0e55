import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aLawHeader } from '../recording/wav.ts'
import { Facts, RtpPeer, shareAt, toneFrame } from './test-peers.ts'
import { WorkerMediaEngine } from './worker-media-engine.ts'

let engine: WorkerMediaEngine
let facts: Facts
let dir: string
const peers: RtpPeer[] = []

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'media-'))
  facts = new Facts()
  engine = new WorkerMediaEngine({ address: '127.0.0.1', address6: '::1', recordingsDir: dir, silentAfterMs: 500 })
  engine.onFact(facts.add)
})

afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close()
  await engine.close()
})

async function leg(
  legId: string,
  options: { telephoneEvent?: number | null; nat?: boolean; codec?: 'PCMA' | 'PCMU'; address?: string } = {},
) {
  const peer = await RtpPeer.open(options.address)
  peers.push(peer)
  const local = await engine.openRtp(legId, options.address?.includes(':') ? 6 : 4)
  const { telephoneEvent = 101, nat = false, codec = 'PCMA' } = options
  engine.setRemote(legId, { ...peer.remote(codec), telephoneEvent, send: true, nat })
  await engine.stats()
  return { peer, local }
}

/** Resolves when the worker has carried it out: datagrams may overtake messages. */
async function join2(): Promise<void> {
  engine.setRoom('room', [
    { legId: 'a', hears: ['b'] },
    { legId: 'b', hears: ['a'] },
  ])
  await engine.stats()
}

describe('trunk legs', () => {
  test('R2 every byte of a call arrives as it was sent, SSRC and sequence are ours', async () => {
    const a = await leg('a')
    const b = await leg('b')
    await join2()
    const sent = Array.from({ length: 60 }, (_, n) => Uint8Array.from({ length: 160 }, (_, i) => (n * 7 + i) & 0xff))
    for (const payload of sent) a.peer.sendPacket(a.local, payload)
    const same = (payload: Uint8Array): boolean =>
      sent.some((original) => original.every((code, i) => code === payload[i]))
    await b.peer.ear.until(() => b.peer.ear.packets.filter(({ payload }) => same(payload)).length >= sent.length)
    expect(new Set(b.peer.ear.packets.map(({ ssrc }) => ssrc)).size).toBe(1)
    expect(b.peer.ear.packets[0]?.ssrc).not.toBe(0xabcdef01)
  })

  test('L1 L2 an attacker gets nothing and puts nothing in, before and after the latch', async () => {
    const a = await leg('a')
    const b = await leg('b')
    await join2()
    const attacker = await RtpPeer.open('127.0.0.3')
    peers.push(attacker)
    for (let n = 0; n < 50; n++) attacker.sendPacket(a.local, toneFrame(1700, n))
    a.peer.speak(a.local, 500)
    await b.peer.ear.untilTone(500)
    const neighbour = await RtpPeer.open('127.0.0.1')
    peers.push(neighbour)
    for (const stranger of [attacker, neighbour])
      for (let n = 0; n < 50; n++) stranger.sendPacket(a.local, toneFrame(1700, n))
    b.peer.speak(b.local, 900)
    await a.peer.ear.untilTone(900)
    await b.peer.ear.untilTone(500)
    expect([attacker.ear.packets.length, neighbour.ear.packets.length]).toEqual([0, 0])
    expect(b.peer.ear.packets.filter(({ payload }) => shareAt(1700, payload) > 0.3)).toHaveLength(0)
    // The others came after the latch and died in the kernel (../datagram/SPEC.md B7).
    expect((await engine.stats()).dropped['wrong-source']).toBe(50)
  })

  test('L2 with nat the first proper source is taken, wherever it is, and is sent to', async () => {
    const a = await leg('a', { nat: true })
    const real = await RtpPeer.open('127.0.0.7')
    peers.push(real)
    real.sendPacket(a.local, toneFrame(500, 0), 96)
    real.speak(a.local, 500)
    await real.ear.until(() => real.ear.packets.length > 10)
    const before = a.peer.ear.packets.length
    await real.ear.until(() => real.ear.packets.length > 20)
    expect(a.peer.ear.packets.length - before).toBeLessThanOrEqual(1)
  })

  test('R2 the other law goes through the table', async () => {
    const a = await leg('a', { codec: 'PCMU' })
    const b = await leg('b')
    await join2()
    // The loudest of both laws (G.711 Table 3): silence would be R4's as well. One by one, so that no burst meets a full socket.
    const loudest = () => b.peer.ear.packets.filter(({ payload }) => payload.every((code) => code === 0xaa)).length
    for (let n = 1; n <= 30; n++) {
      a.peer.sendPacket(a.local, new Uint8Array(160).fill(0x80), 0)
      await b.peer.ear.until(() => loudest() >= n)
    }
    b.peer.speak(b.local, 500)
    await a.peer.ear.until(
      () => a.peer.ear.packets.filter(({ payload }) => payload.some((code) => (code & 0x7f) < 0x40)).length >= 10,
    )
    expect(a.peer.ear.packets.every(({ type }) => type === 0)).toBe(true)
  })

  test('S6 sender and receiver reports, the first within a second, the next after five', async () => {
    const a = await leg('a')
    a.peer.speak(a.local, 500)
    await a.peer.ear.until(() => a.peer.reports.length >= 2)
    const report = a.peer.reports.at(-1)!
    expect([report[0], report[1], report.readUInt32BE(28)]).toEqual([0x81, 200, 0xabcdef01])
  })

  test('S6 quality after five seconds: MOS 4.41 without loss', async () => {
    const a = await leg('a')
    a.peer.speak(a.local, 500)
    const quality = await facts.first('leg.quality')
    expect(quality).toMatchObject({ legId: 'a', lost: 0 })
    expect(quality.mos).toBeCloseTo(4.41, 1)
  })

  test('L6 silence is told once, and not while the far end has us on hold', async () => {
    const a = await leg('a')
    const b = await leg('b')
    engine.setRemote('b', { ...b.peer.remote(), telephoneEvent: null, send: false, nat: false })
    expect(await facts.first('leg.silent')).toEqual({ type: 'leg.silent', legId: 'a' })
    a.peer.speak(a.local, 500)
    await a.peer.ear.until(() => a.peer.reports.length >= 2)
    expect(facts.all.filter(({ type }) => type === 'leg.silent')).toHaveLength(1)
    expect(b.peer.ear.packets.length).toBeLessThanOrEqual(2)
  })

  test('L8 sound crosses from a leg by IPv6 to one by IPv4, and back', async () => {
    const a = await leg('a', { address: '::1' })
    const b = await leg('b')
    expect(a.local.address).toBe('::1')
    await join2()
    a.peer.speak(a.local, 500)
    b.peer.speak(b.local, 900)
    await b.peer.ear.untilTone(500)
    await a.peer.ear.untilTone(900)
  })

  test('L8 without an address of the family the leg is refused, and its id is free', async () => {
    const plain = new WorkerMediaEngine({ address: '127.0.0.1', recordingsDir: dir })
    await expect(plain.openRtp('a', 6)).rejects.toThrow('no IPv6 address for sound')
    expect((await plain.openRtp('a', 4)).address).toBe('127.0.0.1')
    await plain.close()
  })

  test('an id taken twice is refused, ports are even and far apart', async () => {
    const ports = await Promise.all(['a', 'b', 'c', 'd'].map((legId) => engine.openRtp(legId, 4)))
    expect(ports.every(({ port }) => port % 2 === 0)).toBe(true)
    expect(new Set(ports.map(({ port }) => port)).size).toBe(4)
    await expect(engine.openRtp('a', 4)).rejects.toThrow('leg a exists already')
  })
})

describe('digits', () => {
  test('T1 T4 sent by RFC 4733 and received, five packets and three ends each', async () => {
    const a = await leg('a')
    const b = await leg('b')
    engine.sendDigits('a', '42#')
    const events = () => a.peer.ear.packets.filter(({ type }) => type === 101)
    await a.peer.ear.until(() => events().length === 24)
    const of4 = events().slice(0, 8)
    expect(of4.map(({ payload }) => payload[0])).toEqual(Array(8).fill(4))
    expect(new Set(of4.map(({ timestamp }) => timestamp)).size).toBe(1)
    expect(of4.map(({ payload }) => (payload[2]! << 8) | payload[3]!)).toEqual([160, 320, 480, 640, 800, 800, 800, 800])
    expect(of4.map(({ payload }) => payload[1]! >> 7)).toEqual([0, 0, 0, 0, 0, 1, 1, 1])
    expect(of4.map(({ marker }) => marker)).toEqual([true, ...Array(7).fill(false)])
    for (const { payload, timestamp } of events()) b.peer.sendPacket(b.local, payload, 101, { timestamp })
    await facts.first('leg.digit', ({ digit }) => digit === '#')
    const told = facts.all.flatMap((fact) =>
      fact.type === 'leg.digit' ? [`${fact.legId}${fact.digit} ${fact.source}`] : [],
    )
    expect(told).toEqual(['b4 rfc4733', 'b2 rfc4733', 'b# rfc4733'])
  })

  test('T5 D1 sent as tones to who did not negotiate events, and heard in the sound', async () => {
    await leg('a', { telephoneEvent: null })
    const b = await leg('b', { telephoneEvent: null })
    const a = peers[0]!
    engine.sendDigits('a', '19')
    await a.ear.until(() => a.ear.packets.filter(({ payload }) => payload.some((code) => code !== 0xd5)).length >= 10)
    for (const { payload } of a.ear.packets) b.peer.sendPacket(b.local, payload)
    await facts.first('leg.digit', ({ digit, source }) => digit === '9' && source === 'in-band')
  })
})

describe('players', () => {
  test('P1 P8 P9 a file is played and done', async () => {
    const a = await leg('a')
    const sound = Uint8Array.from(Array.from({ length: 30 }, (_, n) => [...toneFrame(700, n)]).flat())
    await writeFile(join(dir, 'p.wav'), Buffer.concat([aLawHeader(1, sound.length), sound]))
    engine.startPlayer({
      playerId: 'p',
      legId: 'a',
      items: [
        { kind: 'file', path: join(dir, 'p.wav') },
        { kind: 'tone', hz: [450], ms: 300 },
      ],
      loop: false,
      bargeIn: false,
    })
    expect(await facts.first('player.finished')).toMatchObject({ playerId: 'p', legId: 'a', reason: 'done' })
    expect(a.peer.ear.packets.filter(({ payload }) => shareAt(700, payload) > 0.9).length).toBeGreaterThanOrEqual(29)
    expect(a.peer.ear.packets.filter(({ payload }) => shareAt(450, payload) > 0.9).length).toBeGreaterThanOrEqual(13)
  })

  test('P3 P4 P5 P6 stopped by the next, barged by a digit, failed with its reason', async () => {
    const a = await leg('a')
    const tone = [{ kind: 'tone' as const, hz: [450], ms: 60_000 }]
    engine.startPlayer({ playerId: 'p1', legId: 'a', items: tone, loop: true, bargeIn: false })
    engine.startPlayer({ playerId: 'p2', legId: 'a', items: tone, loop: true, bargeIn: true })
    expect((await facts.first('player.finished')).reason).toBe('stopped')
    a.peer.sendPacket(a.local, new Uint8Array([5, 10, 0, 160]), 101, { marker: true })
    expect(await facts.first('player.finished', ({ playerId }) => playerId === 'p2')).toMatchObject({
      reason: 'barged',
    })
    expect(facts.all.findIndex(({ type }) => type === 'leg.digit')).toBeLessThan(facts.all.length - 1)
    engine.startPlayer({
      playerId: 'p3',
      legId: 'a',
      items: [{ kind: 'file', path: '/none/hello.wav' }],
      loop: true,
      bargeIn: false,
    })
    expect(await facts.first('player.finished', ({ playerId }) => playerId === 'p3')).toMatchObject({
      reason: 'failed',
      detail: 'hello.wav: no such file',
    })
    engine.startPlayer({ playerId: 'p4', legId: 'a', items: [{ kind: 'silence', ms: 0 }], loop: true, bargeIn: false })
    expect(await facts.first('player.finished', ({ playerId }) => playerId === 'p4')).toMatchObject({
      reason: 'failed',
      detail: 'nothing to play',
    })
    engine.startPlayer({ playerId: 'p5', legId: 'nobody', items: tone, loop: true, bargeIn: false })
    expect(await facts.first('player.finished', ({ playerId }) => playerId === 'p5')).toMatchObject({
      reason: 'failed',
      detail: 'no such leg',
    })
  })
})
