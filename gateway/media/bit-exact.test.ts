// 10,000 frames each way through the whole engine, over real sockets, disordered and doubled on the way in.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { G711 } from '../codec/g711.ts'
import { A_TO_MU, MU_TO_A } from '../codec/g711.ts'
import { type Heard, RtpPeer } from './test-peers.ts'
import { WorkerMediaEngine } from './worker-media-engine.ts'

const FRAMES = 10_000
const FRAME = 160
/** Sent ahead of what has been heard: no more than a socket's buffer holds. */
const AHEAD = 64
const DOUBLED_EVERY = 70
/** Of every 50 packets one comes three places late, of every 30 two are swapped. */
const LATE_EVERY = 50
const SWAPPED_EVERY = 30

let engine: WorkerMediaEngine
const peers: RtpPeer[] = []

beforeEach(async () => {
  engine = new WorkerMediaEngine({ address: '127.0.0.1', recordingsDir: await mkdtemp(join(tmpdir(), 'media-')) })
})
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close()
  await engine.close()
})

async function leg(legId: string, codec: G711) {
  const peer = await RtpPeer.open()
  peers.push(peer)
  const local = await engine.openRtp(legId, 4)
  engine.setRemote(legId, { ...peer.remote(codec), telephoneEvent: null, send: true, nat: false })
  await engine.stats()
  return { peer, local }
}

/** Never silence, which is the same octet all over. */
const payloads = Array.from({ length: FRAMES }, (_, n) => {
  let state = n + 1
  return Uint8Array.from({ length: FRAME }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state >>> 16
  })
})

/** In which order the frames are sent. */
function arrivals(): number[] {
  const order = Array.from({ length: FRAMES }, (_, n) => n)
  for (let n = LATE_EVERY; n + 3 < FRAMES; n += LATE_EVERY) order.splice(n + 3, 0, ...order.splice(n, 1))
  for (let n = SWAPPED_EVERY + 7; n + 1 < FRAMES; n += SWAPPED_EVERY) {
    const [a = 0, b = 0] = order.slice(n, n + 2)
    order.splice(n, 2, b, a)
  }
  return order.flatMap((n, at) => (at % DOUBLED_EVERY === 0 ? [n, n] : [n]))
}

const isSound = ({ payload }: Heard): boolean => payload.some((octet) => octet !== payload[0])

/** By our own sequence numbers, as the far end plays it. */
function played(peer: RtpPeer): Heard[] {
  const sound = peer.ear.packets.filter(isSound)
  const first = sound[0]?.sequence ?? 0
  const place = ({ sequence }: Heard): number => (sequence - first + 100) & 0xffff
  return sound.toSorted((a, b) => place(a) - place(b))
}

const wrongOf = (heard: Heard[], table: Uint8Array | null): number =>
  heard.filter(({ payload }, n) => payload.some((octet, i) => octet !== (table?.[payloads[n]![i]!] ?? payloads[n]![i])))
    .length

test('R2 O2 every bit of 10,000 frames arrives once and in order, the other law by its table, both ways', {
  timeout: 90_000,
}, async () => {
  const a = await leg('a', 'PCMA')
  const b = await leg('b', 'PCMA')
  const mu = await leg('mu', 'PCMU')
  engine.setRoom('room', [
    { legId: 'a', hears: ['mu'] },
    { legId: 'b', hears: ['a'] },
    { legId: 'mu', hears: ['a'] },
  ])
  await engine.stats()
  const order = arrivals()
  expect(order.length).toBeGreaterThan(FRAMES + 140)
  const came = (peer: RtpPeer): number => peer.ear.packets.length
  for (const [at, n] of order.entries()) {
    for (const [{ peer, local }, type] of [[a, 8] as const, [mu, 0] as const])
      peer.sendPacket(local, payloads[n]!, type, { sequence: 60_000 + n, timestamp: n * FRAME })
    const least = at - AHEAD - at / DOUBLED_EVERY
    if (at % 8 === 7) for (const peer of [a.peer, b.peer, mu.peer]) await peer.ear.until(() => came(peer) >= least)
  }
  const expected = [
    [b.peer, null],
    [mu.peer, A_TO_MU],
    [a.peer, MU_TO_A],
  ] as const
  for (const [peer, table] of expected) {
    await peer.ear.until(() => peer.ear.packets.filter(isSound).length >= FRAMES)
    const heard = played(peer)
    expect([heard.length, wrongOf(heard, table)]).toEqual([FRAMES, 0])
    expect(((heard.at(-1)?.sequence ?? 0) - (heard[0]?.sequence ?? 0)) & 0xffff).toBe(FRAMES - 1)
  }
  expect((await engine.stats()).dropped.duplicate).toBe(2 * (order.length - FRAMES))
})
