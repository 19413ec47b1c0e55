// A trunk played by hand that we call. For tests.
import type { IpFamily } from '../../media/media-engine.ts'
import { paramValue } from '../../sip/grammar.ts'
import type { SipMessage, SipRequest } from '../../sip/message.ts'
import type { DialRequest } from '../line-driver.ts'
import { Bench, lineConfig } from './sip-test-bench.ts'

export const SDP = `v=0
o=- 1 1 IN IP4 10.0.0.2
s=-
c=IN IP4 10.0.0.2
t=0 0
m=audio 40000 RTP/AVP 8 101
a=rtpmap:101 telephone-event/8000`

export const CONTACT = 'Contact: <sip:trunk@10.0.0.2:5060>'

export async function setUp(changed = {}, families: IpFamily[] = [4]) {
  const bench = new Bench()
  bench.families = families
  const peer = await bench.peer()
  const us = await bench.driver({ address: '10.0.0.1', port: 5060 }, [lineConfig(changed)])
  const of = (type: string) => us.facts.filter((fact) => fact.type === type)
  const dial = async (legId = 'leg', changedRequest: Partial<DialRequest> = {}) => {
    us.driver.dial({ legId, lineId: 'trunk', to: '13800138000', from: '+862112345678', ...changedRequest })
    await bench.clock.advance(20)
    return peer.requests('INVITE').at(-1) as SipRequest
  }
  const say = async (request: SipRequest, status: number, options: Parameters<typeof peer.reply>[2] = {}) => {
    peer.reply(request, status, options)
    await bench.clock.advance(20)
  }
  const answered = async () => {
    const invite = await dial()
    await say(invite, 200, { tag: 'them', headers: CONTACT, sdp: SDP })
    return invite
  }
  /** A request of the trunk's within the call of `invite`. */
  const within = async (invite: SipRequest, method: string, cseq: number, { headers = '', sdp = '' } = {}) => {
    const type = sdp ? '\nContent-Type: application/sdp' : ''
    peer.send(`${method} sip:x@10.0.0.1 SIP/2.0
      Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK${method}${cseq}
      From: <sip:13800138000@10.0.0.2>;tag=them
      To: ${header(invite, 'from')}
      Call-ID: ${invite.callId}
      CSeq: ${cseq} ${method}
      Contact: <sip:trunk@10.0.0.2>${headers ? `\n${headers}` : ''}${type}

      ${sdp}`)
    await bench.clock.advance(20)
  }
  return { bench, peer, ...us, of, dial, say, answered, within }
}

export const branchOf = (request: SipRequest | undefined) => request && paramValue(request.via[0]!.params, 'branch')
export const header = (request: SipMessage | undefined, name: string) =>
  request?.headers.find((field) => field.name === name)?.value
