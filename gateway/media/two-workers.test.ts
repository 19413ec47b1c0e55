import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Facts, RtpPeer, shareAt } from './test-peers.ts'
import { WorkerMediaEngine } from './worker-media-engine.ts'

let engine: WorkerMediaEngine
let facts: Facts
const peers: RtpPeer[] = []

beforeEach(async () => {
  facts = new Facts()
  const recordingsDir = await mkdtemp(join(tmpdir(), 'media-'))
  engine = new WorkerMediaEngine({ address: '127.0.0.1', recordingsDir, workers: 2 })
  engine.onFact(facts.add)
})
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close()
  await engine.close()
})

async function leg(legId: string) {
  const peer = await RtpPeer.open()
  peers.push(peer)
  const local = await engine.openRtp(legId, 4)
  engine.setRemote(legId, { ...peer.remote(), telephoneEvent: 101, send: true, nat: false })
  return { peer, local }
}

const all = (...legs: string[]) => legs.map((legId) => ({ legId, hears: legs.filter((other) => other !== legId) }))

/** Legs go to the workers in turn: a and c to the first, b to the second. */
async function joined() {
  const legs = [await leg('a'), await leg('b')] as const
  engine.setRoom('room', all('a', 'b'))
  await engine.stats()
  return legs
}

test('F1 F2 F3 every byte crosses both ways, in one stream of each', async () => {
  const [a, b] = await joined()
  const sent = Array.from({ length: 40 }, (_, n) => Uint8Array.from({ length: 160 }, (_, i) => (n * 7 + i) & 0xff))
  for (const [from, to] of [[a, b] as const, [b, a] as const]) {
    const came = () =>
      to.peer.ear.packets.filter(({ payload }) => sent.some((one) => Buffer.compare(one, payload) === 0))
    for (const payload of sent) from.peer.sendPacket(from.local, payload)
    await to.peer.ear.until(() => came().length >= sent.length)
    expect(came().map(({ payload }) => [...payload])).toEqual(sent.map((payload) => [...payload]))
    expect(new Set(to.peer.ear.packets.map(({ ssrc }) => ssrc)).size).toBe(1)
  }
})

test('F1 a third leg joins: the room is mixed in its home, and all hear all', async () => {
  const [a, b] = await joined()
  const c = await leg('c')
  engine.setRoom('room', all('a', 'b', 'c'))
  a.peer.speak(a.local, 500)
  b.peer.speak(b.local, 900)
  c.peer.speak(c.local, 1500)
  const hears = (ear: RtpPeer['ear'], ...tones: number[]) =>
    ear.until(() => tones.every((hz) => shareAt(hz, ear.packets.at(-1)?.payload ?? new Uint8Array(160)) > 0.3))
  await hears(a.peer.ear, 900, 1500)
  await hears(b.peer.ear, 500, 1500)
  await hears(c.peer.ear, 500, 900)
})

test('F1 a leg that leaves is heard no more over there, and hears nobody', async () => {
  const [a, b] = await joined()
  a.peer.speak(a.local, 500)
  await b.peer.ear.untilTone(500)
  engine.setRoom('elsewhere', all('b'))
  await engine.stats()
  const before = b.peer.ear.packets.length
  await b.peer.ear.until(() => b.peer.ear.packets.length > before + 20)
  expect(b.peer.ear.packets.slice(-10).every(({ payload }) => payload.every((code) => code === 0xd5))).toBe(true)
})

test('F5 F6 a digit crosses in the form that is negotiated there, and is told once', async () => {
  const [a, b] = await joined()
  for (let n = 0; n < 6; n++)
    a.peer.sendPacket(a.local, Uint8Array.of(5, n > 2 ? 0x8a : 10, 0, 160 * (n + 1)), 101, {
      timestamp: 9999,
      marker: n === 0,
    })
  await b.peer.ear.until(() => b.peer.ear.packets.some(({ type, payload }) => type === 101 && payload[0] === 5))
  await b.peer.ear.until(() => b.peer.ear.packets.filter(({ type }) => type === 101).length >= 8)
  await engine.stats()
  expect(facts.all.filter(({ type }) => type === 'leg.digit')).toEqual([
    { type: 'leg.digit', legId: 'a', digit: '5', source: 'rfc4733' },
  ])
})

test('F6 counters are those of all workers', async () => {
  const [a, b] = await joined()
  a.peer.speak(a.local, 500)
  b.peer.speak(b.local, 900)
  await a.peer.ear.untilTone(900)
  // Two legs, and two that stand for them.
  expect(await engine.stats()).toMatchObject({ legs: 4, rooms: 2 })
})
