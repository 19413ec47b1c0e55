// Answered calls from a trunk that is played by hand. Rules D14-D19, D22 of gateway/dialog/SPEC.md.
import { describe, expect, it } from 'vitest'
import { bodyOf, SDP, setUp } from './incoming-call-bench.ts'

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
    expect(bodyOf(peer.responses('INVITE').at(-1))).toContain('RTP/AVP 8 0 9 111 97 13')
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
    inDialog('INVITE', 2, { sdp: SDP.replace('8 0 97', '4') })
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
    for (const [index, method] of ['INFO', 'OPTIONS', 'UPDATE', 'SUBSCRIBE', 'MESSAGE'].entries())
      inDialog(method, 2 + index)
    await bench.clock.advance(20)
    expect(['INFO', 'OPTIONS', 'UPDATE', 'SUBSCRIBE', 'MESSAGE'].map((method) => peer.statuses(method)[0])).toEqual([
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
