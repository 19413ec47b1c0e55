// Real TCP and TLS sockets on loopback, with certificates of an authority of our own. Rules S1-S12 of SPEC.md.
import { connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { freePort } from '../../tests/harness/free-port.ts'
import type { Endpoint, TlsPeer } from '../sip/via.ts'
import { scheduleReal } from '../transaction/timer-map.ts'
import { nodeStreams } from './node-streams.ts'
import { MAX_CONNECTIONS_PER_SOURCE, StreamConnections } from './stream-connections.ts'
import type { StreamFault } from './stream-socket.ts'
import { TestAuthority } from './test-certificates.ts'
import type { ServerIdentity } from './tls-door.ts'

const HOST = '127.0.0.1'
const message = (id: string) => Buffer.from(`OPTIONS sip:a SIP/2.0\r\nCall-ID: ${id}\r\nContent-Length: 0\r\n\r\n`)

let authority: TestAuthority
let stranger: TestAuthority
let identity: ServerIdentity
beforeAll(() => {
  authority = new TestAuthority()
  stranger = new TestAuthority('Another authority')
  identity = authority.issue('DNS:trunk.example,IP:127.0.0.1')
})
afterAll(() => {
  authority.remove()
  stranger.remove()
})

type Side = Awaited<ReturnType<typeof side>>

/** One end: a listening port and its connections. */
async function side(
  transport: 'tcp' | 'tls',
  own: ServerIdentity | null = identity,
  { admits = () => true, peers = [] }: { admits?: (address: string) => boolean; peers?: TlsPeer[] } = {},
) {
  const streams = nodeStreams(own)
  const received: { text: string; source: Endpoint }[] = []
  const failed: { to: Endpoint; fault: StreamFault }[] = []
  const unproved: string[] = []
  const connections: StreamConnections = new StreamConnections({
    connect: streams.connect,
    schedule: scheduleReal,
    onMessage: (octets, source) => received.push({ text: Buffer.from(octets).toString(), source }),
    onFailed: (to, fault) => failed.push({ to, fault }),
  })
  const port = await freePort()
  const listener = await streams.listen(
    { transport, address: HOST, port },
    {
      admits: (address) => admits(address) && connections.hasRoomFor(address),
      asksFor: () => peers,
      onUnproved: (_, detail) => unproved.push(detail),
      onStream: (socket, source) => connections.accept(socket, source),
    },
  )
  onTestFinished(() => {
    connections.closeAll()
    listener.close()
  })
  return { connections, received, failed, unproved, port, at: { address: HOST, port, transport } as Endpoint }
}

const hears = (one: Side, count: number) =>
  vi.waitFor(() => expect(one.received).toHaveLength(count), { timeout: 5000 })
const fails = async (one: Side) => {
  await vi.waitFor(() => expect(one.failed).toHaveLength(1), { timeout: 5000 })
  return one.failed[0]!.fault
}

describe('TCP', () => {
  it('S6 the answer goes back by the connection of the question, and the next question by the same', async () => {
    const [us, trunk] = [await side('tcp'), await side('tcp')]
    us.connections.send(message('1'), trunk.at)
    us.connections.send(message('2'), trunk.at)
    await hears(trunk, 2)
    trunk.connections.send(message('answer'), trunk.received[1]!.source)
    await hears(us, 1)
    expect([us.connections.size, trunk.connections.size]).toEqual([1, 1])
    expect(trunk.received.map(({ source }) => source.connection)).toEqual([1, 1])
  })

  it('S6 a connection that is gone is opened again', async () => {
    const [us, trunk] = [await side('tcp'), await side('tcp')]
    us.connections.send(message('1'), trunk.at)
    await hears(trunk, 1)
    trunk.connections.closeAll()
    await vi.waitFor(() => expect(us.connections.size).toBe(0))
    us.connections.send(message('2'), trunk.at)
    await hears(trunk, 2)
    expect(us.failed.map(({ fault }) => fault.reason)).toEqual(['lost'])
  })

  it('S7 a peer that says alias gets our requests by its own connection', async () => {
    const [us, trunk] = [await side('tcp'), await side('tcp')]
    trunk.connections.send(message('1'), us.at)
    await hears(us, 1)
    us.connections.alias(us.received[0]!.source, trunk.port)
    us.connections.send(message('2'), trunk.at)
    await hears(trunk, 1)
    expect([us.connections.size, trunk.connections.size]).toEqual([1, 1])
  })

  it('S8 nobody listens: refused', async () => {
    const us = await side('tcp')
    us.connections.send(message('1'), { address: HOST, port: await freePort(), transport: 'tcp' })
    expect((await fails(us)).reason).toBe('refused')
    expect(us.connections.size).toBe(0)
  })

  it('S5 one source holds a bounded number of connections, and they are given back', async () => {
    const us = await side('tcp')
    const sockets: Socket[] = []
    const opened = () => new Promise<void>((resolve) => sockets.push(connect(us.port, HOST, resolve)))
    for (let i = 0; i < MAX_CONNECTIONS_PER_SOURCE; i++) await opened()
    await vi.waitFor(() => expect(us.connections.size).toBe(MAX_CONNECTIONS_PER_SOURCE))
    await opened()
    await new Promise((resolve) => sockets.at(-1)!.once('close', resolve))
    expect(us.connections.size).toBe(MAX_CONNECTIONS_PER_SOURCE)
    for (const socket of sockets) socket.destroy()
    await vi.waitFor(() => expect(us.connections.size).toBe(0))
    expect(us.connections.hasRoomFor(HOST)).toBe(true)
  })

  it('G6 a stranger gets not one octet, by TCP or by TLS', async () => {
    for (const transport of ['tcp', 'tls'] as const) {
      const us = await side(transport, identity, { admits: () => false })
      const socket = connect(us.port, HOST)
      const heard: Buffer[] = []
      socket.on('data', (octets: Buffer) => heard.push(octets))
      socket.write(message('1'))
      await new Promise((resolve) => socket.once('close', resolve))
      expect([heard.length, us.received.length]).toEqual([0, 0])
    }
  })

  it('S3 what is no SIP ends the connection', async () => {
    const us = await side('tcp')
    const socket = connect(us.port, HOST)
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await new Promise((resolve) => socket.once('close', resolve))
    expect([us.connections.size, us.received.length]).toEqual([0, 0])
  })
})

describe('TLS', () => {
  const to = (trunk: Side, name: string, authorities = authority.certificate): Endpoint => ({
    ...trunk.at,
    tls: { name, authorities },
  })

  it.each([
    ['S11 is shown our certificate', true, 1],
    ['S11 hears nothing from us when we have none', false, 0],
  ])('a trunk that asks: %s', async (_, hasIdentity, taken) => {
    const port = await freePort()
    const asked: string[] = []
    const ended = vi.fn()
    const { certificate: cert, key } = authority.issue('IP:127.0.0.1')
    const trunk = createTlsServer({ cert, key, ca: authority.certificate, requestCert: true }, (socket) => {
      socket.on('error', () => socket.destroy())
      socket.on('data', () => asked.push(socket.getPeerCertificate().subjectaltname ?? ''))
    })
    trunk.on('tlsClientError', ended)
    await new Promise<void>((resolve) => trunk.listen(port, HOST, resolve))
    onTestFinished(() => void trunk.close())
    const us = await side('tcp', hasIdentity ? identity : null)
    const tls = { name: HOST, authorities: authority.certificate }
    us.connections.send(message('1'), { address: HOST, port, transport: 'tls', tls })
    await vi.waitFor(() => expect(asked.length + ended.mock.calls.length + us.failed.length).toBeGreaterThan(0), 5000)
    expect(asked).toEqual(Array(taken).fill('DNS:trunk.example, IP Address:127.0.0.1'))
  })

  it('S9 a certificate of the line’s authority for the trunk’s name is taken', async () => {
    const [us, trunk] = [await side('tls'), await side('tls')]
    us.connections.send(message('1'), to(trunk, 'trunk.example'))
    us.connections.send(message('2'), to(trunk, HOST))
    await hears(trunk, 2)
    trunk.connections.send(message('answer'), trunk.received[0]!.source)
    await hears(us, 1)
  })

  it('S9 another name, another authority, none at all and an expired one are refused, and say so', async () => {
    const trunk = await side('tls')
    const expired = await side('tls', authority.issue('DNS:trunk.example', 0))
    const cases: [Endpoint, RegExp][] = [
      [to(trunk, 'other.example'), /altnames/],
      [to(trunk, 'trunk.example', stranger.certificate), /verif|issuer/i],
      [to(trunk, 'trunk.example', ''), /verif|issuer/i],
      [to(expired, 'trunk.example'), /expired/],
    ]
    for (const [wrong, detail] of cases) {
      const us = await side('tls')
      us.connections.send(message('1'), wrong)
      expect(await fails(us)).toEqual({ reason: 'certificate', detail: expect.stringMatching(detail) })
    }
    expect([trunk.received.length, expired.received.length]).toEqual([0, 0])
  })

  it('S9 a peer that does not speak TLS is no peer', async () => {
    const us = await side('tls')
    const port = await freePort()
    const plain = createServer((socket) => void socket.write('SIP/2.0 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => plain.listen(port, HOST, resolve))
    onTestFinished(() => void plain.close())
    us.connections.send(message('1'), { ...us.at, port, tls: { name: HOST, authorities: authority.certificate } })
    expect((await fails(us)).reason).toBe('failed')
  })

  const asking = () => ({ peers: [{ name: 'trunk.example', authorities: authority.certificate }] })

  it('S12 who connects proves itself by a certificate of an authority of the lines there, for one of their names', async () => {
    const peers = [{ name: 'first.example', authorities: stranger.certificate }, ...asking().peers]
    const [us, trunk] = [await side('tls', identity, { peers }), await side('tls')]
    trunk.connections.send(message('1'), to(us, HOST))
    await hears(us, 1)
    expect([us.received[0]!.source.tls?.name, us.unproved]).toEqual(['trunk.example', []])
  })

  it.each<[string, () => ServerIdentity | null, RegExp]>([
    ['none', () => null, /ISSUER|LEAF/],
    ['another name', () => authority.issue('DNS:other.example'), /not of trunk\.example/],
    ['another authority', () => stranger.issue('DNS:trunk.example'), /VERIFY|ISSUER|SELF_SIGNED/],
    ['one that has expired', () => authority.issue('DNS:trunk.example', 0), /EXPIRED/],
  ])('S12 with %s it is not let in', async (_, issued, why) => {
    const us = await side('tls', identity, asking())
    const stranded = await side('tcp', issued())
    stranded.connections.send(message('1'), to(us, HOST))
    await vi.waitFor(() => expect(us.unproved).toEqual([expect.stringMatching(why)]), { timeout: 5000 })
    await fails(stranded)
    expect([us.received.length, us.connections.size]).toEqual([0, 0])
  })

  it('S12 who is not asked shows nothing', async () => {
    const [us, trunk] = [await side('tls'), await side('tls', authority.issue('DNS:other.example'))]
    trunk.connections.send(message('1'), to(us, HOST))
    await hears(us, 1)
    expect(us.received[0]!.source).not.toHaveProperty('tls')
  })

  it('S7 lends the connection of a peer that has proved its name', async () => {
    const [us, trunk] = [await side('tls', identity, asking()), await side('tls')]
    trunk.connections.send(message('1'), to(us, HOST))
    await hears(us, 1)
    us.connections.alias(us.received[0]!.source, trunk.port)
    us.connections.send(message('2'), to(trunk, 'trunk.example'))
    await hears(trunk, 1)
    expect([us.connections.size, trunk.connections.size]).toEqual([1, 1])
    us.connections.send(message('3'), to(trunk, HOST))
    expect(us.connections.size).toBe(2)
  })

  it('S7 does not lend the connection of a peer whose name was not proved', async () => {
    const [us, trunk] = [await side('tls'), await side('tls')]
    trunk.connections.send(message('1'), to(us, 'trunk.example'))
    await hears(us, 1)
    us.connections.alias(us.received[0]!.source, trunk.port)
    us.connections.send(message('2'), to(trunk, 'trunk.example'))
    await hears(trunk, 1)
    expect(us.connections.size).toBe(2)
    us.connections.send(message('3'), { ...trunk.at, transport: 'tcp' })
    expect(us.connections.size).toBe(3)
  })
})
