// What a caller of SIPp's does with its call when the test tells it to, before it ends it: steps of a scenario.

/** Sends the call on to another number, lets us send it on, or goes on with its sound at another port. */
export type LaterSteps = { refersTo: string } | { takesRefer: true } | { movesTo: number }

type Headers = (method: string, cseq: number) => string

const TOLD = '<recv request="NOTIFY"/>'

const answer = (status: string): string => `<send><![CDATA[
      SIP/2.0 ${status}
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:caller@[local_ip]:[local_port]>
      Content-Length: 0
  ]]></send>`

const request = (method: string, headers: string, rest: string): string => `<send retrans="500"><![CDATA[
      ${method} [next_url] SIP/2.0${headers}
      ${rest}
  ]]></send>`

const refers = (to: string, headers: Headers): string => `${TOLD}
  ${request('REFER', headers('REFER', 2), `Refer-To: <sip:${to}@[remote_ip]:[remote_port]>\n      Content-Length: 0\n`)}
  <recv response="202"/>
  <recv request="NOTIFY"/>${answer('200 OK')}
  <recv request="NOTIFY"/>${answer('200 OK')}`

const takesRefer = (headers: Headers): string => `<recv request="REFER" timeout="60000"/>${answer('202 Accepted')}
  ${request(
    'NOTIFY',
    headers('NOTIFY', 2),
    `Event: refer
      Subscription-State: terminated;reason=noresource
      Content-Type: message/sipfrag;version=2.0
      Content-Length: [len]

      SIP/2.0 200 OK`,
  )}
  <recv response="200"/>`

const moves = (sdp: string, headers: Headers): string => `${TOLD}
  ${request(
    'INVITE',
    headers('INVITE', 2),
    `Content-Type: application/sdp
      Content-Length: [len]

      ${sdp.replace('o=sipp 1 1', 'o=sipp 1 2')}`,
  )}
  <recv response="100" optional="true"/><recv response="200"/>
  <send><![CDATA[
      ACK [next_url] SIP/2.0${headers('ACK', 2)}
      Content-Length: 0
  ]]></send>`

/** `headers` are those of a request within the caller's dialog, `sdp` an offer of this port. */
export function laterSteps(later: LaterSteps, headers: Headers, sdp: (port: string) => string): string {
  if ('refersTo' in later) return refers(later.refersTo, headers)
  return 'takesRefer' in later ? takesRefer(headers) : moves(sdp(String(later.movesTo)), headers)
}
