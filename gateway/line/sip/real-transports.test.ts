// Two drivers of ours call each other over real sockets of loopback: UDP, TCP and TLS, IPv4 and IPv6.
import { createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { SipLineConfig } from '#protocol/line-config'
import { freePort } from '../../../tests/harness/free-port.ts'
import { nodeStreams } from '../../transport/node-streams.ts'
import type { ListenAddress } from '../../transport/stream-socket.ts'
import { TestAuthority } from '../../transport/test-certificates.ts'
import type { ServerIdentity } from '../../transport/tls-door.ts'
import type { LineFact } from '../line-driver.ts'
import { trunkResolver } from './host-resolver.ts'
import { SipLineDriver, type SipLineDriverOptions } from './sip-line-driver.ts'
import { FakeMedia, lineConfig } from './sip-test-bench.ts'

let authority: TestAuthority
let identity: ServerIdentity
beforeAll(() => {
  authority = new TestAuthority()
  identity = authority.issue('DNS:trunk.example,IP:127.0.0.1,IP:::1')
})
afterAll(() => authority.remove())

async function driver(listen: ListenAddress[], changed: Partial<SipLineDriverOptions> = {}) {
  const facts: LineFact[] = []
  const started = await SipLineDriver.start({
    listen,
    streams: nodeStreams(identity),
    media: new FakeMedia(),
    families: [4, 6],
    emit: (fact) => facts.push(fact),
    ...changed,
  })
  onTestFinished(() => started.close())
  const of = <T extends LineFact['type']>(type: T) =>
    facts.filter((fact): fact is Extract<LineFact, { type: T }> => fact.type === type)
  const has = (type: LineFact['type'], count = 1) =>
    vi.waitFor(() => expect(of(type).length).toBeGreaterThanOrEqual(count), { timeout: 8000 })
  return { driver: started, of, has }
}

type Way = { transport: 'udp' | 'tcp' | 'tls'; address: string }

/** A caller that listens on UDP only, and a trunk that listens on what is given. */
async function pair({ transport, address }: Way, changed: Partial<SipLineConfig> = {}) {
  const [ours, theirs] = [await freePort(), await freePort()]
  const us = await driver([{ transport: 'udp', address, port: ours }])
  const trunk = await driver([{ transport, address, port: theirs }])
  const common = { authorities: authority.certificate, transport }
  trunk.driver.configure([lineConfig({ ...common, host: address, port: ours, id: 'in' })])
  us.driver.configure([lineConfig({ ...common, host: address, port: theirs, ...changed })])
  return { us, trunk }
}

const WAYS: Way[] = (['udp', 'tcp', 'tls'] as const).flatMap((transport) => [
  { transport, address: '127.0.0.1' },
  { transport, address: '::1' },
])

/** A trunk by TLS that is found by NAPTR, under a name which is not the line's. */
async function found(host: string) {
  const [ours, port] = [await freePort(), await freePort()]
  const address = '127.0.0.1'
  const trunk = await driver([{ transport: 'tls', address, port }])
  const pointer = { order: 1, preference: 1, flags: 's', services: 'SIPS+D2T', regexp: '', ttlS: 60 }
  const nameServer = {
    naptr: async () => [{ ...pointer, replacement: '_sips._tcp.sbc.example' }],
    srv: async () => [{ name: 'sbc.example', port, priority: 1, weight: 1, ttlS: 60 }],
    addresses: async () => [{ address, ttlS: 60 }],
  }
  const resolve = trunkResolver(nameServer, Math.random)
  const us = await driver([{ transport: 'udp', address, port: ours }], { resolve })
  trunk.driver.configure([lineConfig({ host: address, port: ours, transport: 'tls', id: 'in' })])
  us.driver.configure([lineConfig({ host, port: 0, transport: 'auto', authorities: authority.certificate })])
  return { us, trunk, port }
}

describe('a line that leaves its transport to DNS', () => {
  it('N6 calls by TLS where its name says so', async () => {
    const { us, trunk, port } = await found('trunk.example')
    await us.has('line.changed')
    us.driver.dial({ legId: 'leg', lineId: 'trunk', to: '1000', from: '2000' })
    await trunk.has('leg.offered')
    expect(us.of('line.changed').at(-1)).toMatchObject({ state: 'up', detail: `tls 127.0.0.1:${port}` })
  })

  it('N6 the certificate must be that of the host as configured, not of where DNS leads', async () => {
    const { us } = await found('other.example')
    await vi.waitFor(() => expect(us.of('line.changed').at(-1)).toMatchObject({ state: 'down', fault: 'certificate' }))
  })
})

describe('a line whose callers must show their certificate', () => {
  const address = '127.0.0.1'

  /** We listen by TLS and by UDP; the trunk calls us, with a certificate or without one. */
  async function called(own: ServerIdentity | null, by: 'tls' | 'udp' = 'tls') {
    const ports = { tls: await freePort(), udp: await freePort() }
    const theirs = await freePort()
    const us = await driver([
      { transport: 'tls', address, port: ports.tls },
      { transport: 'udp', address, port: ports.udp },
    ])
    const trunk = await driver([{ transport: 'udp', address, port: theirs }], { streams: nodeStreams(own) })
    const common = { host: address, authorities: authority.certificate }
    const ask = (checksPeer: boolean) =>
      us.driver.configure([lineConfig({ ...common, id: 'in', port: theirs, transport: 'tls', checksPeer })])
    ask(true)
    await us.has('line.changed')
    trunk.driver.configure([lineConfig({ ...common, port: ports[by], transport: by })])
    await trunk.has('line.changed')
    const dial = (legId: string) => trunk.driver.dial({ legId, lineId: 'trunk', to: '1000', from: '2000' })
    const turnedAway = (why: 'certificate' | 'unknown-source') =>
      vi.waitFor(() => expect(us.driver.guard.dropped[why]).toBeGreaterThan(0), { timeout: 5000 })
    return { us, trunk, ask, dial, turnedAway }
  }

  it('L25 takes calls, and what follows in them, from a connection that has shown it', async () => {
    const { us, trunk, dial } = await called(identity)
    dial('first')
    await us.has('leg.offered')
    us.driver.answer(us.of('leg.offered')[0]!.legId)
    await trunk.has('leg.answered')
    await us.has('leg.answered')
    trunk.driver.hangUp('first', 'normal')
    await us.has('leg.ended')
    expect(us.of('leg.ended')).toMatchObject([{ cause: 'normal', by: 'them' }])
  })

  it.each([
    ['without one', () => null],
    ['for another name', () => authority.issue('IP:127.0.0.2')],
  ])('L25 S12 lets nobody in %s', async (_, issued) => {
    const { us, trunk, dial, turnedAway } = await called(issued())
    dial('first')
    await trunk.has('leg.ended')
    await turnedAway('certificate')
    expect(us.of('leg.offered')).toEqual([])
  })

  it('L25 takes nothing by UDP', async () => {
    const { us, dial, turnedAway } = await called(identity, 'udp')
    dial('first')
    await turnedAway('unknown-source')
    expect(us.of('leg.offered')).toEqual([])
  })

  it('L25 S12 who has not been asked before is asked when the setting changes', async () => {
    const { us, trunk, ask, dial } = await called(null)
    ask(false)
    await us.has('line.changed', 2)
    dial('first')
    await us.has('leg.offered')
    const before = us.driver.guard.dropped.certificate
    ask(true)
    await trunk.has('leg.ended')
    dial('second')
    await trunk.has('leg.ended', 2)
    expect(us.driver.guard.dropped.certificate).toBeGreaterThan(before)
    expect(us.of('leg.offered')).toHaveLength(1)
  })
})

describe('a call over real sockets', () => {
  it.each(WAYS)('$transport $address: rings, is answered, and the called side hangs up', async (way) => {
    const { us, trunk } = await pair(way)
    await us.has('line.changed')
    us.driver.dial({ legId: 'leg', lineId: 'trunk', to: '1000', from: '2000' })
    await trunk.has('leg.offered')
    const { legId, dialed, presented } = trunk.of('leg.offered')[0]!
    expect([dialed, presented]).toEqual(['1000', '2000'])
    trunk.driver.ring(legId)
    trunk.driver.answer(legId)
    await us.has('leg.answered')
    await trunk.has('leg.answered')
    trunk.driver.hangUp(legId, 'normal')
    await us.has('leg.ended')
    expect(us.of('leg.ended')).toMatchObject([{ cause: 'normal', by: 'them' }])
    const at = way.address.includes(':') ? `[${way.address}]` : way.address
    expect(us.of('line.changed').at(-1)?.detail).toMatch(`${way.transport} ${at}:`)
  })

  it('L21 the caller hangs up: BYE goes by the connection of the call', async () => {
    const { us, trunk } = await pair({ transport: 'tls', address: '127.0.0.1' })
    await us.has('line.changed')
    us.driver.dial({ legId: 'leg', lineId: 'trunk', to: '1000', from: '2000' })
    await trunk.has('leg.offered')
    trunk.driver.answer(trunk.of('leg.offered')[0]!.legId)
    await us.has('leg.answered')
    us.driver.hangUp('leg', 'normal')
    await trunk.has('leg.ended')
    expect(trunk.of('leg.ended')).toMatchObject([{ cause: 'normal', by: 'them' }])
  })
})

describe('R10 H7 a connection that is lost without a call', () => {
  it.each([
    ['REGISTER', { register: true, user: 'acme', password: 'secret' }],
    ['OPTIONS', { register: false }],
  ])('is opened again for %s', async (method, account) => {
    const sockets: Socket[] = []
    const heard: string[] = []
    const port = await freePort()
    const server = createServer((socket) => {
      sockets.push(socket)
      socket.on('data', (octets: Buffer) => {
        const lines = octets.toString().split('\r\n')
        heard.push(lines[0]?.split(' ')[0] ?? '')
        const copied = lines.filter((line) => /^(Via|From|To|Call-ID|CSeq|Contact):/.test(line))
        socket.write(`SIP/2.0 200 OK\r\n${copied.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`)
      })
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const { us } = await pair({ transport: 'tcp', address: '127.0.0.1' }, { port, ...account })
    await vi.waitFor(() => expect([us.of('line.changed').at(-1)?.state, heard]).toEqual(['up', [method]]))
    sockets[0]?.destroy()
    await vi.waitFor(() => expect(heard).toEqual([method, method]), { timeout: 8000 })
    expect(sockets).toHaveLength(2)
    expect(us.of('line.changed').at(-1)?.state).toBe('up')
  })
})

describe('F6 a connection that is closed under a call', () => {
  it('is opened again, once', async () => {
    const heard: string[] = []
    const port = await freePort()
    const server = createServer((socket) =>
      socket.on('data', (octets: Buffer) => {
        const text = octets.toString()
        const at = text.indexOf('INVITE sip:')
        if (at < 0) return
        heard.push(text.slice(at))
        socket.destroy()
      }),
    )
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { us } = await pair({ transport: 'tcp', address: '127.0.0.1' }, { port })
    await us.has('line.changed')
    us.driver.dial({ legId: 'leg', lineId: 'trunk', to: '1000', from: '2000' })
    await us.has('leg.ended')
    expect(us.of('leg.ended')).toMatchObject([{ cause: 'unreachable', by: 'them' }])
    const [one, two, ...more] = heard.map((text) => ({
      call: /^Call-ID: (.*)/m.exec(text)?.[1],
      branch: /branch=([^;\r]*)/.exec(text)?.[1],
    }))
    expect([two?.call, more]).toEqual([one?.call, []])
    expect(two?.branch).not.toBe(one?.branch)
  })
})

describe('F4 a request over 1300 octets on a UDP line', () => {
  const LONG = '1'.repeat(900)
  const way: Way = { transport: 'udp', address: '127.0.0.1' }

  it('goes by TCP, and says so in its Via', async () => {
    const { us } = await pair(way)
    const heard: string[] = []
    const port = await freePort()
    const server = createServer((socket) => socket.on('data', (octets: Buffer) => heard.push(octets.toString())))
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    us.driver.configure([lineConfig({ id: 'large', host: '127.0.0.1', port, largeOverTcp: true })])
    await vi.waitFor(() => expect(us.of('line.changed').at(-1)).toMatchObject({ lineId: 'large', state: 'up' }))
    us.driver.dial({ legId: 'small', lineId: 'large', to: '1000', from: '2000' })
    us.driver.dial({ legId: 'leg', lineId: 'large', to: LONG, from: '2000' })
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    expect(heard[0]).toMatch(/^INVITE sip:1{900}@[\s\S]*^Via: SIP\/2\.0\/TCP /m)
  })

  it.each([
    ['where TCP is refused, and the line has not failed', true],
    ['where the line does not allow TCP', false],
  ])('goes by UDP %s', async (_, largeOverTcp) => {
    const { us, trunk } = await pair(way, { largeOverTcp })
    await us.has('line.changed')
    us.driver.dial({ legId: 'leg', lineId: 'trunk', to: LONG, from: '2000' })
    await trunk.has('leg.offered')
    expect(us.of('line.changed').at(-1)).toMatchObject({ state: 'up', fault: null })
  })
})

describe('L12 a line says why it is down', () => {
  const down = async (way: Way, changed: Partial<SipLineConfig>) => {
    const { us } = await pair(way, changed)
    await vi.waitFor(() => expect(us.of('line.changed').at(-1)?.state).toBe('down'), { timeout: 8000 })
    return us.of('line.changed').at(-1)
  }

  it('another authority', async () => {
    const stranger = new TestAuthority('Stranger')
    onTestFinished(() => stranger.remove())
    const told = await down({ transport: 'tls', address: '127.0.0.1' }, { authorities: stranger.certificate })
    expect(told).toMatchObject({ fault: 'certificate' })
  })

  it('another name', async () => {
    expect(await down({ transport: 'tls', address: '127.0.0.1' }, { host: 'localhost' })).toMatchObject({
      fault: 'certificate',
      detail: expect.stringContaining('localhost'),
    })
  })

  it('nobody listens', async () => {
    const port = await freePort()
    expect(await down({ transport: 'tcp', address: '127.0.0.1' }, { port })).toMatchObject({ fault: 'refused' })
  })

  it('nobody listens, with registration', async () => {
    const port = await freePort()
    const account = { register: true, user: 'acme', password: 'secret' }
    expect(await down({ transport: 'tcp', address: '127.0.0.1' }, { port, ...account })).toMatchObject({
      fault: 'refused',
    })
  })
})
