// Our own re-INVITE and UPDATE: hold, resume, glare, session timers. Rules D25-D28, D39-D43 of gateway/dialog/SPEC.md.
import { describe, expect, it } from 'vitest'
import type { SipRequest } from '../../sip/message.ts'
import { bodyOf, setUp as calledBy, request, SDP as THEIR_SDP } from './incoming-call-bench.ts'
import { CONTACT, header, SDP, setUp } from './outgoing-call-bench.ts'

const HOLDS = { signalsHold: true }

describe('our hold', () => {
  async function talking(changed = HOLDS) {
    const rig = await setUp(changed)
    await rig.answered()
    const hold = async (held: boolean) => {
      rig.driver.signalling.hold('leg', held)
      await rig.bench.clock.advance(20)
      return rig.peer.requests('INVITE').at(-1) as SipRequest
    }
    return { ...rig, hold }
  }

  it('D39 sendonly, then sendrecv again, each with the next version and number, each ACKed', async () => {
    const { hold, say, peer, media, of } = await talking()
    const held = await hold(true)
    expect([held.cseq.number, bodyOf(held).includes('a=sendonly')]).toEqual([2, true])
    expect(bodyOf(held)).toMatch(/^o=- \d+ 2 /m)
    await say(held, 200, { headers: CONTACT, sdp: `${SDP}\na=recvonly` })
    const resumed = await hold(false)
    expect(bodyOf(resumed)).toMatch(/^o=- \d+ 3 [\s\S]*a=sendrecv/m)
    await say(resumed, 200, { headers: CONTACT, sdp: SDP })
    expect((peer.requests('ACK') as SipRequest[]).map((ack) => ack.cseq.number)).toEqual([1, 2, 3])
    expect(media.remotes.get('leg')?.map(({ send }) => send)).toEqual([true, true, true])
    expect(of('leg.held')).toEqual([])
  })

  it('D39 a line that does not signal it sends nothing', async () => {
    const { hold, peer } = await talking({ signalsHold: false })
    await hold(true)
    expect(peer.requests('INVITE')).toHaveLength(1)
  })

  it('D39 resumed before the hold is answered: the resume waits its turn', async () => {
    const { hold, say, peer } = await talking()
    const held = await hold(true)
    await hold(false)
    expect(peer.requests('INVITE')).toHaveLength(2)
    await say(held, 200, { headers: CONTACT, sdp: `${SDP}\na=recvonly` })
    expect(bodyOf(peer.requests('INVITE')[2])).toContain('a=sendrecv')
  })

  it('D40 a hold that is refused leaves everything as it was', async () => {
    const { hold, say, peer, of, bench } = await talking()
    await say(await hold(true), 488)
    await bench.clock.advance(10_000)
    expect([peer.requests('INVITE').length, peer.requests('ACK').length]).toEqual([2, 2])
    expect(of('leg.ended')).toEqual([])
  })

  it('D19 D41 glare: theirs gets 491, ours is tried again after 2.1 to 4 s, when it was we who called', async () => {
    const { hold, say, peer, bench, within } = await talking()
    const held = await hold(true)
    await within(held, 'INVITE', 1, { sdp: SDP })
    expect(peer.statuses('INVITE').at(-1)).toBe(491)
    await say(held, 491)
    await bench.clock.advance(2050)
    expect(peer.requests('INVITE')).toHaveLength(2)
    await bench.clock.advance(2000)
    expect(bodyOf(peer.requests('INVITE')[2])).toContain('a=sendonly')
  })

  it('D41 when they called, it is tried again within 2 s', async () => {
    const { answered, driver, legId, peer, bench } = await calledBy(HOLDS)
    await answered()
    driver.signalling.hold(legId(), true)
    await bench.clock.advance(20)
    peer.reply(peer.requests('INVITE')[0]!, 491)
    await bench.clock.advance(2100)
    const numbers = (peer.requests('INVITE') as SipRequest[]).map(({ cseq }) => cseq.number)
    expect([...new Set(numbers)]).toEqual([1, 2])
  })

  it('D42 481 or silence: the call is lost, with a BYE', async () => {
    for (const status of [481, null]) {
      const { hold, say, bench, peer, of } = await talking()
      const held = await hold(true)
      if (status) await say(held, status)
      else await bench.clock.advance(33_000)
      expect(peer.requests('BYE').length).toBeGreaterThan(0)
      expect(of('leg.ended')).toMatchObject([{ cause: 'unreachable', by: 'them' }])
      expect(of('line.changed').every((fact) => fact.type === 'line.changed' && fact.state === 'up')).toBe(true)
    }
  })

  it('D43 a challenged re-INVITE is sent again with credentials', async () => {
    const { dial, say, peer, driver, bench } = await setUp({ ...HOLDS, user: 'acme', password: 'secret' })
    const last = () => peer.requests('INVITE').at(-1) as SipRequest
    const challenge = (nonce: string) => `WWW-Authenticate: Digest realm="trunk", nonce="${nonce}", qop="auth"`
    await say(await dial(), 401, { tag: 'them', headers: challenge('n1') })
    await say(last(), 200, { tag: 'them', headers: CONTACT, sdp: SDP })
    driver.signalling.hold('leg', true)
    await bench.clock.advance(20)
    const first = last()
    await say(first, 401, { headers: challenge('n2') })
    const again = last()
    expect(again.cseq.number).toBe(first.cseq.number + 1)
    expect(header(again, 'authorization')).toContain('username="acme"')
    expect(bodyOf(again)).toContain('a=sendonly')
  })

  it('D18 the far end holds and we hold too: inactive', async () => {
    const { hold, say, within, peer } = await talking()
    const held = await hold(true)
    await say(held, 200, { headers: CONTACT, sdp: `${SDP}\na=recvonly` })
    await within(held, 'INVITE', 1, { sdp: `${SDP}\na=sendonly` })
    expect(bodyOf(peer.responses('INVITE').at(-1))).toContain('a=inactive')
  })
})

describe('session timers', () => {
  const TIMER = 'Supported: timer'

  it('D25 an interval that is too short gets 422 with Min-SE', async () => {
    const { peer, bench, of } = await calledBy()
    peer.send(request({ headers: `${TIMER}\nSession-Expires: 60` }))
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE')).toEqual([100, 422])
    expect(header(peer.responses('INVITE')[1], 'min-se')).toBe('90')
    expect(of('leg.offered')).toEqual([])
  })

  it.each([
    ['Session-Expires: 600;refresher=uac', '600;refresher=uac', 'timer'],
    ['Session-Expires: 600;refresher=uas', '600;refresher=uas', undefined],
    ['Session-Expires: 600', '600;refresher=uac', 'timer'],
    ['x: y', '1800;refresher=uas', undefined],
  ])('D26 their %s is granted as %s', async (asked, granted, required) => {
    const { answered, ok } = await calledBy()
    await answered({ headers: `${TIMER}\n${asked}` })
    expect([header(ok(), 'session-expires'), header(ok(), 'require')]).toEqual([granted, required])
  })

  it('D26 a peer that does not know timers is left without', async () => {
    const { answered, ok, bench, peer } = await calledBy()
    await answered({ headers: 'Session-Expires: 600' })
    expect(header(ok(), 'session-expires')).toBeUndefined()
    await bench.clock.advance(3_000_000)
    expect(peer.requests('BYE')).toEqual([])
  })

  it('D27 we refresh at half the interval, by UPDATE where it is allowed, and go on', async () => {
    const { answered, bench, peer, of } = await calledBy()
    await answered({ headers: `${TIMER}\nAllow: INVITE, ACK, BYE, UPDATE\nSession-Expires: 600;refresher=uas` })
    await bench.clock.advance(300_000)
    const [update] = peer.requests('UPDATE')
    expect(header(update, 'session-expires')).toBe('600;refresher=uac')
    expect(update?.body).toHaveLength(0)
    peer.reply(update!, 200, { headers: 'Session-Expires: 600;refresher=uac' })
    await bench.clock.advance(300_020)
    expect(peer.requests('UPDATE').length).toBe(2)
    expect(of('leg.ended')).toEqual([])
  })

  it('D27 else by a re-INVITE that repeats our description', async () => {
    const { answered, bench, peer, ok } = await calledBy()
    await answered({ headers: `${TIMER}\nSession-Expires: 600;refresher=uas` })
    await bench.clock.advance(300_000)
    expect(bodyOf(peer.requests('INVITE')[0])).toBe(bodyOf(ok()))
  })

  it('D28 they do not refresh: BYE before the interval is over', async () => {
    const { answered, bench, peer, of, inDialog } = await calledBy()
    await answered({ headers: `${TIMER}\nSession-Expires: 600;refresher=uac` })
    await bench.clock.advance(500_000)
    inDialog('UPDATE', 2, { headers: `${TIMER}\nSession-Expires: 600;refresher=uac` })
    await bench.clock.advance(567_000)
    expect(peer.requests('BYE')).toEqual([])
    await bench.clock.advance(2000)
    expect(peer.requests('BYE').length).toBeGreaterThan(0)
    expect(of('leg.ended')).toMatchObject([{ cause: 'unreachable', detail: 'session expired' }])
  })

  it('D36 422 to our INVITE: again with their interval', async () => {
    const { dial, say, peer } = await setUp()
    const invite = await dial()
    expect(header(invite, 'session-expires')).toBe('1800')
    await say(invite, 422, { tag: 'them', headers: 'Min-SE: 3600' })
    const again = peer.requests('INVITE').at(-1) as SipRequest
    expect([header(again, 'session-expires'), header(again, 'min-se'), again.cseq.number]).toEqual(['3600', '3600', 2])
  })

  it.each([
    ['uac', 1],
    ['uas', 0],
  ])('D26 their 200 makes %s the refresher', async (refresher, updates) => {
    const { dial, say, peer, bench } = await setUp()
    const headers = `${CONTACT}\nAllow: UPDATE\nSession-Expires: 600;refresher=${refresher}\nRequire: timer`
    await say(await dial(), 200, { tag: 'them', headers, sdp: SDP })
    await bench.clock.advance(301_000)
    expect(peer.requests('UPDATE').length > 0).toBe(updates > 0)
  })

  it('D18 a re-INVITE of theirs keeps the session alive', async () => {
    const { answered, bench, inDialog, of } = await calledBy()
    await answered({ headers: `${TIMER}\nSession-Expires: 600;refresher=uac` })
    await bench.clock.advance(500_000)
    inDialog('INVITE', 2, { sdp: THEIR_SDP, headers: `${TIMER}\nSession-Expires: 600;refresher=uac` })
    await bench.clock.advance(20)
    inDialog('ACK', 2)
    await bench.clock.advance(500_000)
    expect(of('leg.ended')).toEqual([])
  })
})
