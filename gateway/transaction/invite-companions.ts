// The two requests that share their INVITE's branch: the ACK of a refusal (RFC 3261 §17.1.1.3) and CANCEL (§9.1).
import type { Address } from '../sip/address.ts'
import { field, makeRequest, withVia } from '../sip/make-message.ts'
import { type HeaderField, headersOf, type SipRequest, type SipResponse } from '../sip/message.ts'

function companion(invite: SipRequest, method: 'ACK' | 'CANCEL', to: Address, added: HeaderField[] = []): SipRequest {
  const { uri, from, callId, cseq } = invite
  const headers = [...headersOf(invite, 'route').map((value) => field('route', value)), ...added]
  return withVia(makeRequest({ method, uri, from, to, callId, cseq: cseq.number, headers }), [invite.via[0]!])
}

export const ackOf = (invite: SipRequest, response: SipResponse): SipRequest => companion(invite, 'ACK', response.to)

export const cancelOf = (invite: SipRequest, headers: HeaderField[]): SipRequest =>
  companion(invite, 'CANCEL', invite.to, headers)
