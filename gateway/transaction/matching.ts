// Which transaction a message belongs to: RFC 3261 §17.1.3, §17.2.3, §8.2.2.2.
import { tagOf } from '../sip/address.ts'
import { paramValue } from '../sip/grammar.ts'
import type { SipRequest, SipResponse } from '../sip/message.ts'
import { printUri } from '../sip/uri.ts'
import { magicBranch, printVia, SIP_PORT } from '../sip/via.ts'

/** TM1: branch and CSeq method. */
export const clientKey = (message: SipRequest | SipResponse): string =>
  `${paramValue(message.via[0]!.params, 'branch') ?? ''} ${message.cseq.method}`

/** TM2, TM3: an ACK or CANCEL asks for its INVITE by naming that method. */
export function serverKey(request: SipRequest, method: string = request.method): string {
  const via = request.via[0]!
  const branch = magicBranch(via)
  const named = method === 'ACK' ? 'INVITE' : method
  if (branch !== null) return `${branch} ${via.host.toLowerCase()}:${via.port ?? SIP_PORT} ${named}`
  const { callId, cseq } = request
  return ['2543', printUri(request.uri), tagOf(request.from), callId, cseq.number, printVia(via), named].join(' ')
}

/** TM4: what stays the same when a proxy forks one request to us twice; null when it cannot be merged. */
export function mergeKey(request: SipRequest): string | null {
  if (tagOf(request.to) !== null || ['ACK', 'CANCEL'].includes(request.method)) return null
  return [tagOf(request.from), request.callId, request.cseq.number, request.method].join(' ')
}
