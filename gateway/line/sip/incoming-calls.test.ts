// Calls from a trunk that is played by hand. Rules D1-D6 and D14-D19 of gateway/dialog/SPEC.md, L1-L9 of SPEC.md.
import { describe, expect, it } from 'vitest'
import type { SipMessage } from '../../sip/message.ts'
import { Bench, lineConfig, TRUNK } from './sip-test-bench.ts'

const SDP = `v=0
o=- 1 1 IN IP4 10.0.0.2
s=-
c=IN IP4 10.0.0.2
t=0 0
m=audio 40000 RTP/AVP 8 0 97
a=rtpmap:97 telephone-event/8000`

type InviteOptions = {
  branch?: string
  sdp?: string
  headers?: string
  user?: string
  callId?: string
  from?: string
  cseq?: number
  toTag?: string
  method?: string
}

const request = (options: InviteOptions = {}) => {
  const {
    branch = 'z9hG4bKin1',
    sdp = SDP,
    user = '862112345678',
    callId = 'call-1',
    cseq = 1,
    method = 'INVITE',
  } = options
  const from = options.from ?? '"Zhang" <sip:13800138000@10.0.0.2>'
  return `${method} sip:${user}@10.0.0.1 SIP/2.0
    Via: SIP/2.0/UDP 10.0.0.2:5060;branch=${branch};rport
    Max-Forwards: 70
    From: ${from};tag=peer
    To: <sip:${user}@10.0.0.1>${options.toTag ? `;tag=${options.toTag}` : ''}
    Call-ID: ${callId}
    CSeq: ${cseq} ${method}
    Contact: <sip:trunk@10.0.0.2:5060>${options.headers ? `\n${options.headers}` : ''}${sdp ? '\nContent-Type: application/sdp' : ''}

${sdp}`
}

const tagIn = (response: SipMessage | undefined) =>
  /tag=(\S+)/.exec(response?.headers.find(({ name }) => name === 'to')?.value ?? '')?.[1] ?? ''
const bodyOf = (message: SipMessage | undefined) => Buffer.from(message?.body ?? []).toString()

async function setUp(changed = {}) {
  const bench = new Bench()
  const peer = await bench.peer()
  const us = await bench.driver({ address: '10.0.0.1', port: 5060 }, [lineConfig(changed)])
  const facts = (type: string) => us.facts.filter((fact) => fact.type === type)
  const legId = () => {
    const offered = us.facts.findLast((fact) => fact.type === 'leg.offered')
    return offered?.type === 'leg.offered' ? offered.legId : ''
  }
  const ok = () => peer.responses('INVITE').find((response) => response.status === 200)
  const inDialog = (method: string, cseq: number, options: InviteOptions = {}) =>
    peer.send(request({ method, cseq, branch: `z9hG4bK${method}${cseq}`, sdp: '', toTag: tagIn(ok()), ...options }))
  const answered = async (options: InviteOptions = {}) => {
    peer.send(request(options))
    await bench.clock.advance(20)
    us.driver.answer(legId())
    await bench.clock.advance(20)
    inDialog('ACK', 1)
    await bench.clock.advance(20)
  }
  return { bench, peer, ...us, of: facts, legId, ok, inDialog, answered }
}

describe('an incoming call', () => {
  it('L1 gets 100 at once, is offered with what was dialed and who presented', async () => {
    const { peer, bench, of } = await setUp()
    peer.send(request())
    await bench.clock.advance(10)
    expect(peer.statuses('INVITE')).toEqual([100])
    expect(of('leg.offered')).toMatchObject([
      { lineId: 'trunk', dialed: '862112345678', presented: '13800138000', name: 'Zhang' },
    ])
  })

  it('D2 D3 rings, is answered with SDP, and the ACK ends the resending of the 200', async () => {
    const { peer, bench, driver, legId, ok, inDialog, of, media } = await setUp()
    peer.send(request())
    await bench.clock.advance(20)
    driver.ring(legId())
    driver.answer(legId())
    await bench.clock.advance(3000)
    expect(peer.statuses('INVITE')).toEqual([100, 180, 200, 200, 200])
    expect(bodyOf(ok())).toContain('RTP/AVP 8 97')
    inDialog('ACK', 1)
    await bench.clock.advance(60_000)
    expect(peer.statuses('INVITE')).toHaveLength(5)
    expect(of('leg.answered')).toHaveLength(1)
    expect(media.remotes.get(legId())).toMatchObject([{ port: 40_000, codec: 'PCMA', telephoneEvent: 97, send: true }])
    expect(driver.legs()).toEqual([{ legId: legId(), state: 'answered' }])
  })

  it('IS4 a retransmitted INVITE never makes a second call', async () => {
    const { peer, bench, driver, legId, of } = await setUp()
    for (let i = 0; i < 3; i++) peer.send(request())
    await bench.clock.advance(20)
    driver.answer(legId())
    await bench.clock.advance(20)
    peer.send(request())
    await bench.clock.advance(20)
    expect(of('leg.offered')).toHaveLength(1)
    expect(peer.statuses('INVITE')).toEqual([100, 100, 100, 200])
  })

  it('TM4 the same INVITE by another branch is merged: 482', async () => {
    const { peer, bench, of } = await setUp()
    peer.send(request())
    peer.send(request({ branch: 'z9hG4bKin2' }))
    await bench.clock.advance(20)
    expect(of('leg.offered')).toHaveLength(1)
    expect(peer.statuses('INVITE')).toContain(482)
  })

  it('D5 CANCEL before the answer: 200 to CANCEL, 487 to INVITE, ended by them', async () => {
    const { peer, bench, of, driver, legId } = await setUp()
    peer.send(request())
    await bench.clock.advance(20)
    peer.send(request({ method: 'CANCEL', sdp: '' }))
    await bench.clock.advance(20)
    expect(peer.statuses('CANCEL')).toEqual([200])
    expect(peer.statuses('INVITE')).toEqual([100, 487])
    expect(of('leg.ended')).toMatchObject([{ cause: 'cancelled', by: 'them' }])
    driver.answer(legId())
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE')).not.toContain(200)
  })

  it('D5 CANCEL after our 200: the call stands', async () => {
    const { peer, bench, of, answered } = await setUp()
    await answered()
    peer.send(request({ method: 'CANCEL', sdp: '' }))
    await bench.clock.advance(20)
    expect(peer.statuses('CANCEL')).toEqual([200])
    expect(of('leg.ended')).toEqual([])
  })

  it('CANCEL of nothing: 481', async () => {
    const { peer, bench } = await setUp()
    peer.send(request({ method: 'CANCEL', sdp: '' }))
    await bench.clock.advance(20)
    expect(peer.statuses('CANCEL')).toEqual([481])
  })

  it.each([
    ['busy', 486],
    ['no-answer', 480],
    ['unknown-number', 404],
    ['congestion', 503],
    ['rejected', 603],
    ['error', 500],
    ['not-acceptable', 488],
  ] as const)('D21 refused with %s: SIP %i, sent until its ACK', async (cause, status) => {
    const { peer, bench, driver, legId, of } = await setUp()
    peer.send(request())
    await bench.clock.advance(20)
    driver.hangUp(legId(), cause)
    await bench.clock.advance(600)
    peer.send(request({ method: 'ACK', sdp: '', toTag: tagIn(peer.responses('INVITE').at(-1)) }))
    await bench.clock.advance(10_000)
    expect(peer.statuses('INVITE')).toEqual([100, status, status])
    expect(of('leg.ended')).toMatchObject([{ cause, by: 'us' }])
  })

  it('D6 is refused with 480 when nobody answers or ends it for 3 minutes', async () => {
    const { peer, bench, driver, of } = await setUp()
    peer.send(request())
    await bench.clock.advance(179_000)
    expect(of('leg.ended')).toEqual([])
    await bench.clock.advance(2000)
    expect(peer.statuses('INVITE')).toContain(480)
    expect(of('leg.ended')).toMatchObject([{ cause: 'no-answer', by: 'us' }])
    expect(driver.legs()).toEqual([])
  })

  it('D4 late offer: our 200 offers, the ACK answers, only then is it answered', async () => {
    const { peer, bench, driver, legId, ok, inDialog, of, media } = await setUp()
    peer.send(request({ sdp: '' }))
    await bench.clock.advance(20)
    driver.answer(legId())
    await bench.clock.advance(20)
    expect(bodyOf(ok())).toContain('RTP/AVP 8 0 101')
    expect(of('leg.answered')).toEqual([])
    inDialog('ACK', 1, { sdp: SDP.replace('8 0 97', '0') })
    await bench.clock.advance(20)
    expect(of('leg.answered')).toHaveLength(1)
    expect(media.remotes.get(legId())).toMatchObject([{ codec: 'PCMU', telephoneEvent: null }])
  })

  it('D4 late offer without an answer in the ACK: BYE', async () => {
    const { peer, bench, driver, legId, inDialog, of } = await setUp()
    peer.send(request({ sdp: '' }))
    await bench.clock.advance(20)
    driver.answer(legId())
    await bench.clock.advance(20)
    inDialog('ACK', 1)
    await bench.clock.advance(20)
    expect(peer.requests('BYE')).toHaveLength(1)
    expect(of('leg.ended')).toMatchObject([{ cause: 'not-acceptable' }])
  })

  it('D14 no ACK for 64·T1: BYE', async () => {
    const { peer, bench, driver, legId, of } = await setUp()
    peer.send(request())
    await bench.clock.advance(20)
    driver.answer(legId())
    await bench.clock.advance(33_000)
    expect(of('leg.ended')).toMatchObject([{ cause: 'unreachable', by: 'them', detail: 'no ACK' }])
    expect(peer.requests('BYE').length).toBeGreaterThan(0)
  })

  it('D16 hung up by us before the ACK: BYE waits for it', async () => {
    const { peer, bench, driver, legId, inDialog, of } = await setUp()
    peer.send(request())
    await bench.clock.advance(20)
    driver.answer(legId())
    await bench.clock.advance(20)
    driver.hangUp(legId(), 'normal')
    await bench.clock.advance(1000)
    expect(of('leg.ended')).toHaveLength(1)
    expect(peer.requests('BYE')).toEqual([])
    inDialog('ACK', 1)
    await bench.clock.advance(20)
    expect(peer.requests('BYE')).toHaveLength(1)
  })

  it('D17 BYE from them before the ACK ends it', async () => {
    const { peer, bench, driver, legId, inDialog, of } = await setUp()
    peer.send(request())
    await bench.clock.advance(20)
    driver.answer(legId())
    await bench.clock.advance(20)
    inDialog('BYE', 2)
    await bench.clock.advance(40_000)
    expect(peer.statuses('BYE')).toEqual([200])
    expect(of('leg.ended')).toMatchObject([{ cause: 'normal', by: 'them' }])
    expect(peer.statuses('INVITE')).toEqual([100, 200])
  })

  it('D5 BYE from them before the answer: 487', async () => {
    const { peer, bench, driver, legId, of } = await setUp()
    peer.send(request())
    await bench.clock.advance(20)
    driver.ring(legId())
    await bench.clock.advance(20)
    const toTag = tagIn(peer.responses('INVITE').at(-1))
    peer.send(request({ method: 'BYE', cseq: 2, branch: 'z9hG4bKb', sdp: '', toTag }))
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE')).toEqual([100, 180, 487])
    expect(of('leg.ended')).toMatchObject([{ cause: 'cancelled', by: 'them' }])
  })

  it('RTP that cannot be opened: 500', async () => {
    const { peer, bench, driver, legId, media, of } = await setUp()
    media.failure = new Error('no port left')
    peer.send(request())
    await bench.clock.advance(20)
    driver.answer(legId())
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE')).toEqual([100, 500])
    expect(of('leg.ended')).toMatchObject([{ cause: 'error', detail: 'no port left' }])
  })
})

describe('an answered incoming call', () => {
  it('D18 hold and back by re-INVITE: answered, told, the version rises', async () => {
    const { peer, bench, inDialog, answered, of, media, legId } = await setUp()
    await answered()
    inDialog('INVITE', 2, { sdp: `${SDP}\na=sendonly` })
    await bench.clock.advance(20)
    const hold = bodyOf(peer.responses('INVITE').at(-1))
    expect(hold).toContain('a=recvonly')
    expect(hold).toMatch(/^o=- \d+ 2 /m)
    inDialog('ACK', 2)
    inDialog('INVITE', 3, { sdp: SDP })
    await bench.clock.advance(20)
    inDialog('ACK', 3)
    await bench.clock.advance(20)
    expect(bodyOf(peer.responses('INVITE').at(-1))).toMatch(/^o=- \d+ 3 /m)
    expect(of('leg.held')).toMatchObject([{ held: true }, { held: false }])
    expect(media.remotes.get(legId())?.map((remote) => remote.send)).toEqual([true, false, true])
  })

  it('D18 hold the old way, c=0.0.0.0', async () => {
    const { bench, inDialog, answered, of } = await setUp()
    await answered()
    inDialog('INVITE', 2, { sdp: SDP.replace('c=IN IP4 10.0.0.2', 'c=IN IP4 0.0.0.0') })
    await bench.clock.advance(20)
    expect(of('leg.held')).toMatchObject([{ held: true }])
  })

  it('D18 the 200 of a re-INVITE is sent until its ACK', async () => {
    const { peer, bench, inDialog, answered } = await setUp()
    await answered()
    inDialog('INVITE', 2, { sdp: SDP })
    await bench.clock.advance(1700)
    expect(peer.statuses('INVITE').slice(2)).toEqual([100, 200, 200, 200])
    inDialog('ACK', 2)
    await bench.clock.advance(10_000)
    expect(peer.statuses('INVITE').slice(2)).toHaveLength(4)
  })

  it('D18 re-INVITE without SDP is given our offer', async () => {
    const { peer, bench, inDialog, answered } = await setUp()
    await answered()
    inDialog('INVITE', 2)
    await bench.clock.advance(20)
    expect(bodyOf(peer.responses('INVITE').at(-1))).toContain('RTP/AVP 8 0 101')
  })

  it('D19 glare: a new offer while ours is open gets 491', async () => {
    const { peer, bench, inDialog, answered } = await setUp()
    await answered()
    inDialog('INVITE', 2)
    await bench.clock.advance(20)
    inDialog('INVITE', 3, { sdp: SDP })
    inDialog('UPDATE', 4, { sdp: SDP })
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE').slice(-2)).toEqual([100, 491])
    expect(peer.statuses('UPDATE')).toEqual([491])
  })

  it('D18 a re-INVITE that we cannot take gets 488 and the call goes on', async () => {
    const { peer, bench, inDialog, answered, of } = await setUp()
    await answered()
    inDialog('INVITE', 2, { sdp: SDP.replace('8 0 97', '9') })
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE').at(-1)).toBe(488)
    inDialog('INFO', 3)
    await bench.clock.advance(20)
    expect(peer.statuses('INFO')).toEqual([200])
    expect(of('leg.ended')).toEqual([])
  })

  it('D15 INFO, OPTIONS and UPDATE without offer are answered 200, others 405 with Allow', async () => {
    const { peer, bench, inDialog, answered } = await setUp()
    await answered()
    for (const [index, method] of ['INFO', 'OPTIONS', 'UPDATE', 'REFER', 'MESSAGE'].entries())
      inDialog(method, 2 + index)
    await bench.clock.advance(20)
    expect(['INFO', 'OPTIONS', 'UPDATE', 'REFER', 'MESSAGE'].map((method) => peer.statuses(method)[0])).toEqual([
      200, 200, 200, 405, 405,
    ])
  })

  it('D14 a lower CSeq gets 500, another From tag 481', async () => {
    const { peer, bench, inDialog, answered } = await setUp()
    await answered()
    inDialog('INFO', 5)
    await bench.clock.advance(20)
    inDialog('OPTIONS', 4)
    inDialog('UPDATE', 6, { from: '<sip:x@10.0.0.2>;tag=other;x' })
    await bench.clock.advance(20)
    expect([peer.statuses('OPTIONS'), peer.statuses('UPDATE')]).toEqual([[500], [481]])
  })

  it('D17 BYE by us: sent along the route set, loose and strict', async () => {
    for (const [route, uri, target] of [
      ['<sip:10.0.0.2;lr>', 'sip:trunk@10.0.0.2:5060', '<sip:10.0.0.2;lr>'],
      ['<sip:10.0.0.2;x=1>', 'sip:10.0.0.2;x=1', '<sip:trunk@10.0.0.2:5060>'],
    ] as const) {
      const { peer, bench, driver, legId, answered } = await setUp()
      await answered({ headers: `Record-Route: ${route}` })
      driver.hangUp(legId(), 'normal')
      await bench.clock.advance(20)
      const [bye] = peer.requests('BYE')
      expect(bench.network.sent.at(-1)?.text).toContain(`BYE ${uri} SIP/2.0`)
      expect(bye?.headers.filter(({ name }) => name === 'route').map(({ value }) => value)).toEqual([target])
    }
  })

  it('D22 BYE is repeated until answered, then the leg is gone', async () => {
    const { peer, bench, driver, legId, answered, of, media } = await setUp()
    await answered()
    driver.hangUp(legId(), 'normal')
    await bench.clock.advance(1600)
    expect(peer.requests('BYE')).toHaveLength(3)
    peer.reply(peer.requests('BYE')[0]!, 200)
    await bench.clock.advance(60_000)
    expect(peer.requests('BYE')).toHaveLength(3)
    expect(of('leg.ended')).toMatchObject([{ cause: 'normal', by: 'us' }])
    expect(media.open.size).toBe(0)
  })
})

describe('refusals of incoming requests', () => {
  it.each([
    ['an unknown extension required', { headers: 'Require: foo, bar' }, 420, 'unsupported', 'foo, bar'],
    ['nothing, for a Content-Type without a body', { headers: 'Content-Type: text/plain', sdp: '' }, 100, '', ''],
    ['no common codec', { sdp: SDP.replace('8 0 97', '9 18') }, 488, '', ''],
    ['SRTP only', { sdp: SDP.replace('RTP/AVP', 'RTP/SAVP') }, 488, '', ''],
    ['SDP not accepted back', { headers: 'Accept: text/plain' }, 406, '', ''],
  ])('%s', async (_, options, status, header, value) => {
    const { peer, bench, of } = await setUp()
    peer.send(request(options))
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE').at(-1)).toBe(status)
    if (header) expect(peer.responses('INVITE').at(-1)?.headers).toContainEqual({ name: header, value })
    expect(of('leg.offered')).toHaveLength(status === 100 ? 1 : 0)
  })

  it('a body of another type gets 415 with Accept', async () => {
    const { peer, bench } = await setUp()
    peer.send(request().replace('application/sdp', 'text/xml'))
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE').at(-1)).toBe(415)
    expect(peer.responses('INVITE').at(-1)?.headers).toContainEqual({ name: 'accept', value: 'application/sdp' })
  })

  it('L5 the call above maxCalls gets 503', async () => {
    const { peer, bench, of } = await setUp({ maxCalls: 1 })
    peer.send(request())
    peer.send(request({ branch: 'z9hG4bKother', callId: 'call-2' }))
    await bench.clock.advance(20)
    expect(of('leg.offered')).toHaveLength(1)
    expect(peer.statuses('INVITE')).toContain(503)
  })

  it('REGISTER, SUBSCRIBE, MESSAGE, PUBLISH and unknown methods get 405 with Allow', async () => {
    const { peer, bench } = await setUp()
    for (const method of ['REGISTER', 'SUBSCRIBE', 'MESSAGE', 'PUBLISH', 'NEWMETHOD']) {
      peer.send(request({ method, sdp: '', branch: `z9hG4bK${method}` }))
      await bench.clock.advance(20)
      expect(peer.statuses(method)).toEqual([405])
      expect(peer.responses(method)[0]?.headers.some(({ name }) => name === 'allow')).toBe(true)
    }
  })

  it('BYE, INFO and UPDATE outside a dialog get 481, an ACK nothing', async () => {
    const { peer, bench } = await setUp()
    for (const method of ['BYE', 'INFO', 'UPDATE', 'ACK']) {
      peer.send(request({ method, sdp: '', toTag: 'gone', branch: `z9hG4bK${method}` }))
      await bench.clock.advance(20)
      expect(peer.statuses(method)).toEqual(method === 'ACK' ? [] : [481])
    }
  })

  it('OPTIONS is answered 200 with Allow and Accept, Max-Forwards 0 too', async () => {
    const { peer, bench } = await setUp()
    peer.send(request({ method: 'OPTIONS', sdp: '' }).replace('Max-Forwards: 70', 'Max-Forwards: 0'))
    await bench.clock.advance(20)
    expect(peer.statuses('OPTIONS')).toEqual([200])
  })

  it('a malformed INVITE gets 400', async () => {
    const { peer, bench, of } = await setUp()
    peer.send(request().replace('CSeq: 1 INVITE', 'CSeq: 1 OPTIONS'))
    await bench.clock.advance(20)
    expect(bench.network.sent.at(-1)?.text).toMatch(/^SIP\/2.0 400/)
    expect(of('leg.offered')).toEqual([])
  })
})

describe('L2 wrong sources', () => {
  it('get not one datagram, whatever they send', async () => {
    const { bench, of, driver } = await setUp()
    const stranger = await bench.peer({ address: '10.9.9.9', port: 5060 })
    for (const method of ['INVITE', 'OPTIONS', 'REGISTER', 'BYE', 'CANCEL', 'MESSAGE'])
      stranger.send(request({ method, branch: `z9hG4bK${method}` }))
    stranger.send('INVITE nonsense SIP/2.0\nVia: SIP/2.0/UDP 10.9.9.9;branch=z9hG4bKz')
    await bench.clock.advance(60_000)
    expect(stranger.received).toEqual([])
    expect(of('leg.offered')).toEqual([])
    expect(driver.legs()).toEqual([])
  })

  it('cannot end a call with a BYE or CANCEL that they overheard', async () => {
    const { bench, of, answered, ok } = await setUp()
    await answered()
    const stranger = await bench.peer({ address: '10.9.9.9', port: 5060 })
    stranger.send(request({ method: 'BYE', cseq: 9, branch: 'z9hG4bKs', sdp: '', toTag: tagIn(ok()) }))
    await bench.clock.advance(1000)
    expect(of('leg.ended')).toEqual([])
    expect(stranger.received).toEqual([])
  })

  it('the trunk may send from another port', async () => {
    const { bench, of } = await setUp()
    const ephemeral = await bench.peer({ address: TRUNK.address, port: 51_234 })
    ephemeral.send(request())
    await bench.clock.advance(20)
    expect(of('leg.offered')).toHaveLength(1)
    expect(ephemeral.statuses('INVITE')).toEqual([100])
  })
})

it('nothing that we send names a product', async () => {
  const { bench, answered, driver, legId } = await setUp()
  await answered()
  driver.hangUp(legId(), 'normal')
  await bench.clock.advance(1000)
  for (const { from, text } of bench.network.sent)
    if (from.address === '10.0.0.1') expect(text).not.toMatch(/^(server|user-agent|organization):|trunkline|bun/im)
})
