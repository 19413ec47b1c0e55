// Calls to a trunk that is played by hand. Rules D7-D13 and D22-D24 of gateway/dialog/SPEC.md, C1-C4 and L5-L8 of SPEC.md.
import { describe, expect, it } from 'vitest'
import type { SipRequest } from '../../sip/message.ts'
import { callerIdOf } from './caller-id.ts'
import { branchOf, CONTACT, header, SDP, setUp } from './outgoing-call-bench.ts'
import { TRUNK } from './sip-test-bench.ts'

const ACCOUNT = { user: 'acme', password: 'secret' }
const challenge = (realm: string, rest = '') => `Digest realm="${realm}", nonce="n1", qop="auth"${rest}`

describe('an outgoing call', () => {
  it('D7 sends INVITE with our offer, from our number at our address', async () => {
    const { dial } = await setUp()
    const invite = await dial()
    expect(header(invite, 'from')).toMatch(/^<sip:\+862112345678@10\.0\.0\.1:5060>;tag=/)
    expect(invite.uri).toMatchObject({ user: '13800138000', host: '10.0.0.2', port: null })
    const body = Buffer.from(invite.body).toString()
    expect(body).toContain('m=audio 20002 RTP/AVP 8 0 9 111 101 13')
    expect(body).toContain('a=rtpmap:101 telephone-event/8000')
    expect(body).toContain('a=ptime:20')
  })

  it('N7 names no transport that was left to the name (RFC 3263 §4.1)', async () => {
    const { dial } = await setUp({ transport: 'auto', port: 0 })
    expect((await dial()).uri).toMatchObject({ host: '10.0.0.2', port: null, params: [] })
  })

  it('L16 asserts our number to the trunk, and what it is sent on for', async () => {
    const { dial } = await setUp()
    const plain = await dial()
    expect(header(plain, 'p-asserted-identity')).toBe('<sip:+862112345678@10.0.0.2>')
    expect([header(plain, 'privacy'), header(plain, 'diversion')]).toEqual([undefined, undefined])
    const sentOn = await dial('other', { diverted: '+862155556666' })
    expect(header(sentOn, 'diversion')).toBe('<sip:+862155556666@10.0.0.2>;reason=unconditional')
  })

  it('L16 says why it is sent on (RFC 5806 §10, RFC 7044 §5, RFC 4458)', async () => {
    const { dial } = await setUp()
    const invite = await dial('leg', { diverted: '4000', divertedWhy: 'noAnswer' })
    expect(header(invite, 'diversion')).toBe('<sip:4000@10.0.0.2>;reason=no-answer')
    expect(header(invite, 'history-info')).toBe(
      '<sip:4000@10.0.0.2?Reason=SIP%3Bcause%3D408>;index=1, <sip:13800138000@10.0.0.2;cause=408>;index=1.1;mp=1',
    )
    expect(callerIdOf(invite).diverted).toBe('4000')
    const busy = await dial('busy', { diverted: '4000', divertedWhy: 'busy' })
    expect(header(busy, 'diversion')).toContain('reason=user-busy')
  })

  it('L16 withheld: the called party is shown nobody, the trunk is told who it is', async () => {
    const { dial } = await setUp()
    const invite = await dial('leg', { withheld: true })
    expect(header(invite, 'from')).toMatch(/^"Anonymous" <sip:anonymous@anonymous\.invalid>;tag=/)
    expect(header(invite, 'privacy')).toBe('id')
    expect(header(invite, 'p-asserted-identity')).toBe('<sip:+862112345678@10.0.0.2>')
    expect(header(invite, 'contact')).not.toContain('862112345678')
  })

  it('D8 rings, is answered; the ACK has a branch of its own; every 2xx again is ACKed again', async () => {
    const { dial, say, peer, of, media, driver } = await setUp()
    const invite = await dial()
    await say(invite, 100)
    await say(invite, 180, { tag: 'them' })
    await say(invite, 180, { tag: 'them' })
    await say(invite, 200, { tag: 'them', headers: CONTACT, sdp: SDP })
    await say(invite, 200, { tag: 'them', headers: CONTACT, sdp: SDP })
    const acks = peer.requests('ACK') as SipRequest[]
    expect(acks).toHaveLength(2)
    expect(branchOf(acks[0])).not.toBe(branchOf(invite))
    expect(acks[0]?.cseq.number).toBe(invite.cseq.number)
    expect(of('leg.progressed')).toEqual([{ type: 'leg.progressed', legId: 'leg', progress: 'ringing' }])
    expect(of('leg.answered')).toHaveLength(1)
    expect(media.remotes.get('leg')).toMatchObject([{ address: '10.0.0.2', port: 40_000, telephoneEvent: 101 }])
    expect(driver.legs()).toEqual([{ legId: 'leg', state: 'answered' }])
  })

  it('D8 183 with SDP is early media, and its answer stands when the 200 has none', async () => {
    const { dial, say, of, media } = await setUp()
    const invite = await dial()
    await say(invite, 183, { tag: 'them', sdp: SDP })
    expect(of('leg.progressed')).toMatchObject([{ progress: 'early-media' }])
    await say(invite, 200, { tag: 'them', headers: CONTACT })
    expect(of('leg.answered')).toHaveLength(1)
    expect(media.remotes.get('leg')).toHaveLength(2)
  })

  it('the ACK of a refusal has the branch of the INVITE', async () => {
    const { dial, say, peer, of, driver, media } = await setUp()
    const invite = await dial()
    await say(invite, 486, { tag: 'them' })
    const [ack] = peer.requests('ACK') as SipRequest[]
    expect(branchOf(ack)).toBe(branchOf(invite))
    expect(of('leg.ended')).toMatchObject([{ cause: 'busy', by: 'them', detail: 'SIP 486' }])
    expect(driver.legs()).toEqual([])
    expect(media.open.size).toBe(0)
  })

  it.each([
    [302, 'unreachable'],
    [403, 'rejected'],
    [404, 'unknown-number'],
    [408, 'no-answer'],
    [410, 'unknown-number'],
    [415, 'not-acceptable'],
    [480, 'no-answer'],
    [484, 'unknown-number'],
    [486, 'busy'],
    [606, 'not-acceptable'],
    [500, 'congestion'],
    [503, 'unreachable'],
    [600, 'busy'],
    [603, 'rejected'],
    [604, 'unknown-number'],
    [401, 'unauthorised'],
    [407, 'unauthorised'],
  ])('D20 SIP %i is %s', async (status, cause) => {
    const { dial, say, of } = await setUp()
    await say(await dial(), status, { tag: 'them' })
    expect(of('leg.ended')).toMatchObject([{ cause, by: 'them', detail: `SIP ${status}` }])
  })

  it('D11 F3 no response for 8 s: sent 5 times, then unreachable, and the line is down', async () => {
    const { dial, peer, bench, of } = await setUp()
    await dial()
    await bench.clock.advance(7900)
    expect(of('leg.ended')).toEqual([])
    await bench.clock.advance(200)
    expect(peer.requests('INVITE')).toHaveLength(5)
    expect(of('leg.ended')).toMatchObject([{ cause: 'unreachable', detail: 'no response' }])
    expect(of('line.changed').at(-1)).toMatchObject({ calls: 0 })
    expect(of('line.changed')).toContainEqual(expect.objectContaining({ state: 'down', fault: 'unreachable' }))
  })

  it('D9 a forked 2xx with another To tag is ACKed and ended; the first call stands', async () => {
    const { answered, say, peer, of } = await setUp()
    const invite = await answered()
    await say(invite, 200, { tag: 'other', headers: 'Contact: <sip:fork@10.0.0.2:5060>', sdp: SDP })
    const [bye] = peer.requests('BYE') as SipRequest[]
    expect(header(bye, 'to')).toContain('tag=other')
    expect(peer.requests('ACK')).toHaveLength(2)
    await say(bye!, 200)
    expect(of('leg.ended')).toEqual([])
  })

  it('D13 an answer that we cannot use: ACK and BYE', async () => {
    const { dial, say, peer, of } = await setUp()
    await say(await dial(), 200, { tag: 'them', headers: CONTACT, sdp: SDP.replace('8 101', '4') })
    expect([peer.requests('ACK').length, peer.requests('BYE').length]).toEqual([1, 1])
    expect(of('leg.ended')).toMatchObject([{ cause: 'not-acceptable' }])
    expect(of('leg.answered')).toEqual([])
  })

  it('L2 a response is known by its branch: another address of the trunk may send it', async () => {
    const { dial, bench, of } = await setUp()
    const other = await bench.peer({ address: '10.0.0.3', port: 5060 })
    const invite = await dial()
    other.reply(invite, 180, { tag: 'them' })
    other.reply(
      {
        ...invite,
        headers: invite.headers.map((field) => ({
          ...field,
          value: field.value.replace(/branch=\w+/, 'branch=z9hG4bKguess'),
        })),
      },
      486,
    )
    await bench.clock.advance(20)
    expect(of('leg.progressed')).toHaveLength(1)
    expect(of('leg.ended')).toEqual([])
  })

  it('D19 glare: their INVITE while ours is pending gets 491', async () => {
    const { dial, say, peer, bench } = await setUp()
    const invite = await dial()
    await say(invite, 180, { tag: 'them' })
    peer.send(`INVITE sip:x@10.0.0.1 SIP/2.0
      Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKglare
      From: <sip:13800138000@10.0.0.2>;tag=them
      To: ${header(invite, 'from')}
      Call-ID: ${invite.callId}
      CSeq: 1 INVITE
      Contact: <sip:trunk@10.0.0.2>
      Content-Type: application/sdp

      ${SDP}`)
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE').at(-1)).toBe(491)
  })
})

describe('hanging up while it rings', () => {
  it('D12 CANCEL with the branch of the INVITE; 487 ends it', async () => {
    const { dial, say, peer, of, driver } = await setUp()
    const invite = await dial()
    await say(invite, 180, { tag: 'them' })
    driver.hangUp('leg', 'no-answer')
    expect(of('leg.ended')).toMatchObject([{ cause: 'no-answer', by: 'us' }])
    await say(invite, 180, { tag: 'them' })
    const [cancel] = peer.requests('CANCEL') as SipRequest[]
    expect(branchOf(cancel)).toBe(branchOf(invite))
    await say(cancel!, 200)
    await say(invite, 487, { tag: 'them' })
    expect(peer.requests('CANCEL')).toHaveLength(1)
    expect(peer.requests('ACK')).toHaveLength(1)
    expect(of('leg.ended')).toHaveLength(1)
  })

  it('D12 no CANCEL before a provisional response', async () => {
    const { dial, say, peer, driver } = await setUp()
    const invite = await dial()
    driver.hangUp('leg', 'cancelled')
    await say(invite, 100)
    expect(peer.requests('CANCEL')).toHaveLength(1)
  })

  it('D13 a 200 that crossed our CANCEL: ACK and BYE', async () => {
    const { dial, say, peer, of, driver, bench } = await setUp()
    const invite = await dial()
    await say(invite, 180, { tag: 'them' })
    driver.hangUp('leg', 'cancelled')
    await say(invite, 200, { tag: 'them', headers: CONTACT, sdp: SDP })
    expect([peer.requests('ACK').length, peer.requests('BYE').length]).toEqual([1, 1])
    await say(peer.requests('BYE')[0] as SipRequest, 200)
    await bench.clock.advance(60_000)
    expect(of('leg.ended')).toHaveLength(1)
    expect(of('leg.answered')).toEqual([])
  })

  it('D12 hung up before the RTP socket is open: no INVITE, the socket is closed', async () => {
    const { driver, bench, peer, media, of } = await setUp()
    driver.dial({ legId: 'leg', lineId: 'trunk', to: '1', from: '2' })
    driver.hangUp('leg', 'cancelled')
    await bench.clock.advance(20)
    expect(peer.received).toEqual([])
    expect(media.open.size).toBe(0)
    expect(of('leg.ended')).toHaveLength(1)
  })
})

describe('credentials', () => {
  it('D10 407 with qop and SHA-256 is answered once, with the next CSeq', async () => {
    const { dial, say, peer, of } = await setUp(ACCOUNT)
    const first = await dial()
    await say(first, 407, {
      tag: 'p',
      headers: `Proxy-Authenticate: ${challenge('trunk')}\nProxy-Authenticate: ${challenge('trunk', ', algorithm=SHA-256')}`,
    })
    const second = peer.requests('INVITE').at(-1) as SipRequest
    expect(second.cseq.number).toBe(2)
    expect(header(second, 'proxy-authorization')).toMatch(
      /username="acme", realm="trunk".*algorithm=SHA-256.*nc=00000001/,
    )
    await say(second, 407, { tag: 'p', headers: `Proxy-Authenticate: ${challenge('trunk')}` })
    expect(peer.requests('INVITE')).toHaveLength(2)
    expect(of('leg.ended')).toMatchObject([{ cause: 'unauthorised' }])
  })

  it('C3 a stale nonce is answered again', async () => {
    const { dial, say, peer } = await setUp(ACCOUNT)
    await say(await dial(), 401, { tag: 'p', headers: `WWW-Authenticate: ${challenge('trunk')}` })
    const second = peer.requests('INVITE').at(-1) as SipRequest
    await say(second, 401, {
      tag: 'p',
      headers: `WWW-Authenticate: Digest realm="trunk", nonce="n2", qop="auth", stale=true`,
    })
    expect(header(peer.requests('INVITE').at(-1) as SipRequest, 'authorization')).toContain('nonce="n2"')
  })

  it('C1 a called party elsewhere that challenges our BYE gets no credentials (ES2021-05)', async () => {
    const { dial, say, peer, bench, driver } = await setUp(ACCOUNT)
    const callee = await bench.peer({ address: '10.7.7.7', port: 5060 })
    await say(await dial(), 407, { tag: 'p', headers: `Proxy-Authenticate: ${challenge('trunk')}` })
    await say(peer.requests('INVITE').at(-1) as SipRequest, 200, {
      tag: 'c',
      headers: 'Contact: <sip:c@10.7.7.7>',
      sdp: SDP,
    })
    driver.hangUp('leg', 'normal')
    await bench.clock.advance(20)
    callee.reply(callee.requests('BYE')[0]!, 407, { headers: `Proxy-Authenticate: ${challenge('trunk')}` })
    await bench.clock.advance(1000)
    expect(callee.requests('ACK')).toHaveLength(1)
    for (const message of callee.received)
      expect(message.headers.map(({ name }) => name)).not.toContain('proxy-authorization')
    for (const message of callee.received)
      expect(message.headers.map(({ name }) => name)).not.toContain('authorization')
  })

  it('C2 a realm that is not the trunk’s gets nothing, though it comes through the trunk', async () => {
    const { dial, say, peer, bench, driver } = await setUp(ACCOUNT)
    await say(await dial(), 407, { tag: 'p', headers: `Proxy-Authenticate: ${challenge('trunk')}` })
    await say(peer.requests('INVITE').at(-1) as SipRequest, 200, { tag: 'c', headers: CONTACT, sdp: SDP })
    driver.hangUp('leg', 'normal')
    await bench.clock.advance(20)
    await say(peer.requests('BYE')[0] as SipRequest, 401, { headers: `WWW-Authenticate: ${challenge('evil')}` })
    expect(peer.requests('BYE')).toHaveLength(1)
  })

  it('D23 the trunk’s own challenge of our BYE is answered', async () => {
    const { dial, say, peer, bench, driver } = await setUp(ACCOUNT)
    await say(await dial(), 407, { tag: 'p', headers: `Proxy-Authenticate: ${challenge('trunk')}` })
    await say(peer.requests('INVITE').at(-1) as SipRequest, 200, { tag: 'c', headers: CONTACT, sdp: SDP })
    driver.hangUp('leg', 'normal')
    await bench.clock.advance(20)
    const bye = peer.requests('BYE')[0] as SipRequest
    await say(bye, 407, { headers: `Proxy-Authenticate: ${challenge('trunk', ', stale=true')}` })
    const again = peer.requests('BYE').at(-1) as SipRequest
    expect(again.cseq.number).toBe(bye.cseq.number + 1)
    expect(header(again, 'proxy-authorization')).toContain('nc=00000002')
  })

  it('C4 a line without an account answers no challenge', async () => {
    const { dial, say, peer } = await setUp()
    await say(await dial(), 401, { tag: 'p', headers: `WWW-Authenticate: ${challenge('trunk')}` })
    expect(peer.requests('INVITE')).toHaveLength(1)
  })
})

describe('L6 calls that are not placed', () => {
  it.each([
    ['an unknown line', {}, 'other', 'unreachable'],
    ['a disabled line', { enabled: false }, 'trunk', 'unreachable'],
    ['an incoming-only line', { outbound: false }, 'trunk', 'rejected'],
    ['a line whose name does not resolve', { host: 'nowhere.example' }, 'trunk', 'unreachable'],
  ])('%s ends the leg at once', async (_, changed, lineId, cause) => {
    const { driver, peer, of } = await setUp(changed)
    driver.dial({ legId: 'leg', lineId, to: '1', from: '2' })
    expect(of('leg.ended')).toMatchObject([{ legId: 'leg', cause, by: 'us' }])
    expect(peer.requests('INVITE')).toEqual([])
  })

  it('L5 the call above maxCalls is congestion', async () => {
    const { dial, of } = await setUp({ maxCalls: 1 })
    await dial('a')
    await dial('b')
    expect(of('leg.ended')).toMatchObject([{ legId: 'b', cause: 'congestion' }])
  })

  it('text dialed at us cannot leave the user part of the URI', async () => {
    const { driver, peer, bench } = await setUp()
    driver.dial({ legId: 'leg', lineId: 'trunk', to: '1@evil\r\nX: y#', from: '2' })
    await bench.clock.advance(20)
    expect((peer.requests('INVITE')[0] as SipRequest).uri).toMatchObject({
      user: '1%40evil%0D%0AX%3A%20y%23',
      host: TRUNK.address,
    })
  })
})

describe('closing', () => {
  it('hangs every leg up, says BYE and CANCEL, and is done within 2 s', async () => {
    const { dial, say, answered, peer, driver, bench, of } = await setUp()
    await answered()
    await say(await dial('ringing'), 180, { tag: 'r' })
    let isDone = false
    void driver.close().then(() => {
      isDone = true
    })
    await bench.clock.advance(20)
    expect([peer.requests('BYE').length, peer.requests('CANCEL').length]).toEqual([1, 1])
    expect(of('leg.ended').map((fact) => fact.type === 'leg.ended' && fact.cause)).toEqual(['shutdown', 'shutdown'])
    await bench.clock.advance(2000)
    expect(isDone).toBe(true)
    expect(bench.clock.pending).toBe(0)
  })
})
