// Messages of our own. Their typed headers come from the same reader as those off the wire.
import { type Address, printAddress, tagOf } from './address.ts'
import { readCoreHeaders } from './core-headers.ts'
import { withParam } from './grammar.ts'
import {
  type CoreHeaders,
  type HeaderField,
  headersOf,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from './message.ts'
import { reasonPhrase } from './reason-phrase.ts'
import type { Uri } from './uri.ts'
import { type Endpoint, parseViaList, printVia, stampReceived, type Via } from './via.ts'

const NO_BODY = new Uint8Array(0)

export const field = (name: string, value: string): HeaderField => ({ name, value })

/** Stands in for the Via that the transport writes when the request is sent. */
const UNSENT_VIA = field('via', 'SIP/2.0/UDP unsent')

function coreOf(headers: HeaderField[]): CoreHeaders {
  const read = readCoreHeaders(headers)
  if (!read.ok) throw new Error(`A message of our own is invalid: ${read.reason}`)
  return read.core
}

type RequestParts = {
  method: string
  uri: Uri
  from: Address
  to: Address
  callId: string
  cseq: number
  headers?: HeaderField[]
  body?: Uint8Array
}

export function makeRequest(parts: RequestParts): SipRequest {
  const headers = [
    UNSENT_VIA,
    field('max-forwards', '70'),
    field('from', printAddress(parts.from)),
    field('to', printAddress(parts.to)),
    field('call-id', parts.callId),
    field('cseq', `${parts.cseq} ${parts.method}`),
    ...(parts.headers ?? []),
  ]
  const { method, uri } = parts
  return { kind: 'request', method, uri, ...coreOf(headers), headers, body: parts.body ?? NO_BODY }
}

export function withVia<M extends SipMessage>(message: M, via: Via[]): M {
  const rest = message.headers.filter((header) => header.name !== 'via')
  return { ...message, via, headers: [...via.map((entry) => field('via', printVia(entry))), ...rest] }
}

export const withReceived = (request: SipRequest, source: Endpoint): SipRequest =>
  withVia(request, [stampReceived(request.via[0]!, source), ...request.via.slice(1)])

export function withHeaders(request: SipRequest, replaced: string[], added: HeaderField[]): SipRequest {
  const headers = [...request.headers.filter((header) => !replaced.includes(header.name)), ...added]
  return { ...request, headers, ...coreOf(headers) }
}

type ResponseParts = { toTag?: string; headers?: HeaderField[]; body?: Uint8Array }

/** §8.2.6: Via, From, Call-ID and CSeq as they came, To with our tag. */
export function makeResponse(request: SipRequest, status: number, parts: ResponseParts = {}): SipResponse {
  const copied = request.headers.filter(({ name }) => ['via', 'from', 'call-id', 'cseq'].includes(name))
  const isTagged = tagOf(request.to) !== null || parts.toTag === undefined || status === 100
  const to = isTagged
    ? headersOf(request, 'to')[0]!
    : printAddress({ ...request.to, params: withParam(request.to.params, 'tag', parts.toTag!) })
  const headers = [...copied, field('to', to), ...(parts.headers ?? [])]
  const body = parts.body ?? NO_BODY
  return { kind: 'response', status, reason: reasonPhrase(status), ...coreOf(headers), headers, body }
}

/** The answer to a request that did not parse, made of what can be copied; null when that is not enough. */
export function answerUnparsed(headers: HeaderField[], status: number, source: Endpoint): SipResponse | null {
  const via = parseViaList(headersOf({ headers }, 'via'))
  if (!via?.[0]) return null
  const names = ['from', 'to', 'call-id', 'cseq']
  const copied = names.flatMap((name) => headers.filter((header) => header.name === name).slice(0, 1))
  const stamped = [stampReceived(via[0], source), ...via.slice(1)].map((entry) => field('via', printVia(entry)))
  const read = readCoreHeaders([...stamped, ...copied])
  if (!read.ok) return null
  const answer = { status, reason: reasonPhrase(status), headers: [...stamped, ...copied], body: NO_BODY }
  return { kind: 'response', ...read.core, ...answer }
}
