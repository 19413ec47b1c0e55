// Trunks with more than one address, lines with limits and allow-lists. Rules F1-F5, T1-T7, L2, L5, L12, L20 and G2, G7.
import { describe, expect, it } from 'vitest'
import type { SipLineConfig } from '#protocol/line-config'
import { paramValue } from '../../sip/grammar.ts'
import type { SipMessage, SipRequest } from '../../sip/message.ts'
import { request } from './incoming-call-bench.ts'
import { Bench, lineConfig, TRUNK, US } from './sip-test-bench.ts'

const SECOND = { address: '10.0.0.3', port: 5070 }
const NAME = 'trunk.example'
const ACCOUNT = { register: true, user: 'acme', password: 'secret' }

async function setUp(changed: Partial<SipLineConfig> = {}, more: SipLineConfig[] = []) {
  const bench = new Bench()
  bench.names.set(NAME, [TRUNK, SECOND])
  const [first, second] = [await bench.peer(TRUNK), await bench.peer(SECOND)]
  const us = await bench.driver(US, [lineConfig({ host: NAME, ...changed }), ...more])
  await bench.clock.advance(20)
  const dial = async (legId = 'leg') => {
    us.driver.dial({ legId, lineId: 'trunk', to: '13800138000', from: '+862112345678' })
    await bench.clock.advance(20)
  }
  const say = async (peer: typeof first, message: SipMessage | undefined, status: number, headers = '') => {
    peer.reply(message!, status, { tag: 'r', headers })
    await bench.clock.advance(20)
  }
  const line = () => us.facts.findLast((fact) => fact.type === 'line.changed' && fact.lineId === 'trunk')
  const ended = () => us.facts.filter((fact) => fact.type === 'leg.ended')
  return { bench, first, second, ...us, dial, say, line, ended }
}

const branchOf = (message: SipMessage | undefined) => message && paramValue(message.via[0]!.params, 'branch')

describe('a trunk of two addresses', () => {
  it('F1 F2 the first is silent: the second has the same call after 4 s, with a branch of its own', async () => {
    const { bench, first, second, dial, say, line, driver } = await setUp()
    await dial()
    await bench.clock.advance(3900)
    expect([first.requests('INVITE').length, second.requests('INVITE').length]).toEqual([4, 0])
    await bench.clock.advance(100)
    const [one, two] = [first.requests('INVITE')[0], second.requests('INVITE')[0]]
    expect([two?.callId, two?.cseq]).toEqual([one?.callId, one?.cseq])
    expect(branchOf(two)).not.toBe(branchOf(one))
    expect(line()).toMatchObject({ state: 'up', detail: 'udp 10.0.0.3:5070' })
    await say(second, two, 180)
    driver.hangUp('leg', 'normal')
    await bench.clock.advance(20)
    expect(branchOf(second.requests('CANCEL')[0])).toBe(branchOf(two))
    expect(first.requests('CANCEL')).toEqual([])
  })

  it('F1 503 goes on at once; the answer of the last one stands', async () => {
    const { first, second, dial, say, ended } = await setUp()
    await dial()
    await say(first, first.requests('INVITE')[0], 503)
    expect(first.requests('ACK')).toHaveLength(1)
    expect(ended()).toEqual([])
    await say(second, second.requests('INVITE')[0], 486)
    expect(ended()).toMatchObject([{ cause: 'busy', detail: 'SIP 486' }])
  })

  it('F1 never leaves a target that has answered with a provisional response', async () => {
    const { bench, first, second, dial, say } = await setUp()
    await dial()
    await say(first, first.requests('INVITE')[0], 100)
    await bench.clock.advance(30_000)
    expect(second.requests('INVITE')).toEqual([])
  })

  it('F3 all are silent: told after 4 + 8 s', async () => {
    const { bench, dial, ended } = await setUp()
    await dial()
    await bench.clock.advance(11_900)
    expect(ended()).toEqual([])
    await bench.clock.advance(200)
    expect(ended()).toMatchObject([{ cause: 'unreachable', detail: 'no response' }])
  })

  it('F3 another line is up: told after 4 s', async () => {
    const { bench, dial, ended } = await setUp({ host: TRUNK.address }, [lineConfig({ id: 'other', host: '10.0.0.9' })])
    await dial()
    await bench.clock.advance(4100)
    expect(ended()).toHaveLength(1)
  })

  it('F5 a call that was hung up meanwhile is not tried elsewhere', async () => {
    const { bench, second, dial, driver } = await setUp()
    await dial()
    driver.hangUp('leg', 'normal')
    await bench.clock.advance(10_000)
    expect(second.requests('INVITE')).toEqual([])
  })

  it('T1 T5 the next call goes to the second, until OPTIONS are answered by the first', async () => {
    const { bench, first, second, dial, say, line } = await setUp()
    await dial('a')
    await say(first, first.requests('INVITE')[0], 503)
    await say(second, second.requests('INVITE')[0], 486)
    await dial('b')
    expect([first.requests('INVITE').length, second.requests('INVITE').length]).toEqual([1, 2])
    await say(second, second.requests('INVITE')[1], 180)
    await bench.clock.advance(15_000)
    await say(first, first.requests('OPTIONS').at(-1), 503)
    expect(line()).toMatchObject({ detail: 'udp 10.0.0.3:5070' })
    await bench.clock.advance(15_000)
    await say(first, first.requests('OPTIONS').at(-1), 200)
    expect(line()).toMatchObject({ state: 'up', detail: 'udp 10.0.0.2:5060' })
    await dial('c')
    expect([first.requests('INVITE').length, second.requests('INVITE').length]).toEqual([2, 2])
  })

  it('T7 registers where it calls: again at the second, and again at the first when that is back', async () => {
    const { bench, first, second, dial, say } = await setUp(ACCOUNT)
    await say(first, first.requests('REGISTER')[0], 200)
    await dial()
    await say(first, first.requests('INVITE')[0], 503)
    await say(second, second.requests('INVITE')[0], 180)
    await say(second, second.requests('REGISTER')[0], 200)
    await bench.clock.advance(15_000)
    await say(first, first.requests('OPTIONS')[0], 200)
    expect([first.requests('REGISTER').length, second.requests('REGISTER').length]).toEqual([2, 1])
  })

  it('T7 F1 a registrar that is silent is left', async () => {
    const { bench, second, say, line } = await setUp(ACCOUNT)
    await bench.clock.advance(4000)
    await say(second, second.requests('REGISTER')[0], 200)
    expect(line()).toMatchObject({ state: 'up', detail: 'udp 10.0.0.3:5070' })
  })

  it('C1 both are the trunk: the second one’s challenge is answered', async () => {
    const { first, second, dial, say } = await setUp({ user: 'acme', password: 'secret' })
    await dial()
    await say(first, first.requests('INVITE')[0], 503)
    await say(second, second.requests('INVITE')[0], 401, 'WWW-Authenticate: Digest realm="t", nonce="n"')
    const again = second.requests('INVITE').at(-1) as SipRequest
    expect(first.requests('INVITE')).toHaveLength(1)
    expect(again.headers.find(({ name }) => name === 'authorization')?.value).toContain('username="acme"')
  })
})

describe('L22 an outbound proxy', () => {
  it('gets every request of the line; the host stays in the Request-URI', async () => {
    const { first, second, dial, say } = await setUp({ host: TRUNK.address, proxy: '10.0.0.3:5070', ...ACCOUNT })
    await say(second, second.requests('REGISTER')[0], 200)
    await dial()
    const [invite] = second.requests('INVITE') as SipRequest[]
    expect(invite?.uri).toMatchObject({ user: '13800138000', host: TRUNK.address, port: null })
    expect(first.received).toEqual([])
  })

  it('may call us', async () => {
    const { bench, second, facts } = await setUp({ host: TRUNK.address, proxy: '10.0.0.3:5070' })
    second.send(request())
    await bench.clock.advance(20)
    expect(facts.filter((fact) => fact.type === 'leg.offered')).toHaveLength(1)
  })
})

describe('limits of a line', () => {
  const invite = (call: number) =>
    request({ branch: `z9hG4bK${call}`, callId: `call-${call}`, from: `<sip:${call}@10.0.0.2>` })

  it('L20 calls per second: 503 that says which limit, and the next second is another', async () => {
    const { bench, first, facts } = await setUp({ maxCallsPerSecond: 4 })
    for (let call = 0; call < 5; call++) first.send(invite(call))
    await bench.clock.advance(20)
    expect(facts.filter((fact) => fact.type === 'leg.offered')).toHaveLength(2)
    const refused = first.responses('INVITE').filter(({ status }) => status === 503)
    expect(refused).toHaveLength(3)
    expect(refused[0]?.headers).toContainEqual({ name: 'warning', value: '399 trunk "limit: calls per second"' })
    await bench.clock.advance(1000)
    first.send(invite(9))
    await bench.clock.advance(20)
    expect(facts.filter((fact) => fact.type === 'leg.offered')).toHaveLength(3)
  })

  it('L20 calls out above it are congestion with its own detail', async () => {
    const { dial, ended } = await setUp({ maxCallsPerSecond: 1 })
    await dial('a')
    await dial('b')
    expect(ended()).toMatchObject([{ legId: 'b', cause: 'congestion', by: 'us', detail: 'limit: calls per second' }])
  })

  it('L5 calls at once are told apart', async () => {
    const { dial, ended } = await setUp({ maxCalls: 1 })
    await dial('a')
    await dial('b')
    expect(ended()).toMatchObject([{ legId: 'b', cause: 'congestion', detail: 'limit: calls at once' }])
  })
})

describe('who may call', () => {
  const from = (address: string) => request({ callId: `from-${address}`, branch: `z9hG4bK${address}` })

  it('L2 sources of the allow-list may, their neighbours may not', async () => {
    const { bench, facts } = await setUp({ sources: ['10.5.0.0/16', '10.6.0.1'] })
    const peers = await Promise.all(
      ['10.5.9.9', '10.6.0.1', '10.6.0.2'].map((address) => bench.peer({ address, port: 5060 })),
    )
    peers.forEach((peer, index) => void peer.send(from(String(index))))
    await bench.clock.advance(20)
    expect(facts.filter((fact) => fact.type === 'leg.offered')).toHaveLength(2)
    expect(peers.map((peer) => peer.received.length > 0)).toEqual([true, true, false])
  })

  it('L7 the allow-list changes without touching a call', async () => {
    const { bench, driver, facts } = await setUp({ sources: ['10.5.0.0/16'] })
    const peer = await bench.peer({ address: '10.5.0.1', port: 5060 })
    peer.send(from('a'))
    await bench.clock.advance(20)
    driver.configure([lineConfig({ host: NAME, sources: [] })])
    peer.send(from('b'))
    await bench.clock.advance(20)
    expect(facts.filter((fact) => fact.type === 'leg.offered' || fact.type === 'leg.ended')).toHaveLength(1)
  })

  it('G2 an address that becomes a trunk’s is heard, however it knocked before', async () => {
    const { bench, driver, facts } = await setUp()
    const peer = await bench.peer({ address: '10.7.0.1', port: 5060 })
    for (let i = 0; i < 50; i++) peer.send(from(String(i)))
    await bench.clock.advance(20)
    expect(facts.filter((fact) => fact.type === 'leg.offered')).toEqual([])
    driver.configure([lineConfig({ host: NAME, sources: ['10.7.0.1'] })])
    peer.send(from('now'))
    await bench.clock.advance(20)
    expect(facts.filter((fact) => fact.type === 'leg.offered')).toHaveLength(1)
  })

  it('G7 a trunk’s address that tries passwords hears nothing more of them, and its calls go on', async () => {
    const { bench, first, facts } = await setUp()
    for (let i = 0; i < 30; i++)
      first.send(request({ method: 'REGISTER', cseq: i + 1, callId: `guess-${i}`, branch: `z9hG4bKg${i}`, sdp: '' }))
    await bench.clock.advance(100)
    expect(first.statuses('REGISTER')).toEqual(Array(10).fill(405))
    first.send(from('call'))
    await bench.clock.advance(20)
    expect(facts.filter((fact) => fact.type === 'leg.offered')).toHaveLength(1)
    await bench.clock.advance(600_000)
    first.send(request({ method: 'REGISTER', cseq: 99, callId: 'later', branch: 'z9hG4bKlater', sdp: '' }))
    await bench.clock.advance(20)
    expect(first.statuses('REGISTER')).toHaveLength(11)
  })
})
