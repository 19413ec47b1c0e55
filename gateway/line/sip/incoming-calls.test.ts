// Calls from a trunk that is played by hand, until they are answered. Rules D1-D6, D14, D16, D17, D21 of gateway/dialog/SPEC.md.
import { describe, expect, it } from 'vitest'
import { bodyOf, request, SDP, setUp, tagIn } from './incoming-call-bench.ts'

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
    expect(media.remotes.get(legId())).toMatchObject([
      { port: 40_000, format: { codec: 'PCMA' }, telephoneEvent: 97, send: true },
    ])
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
    expect(bodyOf(ok())).toContain('RTP/AVP 8 0 9 111 101 13')
    expect(of('leg.answered')).toEqual([])
    inDialog('ACK', 1, { sdp: SDP.replace('8 0 97', '0') })
    await bench.clock.advance(20)
    expect(of('leg.answered')).toHaveLength(1)
    expect(media.remotes.get(legId())).toMatchObject([{ format: { codec: 'PCMU' }, telephoneEvent: null }])
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
