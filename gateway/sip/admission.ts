// What a user agent server checks of a request before it means anything (RFC 3261 §8.2), in the order of that section.
import { field } from './make-message.ts'
import { type HeaderField, mediaType, type SipRequest, type SipResponse, tokensOf } from './message.ts'

const ALLOWED_METHODS = ['INVITE', 'ACK', 'BYE', 'CANCEL', 'OPTIONS', 'INFO', 'UPDATE', 'PRACK', 'REFER', 'NOTIFY']
/** RFC 3262, RFC 4028 and RFC 3891: what we do besides RFC 3261. */
const OPTIONS = ['100rel', 'timer', 'replaces']
export const SUPPORTED = field('supported', OPTIONS.join(', '))
export const ALLOW = field('allow', ALLOWED_METHODS.join(', '))
export const ACCEPT = field('accept', 'application/sdp')

export const isOffered = (method: string): boolean => ALLOWED_METHODS.includes(method)

type AdmissionRefusal = { status: 405 | 406 | 415 | 416 | 420; headers: HeaderField[] }

const SDP_RANGES = ['application/sdp', 'application/*', '*/*']

const isSdpAccepted = (request: SipRequest): boolean => {
  const accepted = tokensOf(request, 'accept').map((range) => range.split(';')[0]!.trim())
  return accepted.length === 0 || accepted.some((range) => SDP_RANGES.includes(range))
}

const mayCarrySdp = (method: string): boolean => ['INVITE', 'UPDATE', 'ACK', 'PRACK'].includes(method)

const isIdentity = (request: SipRequest): boolean =>
  tokensOf(request, 'content-encoding').every((encoding) => encoding === 'identity')

/** Null when the request is admitted. */
export function admitRequest(request: SipRequest): AdmissionRefusal | null {
  if (!ALLOWED_METHODS.includes(request.method)) return { status: 405, headers: [ALLOW] }
  if (request.uri.scheme === 'other' && !/^tel:/i.test(request.uri.text)) return { status: 416, headers: [] }
  // §8.2.2.3: Require is ignored in ACK and CANCEL.
  const required = ['ACK', 'CANCEL'].includes(request.method) ? [] : tokensOf(request, 'require')
  const unsupported = required.filter((option) => !OPTIONS.includes(option))
  if (unsupported.length > 0) return { status: 420, headers: [field('unsupported', unsupported.join(', '))] }
  if (mayCarrySdp(request.method) && request.body.length > 0) {
    if (mediaType(request) !== 'application/sdp' || !isIdentity(request)) return { status: 415, headers: [ACCEPT] }
  }
  if (request.method === 'INVITE' && !isSdpAccepted(request)) return { status: 406, headers: [] }
  return null
}

/** §8.1.3.3: a response with more than one Via was not meant for us. */
export const admitResponse = (response: SipResponse): boolean => response.via.length === 1
