// A trunk played by hand that calls us. For tests.
import type { IpFamily } from '../../media/media-engine.ts'
import type { SipMessage } from '../../sip/message.ts'
import { Bench, lineConfig } from './sip-test-bench.ts'

export const SDP = `v=0
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

export const request = (options: InviteOptions = {}) => {
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

export const tagIn = (response: SipMessage | undefined) =>
  /tag=(\S+)/.exec(response?.headers.find(({ name }) => name === 'to')?.value ?? '')?.[1] ?? ''
export const bodyOf = (message: SipMessage | undefined) => Buffer.from(message?.body ?? []).toString()

export async function setUp(changed = {}, families: IpFamily[] = [4]) {
  const bench = new Bench()
  bench.families = families
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
