// SIPp's part of a customer: it calls and waits for the agent's BYE; the sound is at the port of its line in ports.csv.

const request = (method: string, sequence: number, to: string, rest: string): string => `<![CDATA[
      ${method} sip:4008008888@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
      From: <sip:1391234[call_number]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:4008008888@[remote_ip]:[remote_port]>${to}
      Call-ID: [call_id]
      CSeq: ${sequence} ${method}
      Contact: <sip:customer@[local_ip]:[local_port]>
      Max-Forwards: 70
      ${rest}
  ]]>`

const SDP = `Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=sipp 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio [field0] RTP/AVP 8 101
      a=rtpmap:8 PCMA/8000
      a=rtpmap:101 telephone-event/8000`

export const callerScenario = (): string => `<?xml version="1.0"?>
<scenario name="customer">
  <send retrans="500">${request('INVITE', 1, '', SDP)}</send>
  <recv response="100" optional="true"/><recv response="180" optional="true"/><recv response="183" optional="true"/>
  <recv response="200" rtd="true"/>
  <send>${request('ACK', 1, '[peer_tag_param]', 'Content-Length: 0\n')}</send>
  <recv request="BYE" timeout="600000"/>
  <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0
  ]]></send>
</scenario>`
