// Before the answer: early media both ways, PRACK, UPDATE, several early dialogs. Rules D8, D29-D35 of gateway/dialog/SPEC.md.
import { describe, expect, it } from 'vitest'
import { MAX_EARLY_DIALOGS } from '../../dialog/early-dialogs.ts'
import type { SipRequest } from '../../sip/message.ts'
import { bodyOf, setUp as calledBy, request, SDP as THEIR_SDP, tagIn } from './incoming-call-bench.ts'
import { CONTACT, header, SDP, setUp } from './outgoing-call-bench.ts'

const rel = (rseq: number) => `Require: 100rel\nRSeq: ${rseq}\n${CONTACT}`

describe('a call of ours', () => {
  it('D34 every reliable response is acknowledged once, in order, by PRACK in its dialog', async () => {
    const { dial, say, peer } = await setUp()
    const invite = await dial()
    expect(header(invite, 'supported')).toContain('100rel')
    await say(invite, 183, { tag: 'them', headers: rel(700) })
    await say(invite, 183, { tag: 'them', headers: rel(700) })
    await say(invite, 180, { tag: 'them', headers: rel(702) })
    await say(invite, 180, { tag: 'them', headers: rel(701) })
    const pracks = peer.requests('PRACK') as SipRequest[]
    expect(pracks.map((prack) => [header(prack, 'rack'), prack.cseq.number])).toEqual([
      ['700 1 INVITE', 2],
      ['701 1 INVITE', 3],
    ])
    expect(header(pracks[0], 'to')).toContain('tag=them')
    await say(invite, 200, { tag: 'them', headers: CONTACT, sdp: SDP })
    expect((peer.requests('ACK')[0] as SipRequest).cseq.number).toBe(1)
  })

  it('D34 the BYE of a call with PRACKs goes on counting where they left off', async () => {
    const { dial, say, peer, driver, bench } = await setUp()
    const invite = await dial()
    await say(invite, 183, { tag: 'them', headers: rel(1), sdp: SDP })
    await say(invite, 200, { tag: 'them', headers: CONTACT })
    driver.hangUp('leg', 'normal')
    await bench.clock.advance(20)
    expect((peer.requests('BYE')[0] as SipRequest).cseq.number).toBe(3)
  })

  it('D35 their UPDATE before the answer changes the sound', async () => {
    const { dial, say, peer, media, within } = await setUp()
    const invite = await dial()
    await say(invite, 183, { tag: 'them', headers: rel(1), sdp: SDP })
    await within(invite, 'UPDATE', 1, { sdp: SDP.replace('40000', '40100') })
    expect(peer.statuses('UPDATE')).toEqual([200])
    expect(bodyOf(peer.responses('UPDATE')[0])).toMatch(/^o=- \d+ 2 /m)
    expect(media.remotes.get('leg')?.map(({ port }) => port)).toEqual([40_000, 40_100])
  })

  it('D9 of two phones that ring the one that answers is heard, whichever sounded last', async () => {
    const { dial, say, media, of, peer, driver, bench } = await setUp()
    const invite = await dial()
    await say(invite, 183, { tag: 'one', headers: rel(1), sdp: SDP })
    await say(invite, 183, { tag: 'two', headers: rel(1), sdp: SDP.replace('40000', '40200') })
    await say(invite, 200, { tag: 'one', headers: CONTACT })
    expect(media.remotes.get('leg')?.map(({ port }) => port)).toEqual([40_000, 40_200, 40_000])
    expect(of('leg.answered')).toHaveLength(1)
    await say(invite, 200, { tag: 'two', headers: CONTACT })
    expect(header(peer.requests('BYE')[0], 'to')).toContain('tag=two')
    driver.hangUp('leg', 'normal')
    await bench.clock.advance(20)
    expect(header(peer.requests('BYE')[1], 'to')).toContain('tag=one')
  })

  it('D9 remembers the last 16 of the dialogs that rang', async () => {
    for (const [tag, isKept] of [
      ['ring1', true],
      ['ring0', false],
    ] as const) {
      const { dial, say, of } = await setUp()
      const invite = await dial()
      for (let n = 0; n <= MAX_EARLY_DIALOGS; n++)
        await say(invite, 183, { tag: `ring${n}`, headers: CONTACT, sdp: SDP })
      await say(invite, 200, { tag, headers: CONTACT })
      expect(of('leg.answered').length > 0).toBe(isKept)
    }
  })

  it('D37 refused with 488 it asks for their offer, and answers it in the ACK', async () => {
    const { dial, say, peer, media, of } = await setUp()
    await say(await dial(), 488, { tag: 'them' })
    const again = peer.requests('INVITE').at(-1) as SipRequest
    expect([again.body.length, again.cseq.number]).toEqual([0, 2])
    const key = Buffer.alloc(30, 7).toString('base64')
    const secure = `${SDP.replace('RTP/AVP', 'RTP/SAVP')}\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`
    await say(again, 200, { tag: 'other', headers: CONTACT, sdp: secure })
    await say(again, 200, { tag: 'other', headers: CONTACT, sdp: secure })
    expect(of('leg.answered')).toHaveLength(1)
    const acks = peer.requests('ACK').slice(1)
    expect(acks).toHaveLength(2)
    for (const ack of acks) expect(bodyOf(ack)).toMatch(/RTP\/SAVP[\s\S]*a=crypto:1 /)
    const [remote] = media.remotes.get('leg')!
    expect(remote!.srtp?.remote.key).toEqual(Buffer.alloc(16, 7))
    expect(bodyOf(acks[0])).toContain(
      Buffer.concat([remote!.srtp!.local.key, remote!.srtp!.local.salt]).toString('base64'),
    )
  })

  it('D37 asks only once', async () => {
    const { dial, say, peer, of } = await setUp()
    await say(await dial(), 488, { tag: 'them' })
    await say(peer.requests('INVITE').at(-1) as SipRequest, 488, { tag: 'them' })
    expect(of('leg.ended')).toMatchObject([{ cause: 'not-acceptable', detail: 'SIP 488' }])
  })
})

describe('a call to us', () => {
  async function early(headers: string, sdp = THEIR_SDP) {
    const rig = await calledBy()
    rig.peer.send(request({ headers, sdp }))
    await rig.bench.clock.advance(20)
    rig.driver.signalling.progress(rig.legId())
    await rig.bench.clock.advance(20)
    const shown = () => rig.peer.responses('INVITE').find(({ status }) => status === 183)
    const prack = async (rack: string, cseq = 2, body = '') => {
      const toTag = tagIn(shown())
      const branch = `z9hG4bKp${cseq}`
      rig.peer.send(request({ method: 'PRACK', cseq, branch, toTag, sdp: body, headers: `RAck: ${rack}` }))
      await rig.bench.clock.advance(20)
    }
    return { ...rig, shown, prack }
  }

  it('D29 shows early media by 183 with the answer; the 200 says the same', async () => {
    const { shown, media, legId, of, driver, bench, ok } = await early('')
    expect(header(shown(), 'rseq')).toBeUndefined()
    expect(bodyOf(shown())).toContain('m=audio 20002 RTP/AVP 8 97')
    expect(media.remotes.get(legId())).toMatchObject([{ port: 40_000, send: true }])
    expect(of('leg.progressed')).toMatchObject([{ progress: 'early-media' }])
    driver.answer(legId())
    await bench.clock.advance(20)
    expect(bodyOf(ok())).toBe(bodyOf(shown()))
    expect(media.open.size).toBe(1)
  })

  it('D30 D31 the 183 is reliable where it can be, and repeated at T1, doubled, until the PRACK', async () => {
    const { shown, peer, bench, prack } = await early('Supported: 100rel')
    expect(header(shown(), 'rseq')).toBe('1')
    await bench.clock.advance(3600)
    expect(peer.statuses('INVITE')).toEqual([100, 183, 183, 183, 183])
    await prack('1 1 INVITE')
    await bench.clock.advance(20_000)
    expect(peer.statuses('PRACK')).toEqual([200])
    expect(peer.statuses('INVITE')).toHaveLength(5)
  })

  it('D32 the 200 waits for the PRACK, and has no SDP then', async () => {
    const { peer, driver, legId, bench, prack, ok, of } = await early('Supported: 100rel')
    driver.answer(legId())
    await bench.clock.advance(20)
    expect(peer.statuses('INVITE')).not.toContain(200)
    await prack('1 1 INVITE')
    expect(peer.statuses('PRACK')).toEqual([200])
    expect(ok()?.body).toHaveLength(0)
    expect(of('leg.answered')).toHaveLength(1)
  })

  it('D32 a PRACK of another response is 481', async () => {
    const { peer, prack } = await early('Supported: 100rel')
    await prack('2 1 INVITE')
    await prack('1 9 INVITE', 3)
    expect(peer.statuses('PRACK')).toEqual([481, 481])
  })

  it('D33 an offer in the PRACK is answered in its 200', async () => {
    const { peer, prack, media, legId } = await early('Supported: 100rel')
    await prack('1 1 INVITE', 2, THEIR_SDP.replace('40000', '40400'))
    expect(bodyOf(peer.responses('PRACK')[0])).toMatch(/^o=- \d+ 2 /m)
    expect(media.remotes.get(legId())?.at(-1)?.port).toBe(40_400)
  })

  it('D33 without an offer ours goes out in the 183, and the PRACK answers it', async () => {
    const { shown, prack, media, legId, of, driver, bench, ok } = await early('Supported: 100rel', '')
    expect(bodyOf(shown())).toContain('RTP/AVP 8 0 9 111 101 13')
    expect(of('leg.progressed')).toEqual([])
    await prack('1 1 INVITE', 2, THEIR_SDP)
    expect(of('leg.progressed')).toMatchObject([{ progress: 'early-media' }])
    expect(media.remotes.get(legId())).toHaveLength(1)
    driver.answer(legId())
    await bench.clock.advance(20)
    expect(ok()?.body).toHaveLength(0)
    expect(of('leg.answered')).toHaveLength(1)
  })

  it('D29 without an offer and without 100rel there is no early media', async () => {
    const { shown, media } = await early('', '')
    expect([shown(), media.open.size]).toEqual([undefined, 0])
  })

  it('D30 whoever requires 100rel is rung reliably', async () => {
    const rig = await calledBy()
    rig.peer.send(request({ headers: 'Require: 100rel' }))
    await rig.bench.clock.advance(20)
    rig.driver.ring(rig.legId())
    await rig.bench.clock.advance(20)
    expect(header(rig.peer.responses('INVITE').at(-1), 'require')).toBe('100rel')
  })

  it('D31 no PRACK for 64·T1: 504', async () => {
    const { peer, bench, of } = await early('Supported: 100rel')
    await bench.clock.advance(33_000)
    expect(peer.statuses('INVITE')).toContain(504)
    expect(of('leg.ended')).toMatchObject([{ cause: 'unreachable', detail: 'no PRACK' }])
  })
})
