// REFER both ways, and INVITE with Replaces. Rules D44-D52 of gateway/dialog/SPEC.md, L14 of SPEC.md.
import { describe, expect, it } from 'vitest'
import type { SipRequest } from '../../sip/message.ts'
import { bodyOf, setUp as calledBy, request, SDP as THEIR_SDP, tagIn } from './incoming-call-bench.ts'
import { header, setUp } from './outgoing-call-bench.ts'
import { lineConfig } from './sip-test-bench.ts'

const notify = (line: string, state: string) => ({
  headers: `Event: refer\nSubscription-State: ${state}\nContent-Type: message/sipfrag;version=2.0`,
  sdp: `SIP/2.0 ${line}`,
})

describe('a transfer of ours', () => {
  async function transferring() {
    const rig = await setUp()
    const invite = await rig.answered()
    rig.driver.signalling.transfer('leg', { to: '13900139000' })
    await rig.bench.clock.advance(20)
    const [refer] = rig.peer.requests('REFER') as SipRequest[]
    /** `within` without its SDP type: the body is a sipfrag. */
    const tell = async (cseq: number, line: string, state: string) => {
      const { headers, sdp } = notify(line, state)
      rig.peer.send(`NOTIFY sip:x@10.0.0.1 SIP/2.0
        Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKn${cseq}
        From: <sip:13800138000@10.0.0.2>;tag=them
        To: ${header(invite, 'from')}
        Call-ID: ${invite.callId}
        CSeq: ${cseq} NOTIFY
        Contact: <sip:trunk@10.0.0.2>
        ${headers}

        ${sdp}`)
      await rig.bench.clock.advance(20)
    }
    return { ...rig, refer: refer!, tell }
  }

  it('D44 D46 REFER to the number at the trunk, its NOTIFYs answered, the last one told', async () => {
    const { refer, say, tell, peer, of } = await transferring()
    expect(header(refer, 'refer-to')).toBe('<sip:13900139000@10.0.0.2>')
    expect(header(refer, 'referred-by')).toContain('sip:+862112345678@')
    await say(refer, 202)
    await tell(1, '100 Trying', 'active;expires=60')
    expect(of('leg.transferred')).toEqual([])
    await tell(2, '200 OK', 'terminated;reason=noresource')
    expect(peer.statuses('NOTIFY')).toEqual([200, 200])
    expect(of('leg.transferred')).toMatchObject([{ ok: true, cause: 'normal' }])
    expect(of('leg.ended')).toEqual([])
  })

  it.each([
    ['486 Busy Here', 'busy'],
    ['603 Decline', 'rejected'],
    ['180 Ringing', 'no-answer'],
  ])('D46 the target says %s: %s', async (line, cause) => {
    const { refer, say, tell, of } = await transferring()
    await say(refer, 202)
    await tell(1, line, 'terminated;reason=noresource')
    expect(of('leg.transferred')).toMatchObject([{ ok: false, cause }])
  })

  it('D45 a REFER that is refused, or never told of, is a failed transfer; the call goes on', async () => {
    const refused = await transferring()
    await refused.say(refused.refer, 603)
    expect(refused.of('leg.transferred')).toMatchObject([{ ok: false, cause: 'rejected' }])
    const silent = await transferring()
    await silent.say(silent.refer, 202)
    await silent.bench.clock.advance(181_000)
    expect(silent.of('leg.transferred')).toMatchObject([{ ok: false, cause: 'no-answer' }])
    expect(silent.of('leg.ended')).toEqual([])
  })

  it('D44 with Replaces: names the other leg as the far end knows it', async () => {
    const { answered, dial, say, driver, bench, peer, of } = await setUp()
    await answered()
    const second = await dial('other')
    await say(second, 200, { tag: 'third', headers: 'Contact: <sip:b@10.0.0.2:5070>', sdp: THEIR_SDP })
    driver.signalling.transfer('leg', { replacesLegId: 'other' })
    await bench.clock.advance(20)
    const localTag = /tag=(\w+)/.exec(header(second, 'from')!)![1]
    expect(header(peer.requests('REFER')[0], 'refer-to')).toBe(
      `<sip:b@10.0.0.2:5070?Replaces=${second.callId}%3Bto-tag%3Dthird%3Bfrom-tag%3D${localTag}>`,
    )
    driver.signalling.transfer('other', { replacesLegId: 'nobody' })
    expect(of('leg.transferred')).toMatchObject([{ legId: 'other', ok: false }])
  })
})

describe('a transfer of theirs', () => {
  async function asked(referTo = 'Refer-To: <sip:862112340000@10.0.0.1>') {
    const rig = await calledBy()
    await rig.answered()
    rig.inDialog('REFER', 2, { headers: referTo })
    await rig.bench.clock.advance(20)
    return rig
  }

  it('D47 D48 D49 is asked of the server; yes is 202 and two NOTIFYs', async () => {
    const { of, driver, legId, peer, bench } = await asked()
    expect(of('leg.transfer-requested')).toMatchObject([{ target: '862112340000' }])
    driver.signalling.answerTransfer(legId(), true)
    await bench.clock.advance(20)
    expect(peer.statuses('REFER')).toEqual([202])
    peer.reply(peer.requests('NOTIFY')[0]!, 200)
    await bench.clock.advance(20)
    const told = peer.requests('NOTIFY')
    expect(told.map(bodyOf)).toEqual(['SIP/2.0 100 Trying\r\n', 'SIP/2.0 200 OK\r\n'])
    expect(told.map((each) => [header(each, 'event'), header(each, 'subscription-state')])).toEqual([
      ['refer;id=2', 'active;expires=60'],
      ['refer;id=2', 'terminated;reason=noresource'],
    ])
  })

  it('D48 no, or no word for 10 s, is 603', async () => {
    const refused = await asked()
    refused.driver.signalling.answerTransfer(refused.legId(), false)
    await refused.bench.clock.advance(20)
    expect(refused.peer.statuses('REFER')).toEqual([603])
    const forgotten = await asked()
    await forgotten.bench.clock.advance(10_100)
    expect(forgotten.peer.statuses('REFER')).toEqual([603])
  })

  it.each([
    ['x: y', 400],
    ['Refer-To: <sip:1@h>\nRefer-To: <sip:2@h>', 400],
    ['Refer-To: <sip:h>', 603],
    ['Refer-To: <sip:1@h?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>', 603],
    ['Refer-To: <sip:1@h?Replaces=nothing>', 603],
    ['Refer-To: <sip:1@h?Replaces=%E0%A4%A>', 603],
    ['Refer-To: <sip:1@h?Subject=x>', 603],
  ])('D47 %s: %i, and nobody is asked', async (header_, status) => {
    const { peer, of } = await asked(header_)
    expect(peer.statuses('REFER')).toEqual([status])
    expect(of('leg.transfer-requested')).toEqual([])
  })

  describe('to the other end of a call that they have with us (RFC 5589 §7.3)', () => {
    /** Both of their calls are up; the REFER in the first names the second, with its tags. */
    async function joining(replaces: (ourTag: string) => string) {
      const rig = await calledBy()
      await rig.answered()
      const first = { legId: rig.legId(), tag: tagIn(rig.ok()) }
      rig.peer.send(request({ callId: 'call-2', branch: 'z9hG4bKin2' }))
      await rig.bench.clock.advance(20)
      const second = rig.legId()
      rig.driver.answer(second)
      await rig.bench.clock.advance(20)
      const ok = rig.peer.responses('INVITE').findLast((response) => response.status === 200)
      rig.peer.send(request({ method: 'ACK', callId: 'call-2', branch: 'z9hG4bKack2', sdp: '', toTag: tagIn(ok) }))
      const referTo = `Refer-To: <sip:us@10.0.0.1?Replaces=${encodeURIComponent(replaces(tagIn(ok)))}>`
      rig.inDialog('REFER', 2, { headers: referTo, toTag: first.tag })
      await rig.bench.clock.advance(20)
      return { ...rig, first: first.legId, second }
    }

    it('D47 L26 names that leg, and is answered like any other', async () => {
      const { of, driver, peer, bench, first, second } = await joining((tag) => `call-2;to-tag=${tag};from-tag=peer`)
      expect(of('leg.transfer-requested')).toMatchObject([{ legId: first, replacesLegId: second }])
      driver.signalling.answerTransfer(first, true)
      await bench.clock.advance(20)
      expect(peer.statuses('REFER')).toEqual([202])
    })

    it.each([
      ['a dialog of nobody', () => 'call-9;to-tag=x;from-tag=peer'],
      ['a tag that is not theirs', (tag: string) => `call-2;to-tag=${tag};from-tag=other`],
      ['the call itself', () => 'call-1;to-tag=x;from-tag=peer'],
    ])('L26 %s: 603, and nobody is asked', async (_, replaces) => {
      const { of, peer } = await joining(replaces)
      expect(peer.statuses('REFER')).toEqual([603])
      expect(of('leg.transfer-requested')).toEqual([])
    })
  })

  it('D47 tel: is a target too', async () => {
    const { of } = await asked('Refer-To: <tel:4000;phone-context=+8621>')
    expect(of('leg.transfer-requested')).toMatchObject([{ target: '+86214000' }])
  })
})

describe('INVITE with Replaces', () => {
  async function replaced(replaces: (tag: string) => string, options: Parameters<typeof request>[0] = {}) {
    const rig = await calledBy()
    await rig.answered()
    const tag = tagIn(rig.ok())
    const headers = `Replaces: ${replaces(tag)}`
    rig.peer.send(
      request({
        callId: 'call-2',
        branch: 'z9hG4bKrep',
        headers,
        sdp: THEIR_SDP.replace('40000', '40600'),
        ...options,
      }),
    )
    await rig.bench.clock.advance(20)
    const answers = rig.peer.responses('INVITE').filter(({ callId }) => callId === 'call-2')
    return { ...rig, answers }
  }

  it('D51 D52 L14 takes the place of the call: same leg, same port, the old dialog gets a BYE', async () => {
    const { answers, peer, of, driver, media, legId, bench } = await replaced(
      (tag) => `call-1;to-tag=${tag};from-tag=peer`,
    )
    expect(answers.map(({ status }) => status)).toEqual([100, 200])
    expect(bodyOf(answers[1])).toContain('m=audio 20002 ')
    expect(media.remotes.get(legId())?.at(-1)?.port).toBe(40_600)
    const [bye] = peer.requests('BYE')
    expect(bye?.callId).toBe('call-1')
    peer.reply(bye!, 200)
    await bench.clock.advance(40_000)
    expect([of('leg.offered').length, of('leg.answered').length]).toEqual([1, 1])
    expect(driver.legs()).toEqual([])
  })

  it('D51 the leg goes on in the new call, and its BYE ends it', async () => {
    const { answers, peer, of, driver, legId, bench } = await replaced((tag) => `call-1;to-tag=${tag};from-tag=peer`)
    peer.reply(peer.requests('BYE')[0]!, 200)
    const inNew = (method: string, cseq: number) =>
      peer.send(
        request({ method, cseq, callId: 'call-2', branch: `z9hG4bK2${method}`, sdp: '', toTag: tagIn(answers[1]) }),
      )
    inNew('ACK', 1)
    await bench.clock.advance(20)
    expect(driver.legs()).toEqual([{ legId: legId(), state: 'answered' }])
    expect(of('leg.ended')).toEqual([])
    inNew('BYE', 2)
    await bench.clock.advance(40_000)
    expect(peer.statuses('BYE')).toEqual([200])
    expect(of('leg.ended')).toMatchObject([{ cause: 'normal', by: 'them' }])
  })

  it.each([
    ['no such call', () => 'call-9;to-tag=x;from-tag=peer', 481],
    ['another from-tag', (tag: string) => `call-1;to-tag=${tag};from-tag=other`, 481],
    ['early-only of an answered call', (tag: string) => `call-1;to-tag=${tag};from-tag=peer;early-only`, 486],
    ['nonsense', () => 'call-1', 400],
  ])('D50 %s', async (_, replaces, status) => {
    const { answers, peer, of } = await replaced(replaces)
    expect(answers.map((answer) => answer.status)).toEqual([100, status])
    expect([peer.requests('BYE').length, of('leg.offered').length, of('leg.ended').length]).toEqual([0, 1, 0])
  })

  it('L14 another trunk cannot take the call over', async () => {
    const { answered, driver, bench, ok, peer, of } = await calledBy()
    driver.configure([lineConfig(), lineConfig({ id: 'other', host: '10.0.0.3' })])
    const other = await bench.peer({ address: '10.0.0.3', port: 5060 })
    await answered()
    const headers = `Replaces: call-1;to-tag=${tagIn(ok())};from-tag=peer`
    other.send(request({ callId: 'call-2', branch: 'z9hG4bKrep', headers }).replaceAll('10.0.0.2', '10.0.0.3'))
    await bench.clock.advance(20)
    expect(other.statuses('INVITE')).toEqual([100, 481])
    expect([peer.requests('BYE').length, of('leg.ended').length]).toEqual([0, 0])
  })
})
