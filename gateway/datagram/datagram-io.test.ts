import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPortPair } from '../rtp/udp-ports.ts'
import type { DatagramIo, DatagramSocket } from './datagram-io.ts'
import { openDatagramIo } from './open-io.ts'
import { Packet } from './packet.ts'
import { UNKNOWN_PEER } from './peer-keys.ts'
import { openUdp, type TestSocket } from './test-socket.ts'

const packetOf = (text: string): { packet: Packet; length: number } => {
  const packet = Packet.allocate()
  return { packet, length: packet.bytes.write(text) }
}

describe.each(['batched', 'plain'] as const)('%s datagrams', (kind) => {
  let io: DatagramIo
  const peers: TestSocket[] = []
  beforeEach(() => {
    io = openDatagramIo(kind)
  })
  afterEach(() => {
    io.close()
    for (const peer of peers.splice(0)) peer.close()
  })

  async function peerAt(address: string, listener: (text: string) => void = () => {}): Promise<TestSocket> {
    const peer = await openUdp(address, 0, (bytes) => listener(bytes.toString()))
    peers.push(peer)
    return peer
  }

  async function until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      io.poll()
      await new Promise((done) => setImmediate(done))
    }
  }

  function send(socket: DatagramSocket, text: string, to: TestSocket): void {
    const { packet, length } = packetOf(text)
    socket.send(packet, length, io.peers.keyOf(to.hostname, to.port))
  }

  test.each(['127.0.0.1', '::1'])('B1 B2 both ways at %s, the source known by its number', async (address) => {
    const heard: [string, number][] = []
    const answers: string[] = []
    const peer = await peerAt(address, (text) => answers.push(text))
    const key = io.peers.keyOf(address, peer.port)
    const socket = await io.open(address, 0, (packet, length, source) => {
      heard.push([packet.bytes.toString('utf8', 0, length), source])
    })
    peer.send('there', socket.port, address)
    await until(() => heard.length === 1)
    expect(heard).toEqual([['there', key]])
    send(socket, 'back', peer)
    await until(() => answers.length === 1)
    expect([answers, io.counters.sent]).toEqual([['back'], 1])
  })

  test('B4 a shared socket keeps the order, and one that cannot be reached holds back nobody', async () => {
    const [first, second]: [string[], string[]] = [[], []]
    const [a, b] = [
      await peerAt('127.0.0.1', (text) => first.push(text)),
      await peerAt('127.0.0.2', (t) => second.push(t)),
    ]
    const socket = await io.openShared('127.0.0.1', 0, () => {})
    const { packet, length } = packetOf('nowhere')
    for (let i = 0; i < 100; i++) {
      send(socket, `a${i}`, a)
      socket.send(packet, length, io.peers.keyOf('203.0.113.9', 9))
      send(socket, `b${i}`, b)
    }
    io.flush()
    await until(() => first.length + second.length === 200)
    expect(first).toEqual(Array.from({ length: 100 }, (_, i) => `a${i}`))
    expect(second).toEqual(Array.from({ length: 100 }, (_, i) => `b${i}`))
    expect(io.counters).toEqual({ sent: 200, notSent: 100 })
  })

  test('many at once, each to its own listener', async () => {
    const heard = new Map<number, number>()
    const peer = await peerAt('127.0.0.1')
    const sockets = await Promise.all(
      Array.from({ length: 40 }, (_, i) => io.open('127.0.0.1', 0, () => heard.set(i, (heard.get(i) ?? 0) + 1))),
    )
    for (let round = 0; round < 25; round++) for (const { port } of sockets) peer.send('x', port, '127.0.0.1')
    await until(() => [...heard.values()].reduce((sum, n) => sum + n, 0) === 1000)
    expect([...heard.values()]).toEqual(Array.from({ length: 40 }, () => 25))
  })

  test('a port that is taken is refused', async () => {
    const { port } = await peerAt('127.0.0.1')
    await expect(io.open('127.0.0.1', port, () => {})).rejects.toThrow()
    await expect(io.openShared('127.0.0.1', port, () => {})).rejects.toThrow()
  })

  test('B6 closed by its own listener: no more is heard of it, and its port is free', async () => {
    let heard = 0
    const peer = await peerAt('127.0.0.1')
    const socket = await io.open('127.0.0.1', 0, () => {
      heard++
      socket.close()
    })
    for (let i = 0; i < 5; i++) peer.send('x', socket.port, '127.0.0.1')
    await until(() => heard > 0)
    io.poll()
    const again = await io.open('127.0.0.1', socket.port, () => {})
    expect([heard, again.port]).toEqual([1, socket.port])
  })
})

test('B7 who has settled hears nobody else until it is dissolved', async () => {
  const io = openDatagramIo('batched')
  const answers: string[] = []
  const ends: TestSocket[] = []
  const end = async (listener: (text: string) => void = () => {}): Promise<TestSocket> => {
    const opened = await openUdp('127.0.0.1', 0, (bytes) => listener(bytes.toString()))
    ends.push(opened)
    return opened
  }
  const peer = await end((text) => answers.push(text))
  const heard: number[] = []
  const range = { address: '127.0.0.1', from: 20_000, to: 39_999 }
  const { rtp: socket } = await openPortPair(
    io,
    range,
    (_packet, _length, source) => heard.push(source),
    () => {},
  )
  const keyOf = ({ port }: TestSocket) => io.peers.keyOf('127.0.0.1', port)
  const bothSpeak = async (stranger: TestSocket, until: number): Promise<void> => {
    stranger.send('x', socket.port, '127.0.0.1')
    peer.send('x', socket.port, '127.0.0.1')
    while (heard.length < until) {
      io.poll()
      await new Promise((done) => setImmediate(done))
    }
  }
  socket.settle(keyOf(peer))
  await bothSpeak(await end(), 1)
  const { packet, length } = packetOf('back')
  socket.send(packet, length, keyOf(peer))
  while (answers.length === 0) await new Promise((done) => setImmediate(done))
  socket.settle(null)
  const other = await end()
  await bothSpeak(other, 3)
  expect([heard, answers]).toEqual([[keyOf(peer), keyOf(other), keyOf(peer)], ['back']])
  for (const opened of ends) opened.close()
  io.close()
})

test('B2 an IPv6 stranger has no number until he is learnt', async () => {
  const io = openDatagramIo('batched')
  const peer = await openUdp('::1', 0, () => {})
  const seen: number[] = []
  const socket = await io.open('::', 0, (_packet, _length, source) => {
    seen.push(source)
    if (source === UNKNOWN_PEER) seen.push(io.learnSource())
  })
  for (let i = 0; i < 2; i++) {
    peer.send('x', socket.port, '::1')
    while (io.poll() === 0) await new Promise((done) => setImmediate(done))
  }
  const key = io.peers.keyOf('::1', peer.port)
  expect([seen, io.peers.addressOf(key)]).toEqual([[UNKNOWN_PEER, key, key], '::1'])
  peer.close()
  io.close()
})

test.each([
  ['2001:DB8::0:1', '2001:db8::1'],
  ['::ffff:192.0.2.1', '::ffff:c000:201'],
  ['fe80::1%eth0', 'fe80::1'],
  ['192.0.2.255', '192.0.2.255'],
])('B2 %s is the same as %s', (written, canonical) => {
  const { peers } = openDatagramIo('plain')
  const key = peers.keyOf(written, 65_535)
  expect([peers.addressOf(key), peers.keyOf(canonical, 65_535)]).toEqual([canonical, key])
})
