// Where a call of ours may be sent on to, and what comes back to us in a circle. Rules D38 of gateway/dialog/SPEC.md, L13.
import { describe, expect, it } from 'vitest'
import type { SipRequest } from '../../sip/message.ts'
import { printUri } from '../../sip/uri.ts'
import { setUp as calledBy, request } from './incoming-call-bench.ts'
import { header, setUp } from './outgoing-call-bench.ts'

const contacts = (...list: string[]) => ({ tag: 'them', headers: `Contact: ${list.join(', ')}` })

describe('a redirection', () => {
  async function redirected(...list: string[]) {
    const rig = await setUp()
    await rig.say(await rig.dial(), 302, contacts(...list))
    const invites = () => rig.peer.requests('INVITE') as SipRequest[]
    return { ...rig, invites, last: () => invites().at(-1)!, uris: () => invites().map(({ uri }) => printUri(uri)) }
  }

  it('D38 is followed within the trunk, best first, one after the other', async () => {
    const { uris, say, last, of } = await redirected('<sip:b@10.0.0.2>;q=0.2', '<sip:a@10.0.0.2>;q=0.9')
    await say(last(), 486, { tag: 'a' })
    expect(uris()).toEqual(['sip:13800138000@10.0.0.2', 'sip:a@10.0.0.2', 'sip:b@10.0.0.2'])
    await say(last(), 480, { tag: 'b' })
    expect(of('leg.ended')).toMatchObject([{ cause: 'no-answer', detail: 'SIP 480' }])
  })

  it('D38 is the same call: Call-ID, From and To stay, CSeq rises', async () => {
    const { invites } = await redirected('<sip:a@10.0.0.2?Subject=x>')
    const [first, second] = invites()
    expect(second!.callId).toBe(first!.callId)
    expect([header(second, 'from'), header(second, 'to')]).toEqual([header(first, 'from'), header(first, 'to')])
    expect([second!.cseq.number, printUri(second!.uri)]).toEqual([2, 'sip:a@10.0.0.2'])
  })

  it.each([
    '<sip:a@evil.example>',
    '<sip:a@10.0.0.66>',
    '<tel:+861390000>',
    '<sips:a@10.0.0.2>',
  ])('L13 %s is not followed', async (contact) => {
    const { invites, of } = await redirected(contact)
    expect(invites()).toHaveLength(1)
    expect(of('leg.ended')).toMatchObject([{ cause: 'unreachable', detail: 'SIP 302' }])
  })

  it('D38 no target twice, and no more than five', async () => {
    const { say, last, invites, of } = await redirected('<sip:13800138000@10.0.0.2>', '<sip:0@10.0.0.2>')
    for (let n = 1; n < 9 && of('leg.ended').length === 0; n++)
      await say(last(), 302, contacts(`<sip:${n}@10.0.0.2>`, '<sip:0@10.0.0.2>'))
    expect(invites()).toHaveLength(5)
    expect(of('leg.ended')).toMatchObject([{ cause: 'unreachable' }])
  })

  it('D38 a 6xx ends it, whatever else is on the list', async () => {
    const { say, last, invites } = await redirected('<sip:a@10.0.0.2>', '<sip:b@10.0.0.2>')
    await say(last(), 603, { tag: 'a' })
    expect(invites()).toHaveLength(2)
  })
})

describe('a loop', () => {
  it('L15 our own INVITE that comes back is 482', async () => {
    const { dial, peer, bench, of } = await setUp()
    const invite = await dial()
    peer.send(`INVITE sip:862112345678@10.0.0.1 SIP/2.0
      Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKback
      Max-Forwards: 0
      From: ${header(invite, 'from')}
      To: <sip:862112345678@10.0.0.1>
      Call-ID: ${invite.callId}
      CSeq: 1 INVITE
      Contact: <sip:trunk@10.0.0.2>
      Content-Type: application/sdp

      v=0`)
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE').at(-1)).toBe(482)
    expect(of('leg.offered')).toEqual([])
  })

  it('L15 Max-Forwards 0 reaches us: we are its end (RFC 3261 §16.3)', async () => {
    const { peer, bench, of } = await calledBy()
    peer.send(request().replace('Max-Forwards: 70', 'Max-Forwards: 0'))
    await bench.clock.advance(20)
    expect(of('leg.offered')).toHaveLength(1)
  })
})
