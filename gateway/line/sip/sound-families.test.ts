// Sound of another IP family than its signalling. Rules SD11 of gateway/sdp/SPEC.md and L23.
import { describe, expect, it } from 'vitest'
import type { IpFamily } from '../../media/media-engine.ts'
import { bodyOf, request, SDP, setUp } from './incoming-call-bench.ts'
import { CONTACT, setUp as setUpCallOut } from './outgoing-call-bench.ts'

const SDP6 = SDP.replaceAll('IP4 10.0.0.2', 'IP6 2001:db8::2')
const BOTH: IpFamily[] = [4, 6]

describe('a call in by IPv4', () => {
  it.each<[string, IpFamily[], string, string]>([
    ['IPv6', BOTH, SDP6, 'c=IN IP6 2001:db8::1'],
    ['IPv4', BOTH, SDP, 'c=IN IP4 10.0.0.1'],
    ['none', BOTH, '', 'c=IN IP4 10.0.0.1'],
    ['none, where there is only IPv6', [6], '', 'c=IN IP6 2001:db8::1'],
  ])('SD11 that offers %s is answered', async (_, families, sdp, connection) => {
    const { peer, bench, driver, legId, ok } = await setUp({}, families)
    peer.send(request({ sdp }))
    await bench.clock.advance(20)
    driver.answer(legId())
    await bench.clock.advance(20)
    expect(bodyOf(ok())).toContain(`${connection}\r\n`)
  })

  it.each<[string, IpFamily[], string]>([
    ['IPv6', [4], SDP6],
    ['IPv4', [6], SDP],
  ])('L23 that offers only %s, of which we have no address: 488, and nobody is told', async (_, families, sdp) => {
    const { peer, bench, of } = await setUp({}, families)
    peer.send(request({ sdp }))
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE')).toEqual([100, 488])
    expect(of('leg.offered')).toEqual([])
  })

  it('SD11 the stream that we can reach is taken of two', async () => {
    const { peer, bench, driver, legId, ok, media } = await setUp()
    peer.send(request({ sdp: `${SDP6}\nm=audio 40010 RTP/AVP 8\nc=IN IP4 10.0.0.2` }))
    await bench.clock.advance(20)
    driver.answer(legId())
    await bench.clock.advance(20)
    expect(bodyOf(ok()).match(/^m=audio \d+/gm)).toEqual(['m=audio 0', 'm=audio 20002'])
    expect(media.remotes.get(legId())).toMatchObject([{ address: '10.0.0.2', port: 40_010 }])
  })

  it('SD11 once open, another family is refused and changes nothing', async () => {
    const { peer, bench, inDialog, answered, media, legId } = await setUp({}, BOTH)
    await answered()
    inDialog('INVITE', 2, { sdp: SDP6 })
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE').at(-1)).toBe(488)
    expect(media.remotes.get(legId())).toHaveLength(1)
  })
})

describe('a call out by IPv4', () => {
  it.each<[IpFamily[], string]>([
    [[6, 4], 'c=IN IP4 10.0.0.1'],
    [[6], 'c=IN IP6 2001:db8::1'],
  ])('SD11 with addresses of the families %j offers', async (families, connection) => {
    const { dial } = await setUpCallOut({}, families)
    expect(bodyOf(await dial())).toContain(`${connection}\r\n`)
  })

  it('SD11 an answer of the other family is none: BYE', async () => {
    const { dial, say, peer, of } = await setUpCallOut({}, BOTH)
    await say(await dial(), 200, { tag: 'them', headers: CONTACT, sdp: SDP6 })
    expect(peer.requests('BYE')).toHaveLength(1)
    expect(of('leg.ended')).toMatchObject([{ cause: 'not-acceptable' }])
  })
})
