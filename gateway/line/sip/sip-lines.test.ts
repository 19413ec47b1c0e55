// Lines: registration, health, configuration, which line a call is of, and the port. Rules R1-R9, H1-H6, L1-L10.
import { createSocket } from 'node:dgram'
import { describe, expect, it } from 'vitest'
import type { SipRequest } from '../../sip/message.ts'
import { BindError } from '../../transport/datagram-socket.ts'
import { SipLineDriver } from './sip-line-driver.ts'
import { Bench, FakeMedia, lineConfig, TRUNK, US } from './sip-test-bench.ts'

const REGISTERED = { register: true, user: 'acme', password: 'secret' }
const CHALLENGE = 'WWW-Authenticate: Digest realm="trunk", nonce="n", qop="auth"'

async function setUp(lines = [lineConfig()]) {
  const bench = new Bench()
  const peer = await bench.peer()
  const us = await bench.driver(US, lines)
  await bench.clock.advance(20)
  const states = () =>
    us.facts.flatMap((fact) => (fact.type === 'line.changed' ? [`${fact.state} ${fact.fault ?? ''}`.trim()] : []))
  const last = (method: string) => peer.requests(method).at(-1) as SipRequest
  const say = async (request: SipRequest, status: number, headers = '') => {
    peer.reply(request, status, { tag: 'r', headers })
    await bench.clock.advance(20)
  }
  return { bench, peer, ...us, states, last, say }
}

const header = (request: SipRequest, name: string) => request.headers.find((field) => field.name === name)?.value

describe('registration', () => {
  it('R2 R3 registers with credentials, is up, and refreshes at 80 % of what was granted', async () => {
    const { peer, bench, states, last, say } = await setUp([lineConfig(REGISTERED)])
    expect(states()).toEqual(['registering'])
    expect(header(last('REGISTER'), 'contact')).toBe('<sip:acme@10.0.0.1:5060>')
    await say(last('REGISTER'), 401, CHALLENGE)
    expect(header(last('REGISTER'), 'authorization')).toContain('username="acme"')
    await say(last('REGISTER'), 200, 'Contact: <sip:acme@10.0.0.1:5060>;expires=100')
    expect(states()).toEqual(['registering', 'up'])
    await bench.clock.advance(79_000)
    expect(peer.requests('REGISTER')).toHaveLength(2)
    await bench.clock.advance(2000)
    expect(last('REGISTER').cseq.number).toBe(3)
  })

  it('R4 423 is tried again with Min-Expires', async () => {
    const { last, say, states } = await setUp([lineConfig(REGISTERED)])
    await say(last('REGISTER'), 423, 'Min-Expires: 1800')
    expect(header(last('REGISTER'), 'expires')).toBe('1800')
    await say(last('REGISTER'), 200)
    expect(states()).toEqual(['registering', 'up'])
  })

  it('R5 R6 wrong credentials: down, unauthorised, and a slow retry', async () => {
    const { peer, bench, last, say, states } = await setUp([lineConfig(REGISTERED)])
    await say(last('REGISTER'), 401, CHALLENGE)
    await say(last('REGISTER'), 401, CHALLENGE)
    expect(states()).toEqual(['registering', 'down unauthorised'])
    await bench.clock.advance(119_000)
    expect(peer.requests('REGISTER')).toHaveLength(2)
    await bench.clock.advance(1100)
    expect(peer.requests('REGISTER')).toHaveLength(3)
  })

  it('R6 no response: down, unreachable, and up again when it answers', async () => {
    const { bench, last, say, states } = await setUp([lineConfig(REGISTERED)])
    await bench.clock.advance(33_000)
    expect(states()).toEqual(['registering', 'down unreachable'])
    await bench.clock.advance(5000)
    await say(last('REGISTER'), 200)
    expect(states()).toEqual(['registering', 'down unreachable', 'up'])
  })

  it('R8 close un-registers, credentials included', async () => {
    const { bench, driver, last, say } = await setUp([lineConfig(REGISTERED)])
    await say(last('REGISTER'), 200)
    let isDone = false
    void driver.close().then(() => {
      isDone = true
    })
    await bench.clock.advance(20)
    expect(header(last('REGISTER'), 'expires')).toBe('0')
    await say(last('REGISTER'), 401, CHALLENGE)
    expect(header(last('REGISTER'), 'authorization')).toBeDefined()
    await say(last('REGISTER'), 200)
    expect(isDone).toBe(true)
    expect(bench.clock.pending).toBe(0)
  })
})

describe('health of a line without registration', () => {
  it('H1 is up at once and asks nothing of a peer that never showed OPTIONS', async () => {
    const { peer, bench, states } = await setUp()
    await bench.clock.advance(300_000)
    expect(states()).toEqual(['up'])
    expect(peer.received).toEqual([])
  })

  it('H2 H4 a peer that sends OPTIONS is asked every 30 s, and down after two silences', async () => {
    const { peer, bench, states, last, say } = await setUp()
    peer.send(`OPTIONS sip:10.0.0.1 SIP/2.0
      Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKo
      From: <sip:t@10.0.0.2>;tag=o
      To: <sip:10.0.0.1>
      Call-ID: o
      CSeq: 1 OPTIONS`)
    await bench.clock.advance(31_000)
    await say(last('OPTIONS'), 404)
    await bench.clock.advance(30_000)
    expect(states()).toEqual(['up'])
    await bench.clock.advance(70_000)
    expect(states()).toEqual(['up', 'down unreachable'])
    await bench.clock.advance(30_000)
    await say(last('OPTIONS'), 200)
    expect(states()).toEqual(['up', 'down unreachable', 'up'])
  })

  it('H3 H5 a dial without response takes it down; anything heard takes it up', async () => {
    const { bench, driver, states, last, say } = await setUp()
    driver.dial({ legId: 'leg', lineId: 'trunk', to: '1', from: '2' })
    await bench.clock.advance(33_000)
    expect(states()).toContain('down unreachable')
    await bench.clock.advance(30_000)
    await say(last('OPTIONS'), 501)
    expect(states().at(-1)).toBe('up')
  })

  it('L9 a name that does not resolve: down, name-not-found, tried again', async () => {
    const { states } = await setUp([lineConfig({ host: 'nowhere.example' })])
    expect(states()).toEqual(['down name-not-found'])
  })

  it('L9 a disabled line says so', async () => {
    const { states, peer, bench } = await setUp([lineConfig({ ...REGISTERED, enabled: false })])
    await bench.clock.advance(60_000)
    expect(states()).toEqual(['disabled'])
    expect(peer.received).toEqual([])
  })
})

describe('configuration', () => {
  it('L7 what is the same is left alone, what is gone is hung up', async () => {
    const { bench, driver, facts, last, say, peer } = await setUp()
    driver.dial({ legId: 'leg', lineId: 'trunk', to: '1', from: '2' })
    await bench.clock.advance(20)
    await say(last('INVITE'), 180)
    driver.configure([lineConfig({ name: 'New name', maxCalls: 5 })])
    await bench.clock.advance(20)
    expect(facts.filter((fact) => fact.type === 'leg.ended')).toEqual([])
    driver.configure([])
    await bench.clock.advance(20)
    expect(facts.find((fact) => fact.type === 'leg.ended')).toMatchObject({ cause: 'shutdown', by: 'us' })
    expect(peer.requests('CANCEL')).toHaveLength(1)
  })

  it('L7 a changed trunk: the old registration leaves first', async () => {
    const { driver, bench, peer, last, say } = await setUp([lineConfig(REGISTERED)])
    await say(last('REGISTER'), 200)
    driver.configure([lineConfig({ ...REGISTERED, password: 'new' })])
    await bench.clock.advance(20)
    expect(peer.requests('REGISTER').map((request) => header(request as SipRequest, 'expires'))).toEqual(['300', '0'])
    await say(last('REGISTER'), 200)
    expect(header(last('REGISTER'), 'expires')).toBe('300')
  })

  it('L4 a call is of the line that has its number, else of the port, else of the first', async () => {
    const { bench, facts } = await setUp([
      lineConfig({ id: 'first', numbers: ['+861'], port: 7000 }),
      lineConfig({ id: 'by-number', numbers: ['+862'], port: 7001 }),
      lineConfig({ id: 'by-port', numbers: [], port: TRUNK.port }),
    ])
    const other = await bench.peer({ address: TRUNK.address, port: 7777 })
    const { peer } = { peer: other }
    const invite = (user: string) => `INVITE sip:${user}@10.0.0.1 SIP/2.0
      Via: SIP/2.0/UDP 10.0.0.2:7777;branch=z9hG4bK${user}
      From: <sip:9@10.0.0.2>;tag=o
      To: <sip:${user}@10.0.0.1>
      Call-ID: ${user}
      CSeq: 1 INVITE
      Contact: <sip:9@10.0.0.2>`
    peer.send(invite('862'))
    peer.send(invite('999'))
    await bench.clock.advance(20)
    expect(facts.flatMap((fact) => (fact.type === 'leg.offered' ? [fact.lineId] : []))).toEqual(['by-number', 'first'])
  })
})

describe('the port', () => {
  it('L10 a second driver on the same port is refused, and told why', async () => {
    const holder = createSocket('udp4')
    await new Promise<void>((resolve) => holder.bind(0, '127.0.0.1', resolve))
    const { port } = holder.address()
    const listen = [{ transport: 'udp' as const, address: '127.0.0.1', port }]
    const given = { listen, media: new FakeMedia(), families: [4 as const], emit: () => {} }
    await expect(SipLineDriver.start(given)).rejects.toThrow(
      `UDP 127.0.0.1:${port} is already in use by another program`,
    )
    await new Promise<void>((resolve) => holder.close(resolve))
    const driver = await SipLineDriver.start(given)
    await expect(SipLineDriver.start(given)).rejects.toBeInstanceOf(BindError)
    await driver.close()
  })
})
