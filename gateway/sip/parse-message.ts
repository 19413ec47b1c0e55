// Octets to a message, or a refusal that names the layer that objects and the status to answer with (null: drop it).
import { readCoreHeaders } from './core-headers.ts'
import { type Frame, frame } from './framing.ts'
import { MAX_URI_LENGTH } from './limits.ts'
import type { HeaderField, SipMessage } from './message.ts'
import { parseUri, type Uri } from './uri.ts'

type ParseLayer = 'framing' | 'start line' | 'header' | 'validation'

type ParseRefusal = {
  ok: false
  layer: ParseLayer
  status: 400 | 414 | 505 | null
  reason: string
  /** What can be copied into the answer; ACK is never answered. */
  method: string | null
  headers: HeaderField[]
}
type ParseResult = { ok: true; message: SipMessage } | ParseRefusal

type StartLine =
  | { kind: 'request'; method: string; uri: Uri; version: string }
  | { kind: 'response'; status: number; reason: string; version: string }

const REQUEST_LINE = /^([A-Za-z0-9\-.!%*_+`'~]+) ([^\s]+) (SIP\/\d+\.\d+)$/i
const STATUS_LINE = /^(SIP\/\d+\.\d+) ([1-6]\d\d)(?: ([^\r]*))?$/i

function parseStartLine(line: string): StartLine | null {
  const status = STATUS_LINE.exec(line)
  if (status) {
    return { kind: 'response', version: status[1]!, status: Number(status[2]), reason: (status[3] ?? '').trim() }
  }
  const request = REQUEST_LINE.exec(line)
  const uri = request && parseUri(request[2]!)
  return uri ? { kind: 'request', method: request[1]!, uri, version: request[3]! } : null
}

function refuse(framed: Frame, layer: ParseLayer, reason: string, status: 400 | 414 | 505 = 400): ParseRefusal {
  const isResponse = /^SIP\//i.test(framed.startLine)
  const method = /^([A-Za-z0-9\-.!%*_+`'~]+)\s/.exec(framed.startLine)?.[1] ?? null
  const answerable = !isResponse && method !== null && method !== 'ACK'
  return { ok: false, layer, reason, status: answerable ? status : null, method, headers: framed.headers }
}

/** §19.1.5, §8.2.1, RFC 4475 §3.1.2.11: what is well formed and still means nothing. */
function validate(start: StartLine, cseqMethod: string): string | null {
  if (start.kind === 'response') return null
  if (start.uri.scheme !== 'other' && start.uri.headers !== null) return 'Headers in the Request-URI'
  if (start.method !== cseqMethod) return 'CSeq names another method'
  return null
}

export function parseMessage(octets: Uint8Array): ParseResult {
  const framed = frame(octets)
  if (!framed) return { ok: false, layer: 'framing', status: null, reason: 'Nothing', method: null, headers: [] }
  const start = parseStartLine(framed.startLine)
  if (!start) {
    const tooLong = (framed.startLine.split(' ')[1] ?? '').length > MAX_URI_LENGTH
    return refuse(framed, 'start line', tooLong ? 'URI too long' : 'Bad start line', tooLong ? 414 : 400)
  }
  if (start.version.toUpperCase() !== 'SIP/2.0') return refuse(framed, 'validation', 'Unknown version', 505)
  if (framed.fault) return refuse(framed, framed.fault.layer, framed.fault.reason)
  const read = readCoreHeaders(framed.headers)
  if (!read.ok) return refuse(framed, read.layer, read.reason)
  const invalid = validate(start, read.core.cseq.method)
  if (invalid) return refuse(framed, 'validation', invalid)
  const common = { ...read.core, headers: framed.headers, body: framed.body }
  if (start.kind === 'request')
    return { ok: true, message: { kind: 'request', method: start.method, uri: start.uri, ...common } }
  return { ok: true, message: { kind: 'response', status: start.status, reason: start.reason, ...common } }
}
