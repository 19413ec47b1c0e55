// One datagram cut into start line, header fields and body (RFC 3261 §7, §18.3). Never throws, whatever the octets.
import { isToken } from './grammar.ts'
import { longName } from './header-names.ts'
import { MAX_HEADER_SECTION_OCTETS, MAX_HEADERS } from './limits.ts'
import { type HeaderField, headersOf } from './message.ts'
import { octetText } from './octets.ts'

export type Frame = {
  startLine: string
  headers: HeaderField[]
  body: Uint8Array
  fault: { layer: 'framing' | 'header'; reason: string } | null
}

const LF = 10
const CR = 13

/** Where the empty line ends the header section: [end of headers, start of body]; null when there is none. */
export function findBlankLine(octets: Uint8Array, from: number): [number, number] | null {
  for (let i = octets.indexOf(LF, from); i >= 0; i = octets.indexOf(LF, i + 1)) {
    if (octets[i + 1] === LF) return [i, i + 2]
    if (octets[i + 1] === CR && octets[i + 2] === LF) return [i, i + 3]
  }
  return null
}

const unfold = (text: string): string[] => text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)

function parseField(line: string): HeaderField | null {
  const colon = line.indexOf(':')
  if (colon < 0 || line.includes('\r')) return null
  const name = line.slice(0, colon).trimEnd()
  return isToken(name) ? { name: longName(name), value: line.slice(colon + 1).trim() } : null
}

/** The octets of the body that the message claims; null when the claim is false or contradicts itself. */
function bodyLength(headers: HeaderField[], available: number): number | null {
  const lengths = new Set(headersOf({ headers }, 'content-length'))
  if (lengths.size === 0) return available
  const [length] = [...lengths]
  if (lengths.size > 1 || !/^\d{1,9}$/.test(length!)) return null
  return Number(length) <= available ? Number(length) : null
}

/** Null when there is nothing in it to answer: keep-alive CRLFs, or a header section over the limit. */
export function frame(octets: Uint8Array): Frame | null {
  let start = 0
  while (octets[start] === CR || octets[start] === LF) start++
  if (start === octets.length) return null
  const blank = findBlankLine(octets, start)
  const [end, bodyStart] = blank ?? [octets.length, octets.length]
  if (end - start > MAX_HEADER_SECTION_OCTETS) return null
  const lines = unfold(octetText(octets.subarray(start, end)).replace(/\r?\n?$/, ''))
  const fields = lines.slice(1).map(parseField)
  const headers = fields.filter((field) => field !== null)
  const length = bodyLength(headers, octets.length - bodyStart)
  let fault: Frame['fault'] = null
  if (!blank) fault = { layer: 'framing', reason: 'No end of headers' }
  else if (headers.length > MAX_HEADERS) fault = { layer: 'framing', reason: 'Too many headers' }
  else if (headers.length < fields.length) fault = { layer: 'header', reason: 'Bad header' }
  else if (length === null) fault = { layer: 'framing', reason: 'Bad Content-Length' }
  return {
    startLine: lines[0] ?? '',
    headers: headers.slice(0, MAX_HEADERS).filter((field) => field.name !== 'content-length'),
    body: octets.slice(bodyStart, bodyStart + (length ?? 0)),
    fault,
  }
}
