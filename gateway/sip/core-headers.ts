// Reads the headers that every message must have (RFC 3261 §8.1.1, §16.3). The first fault found is the answer:
// `header` when a value does not parse, `validation` when one is missing or doubled.
import { type Address, parseAddress, parseAddressList } from './address.ts'
import { isToken } from './grammar.ts'
import { DEFAULT_MAX_FORWARDS, MAX_CSEQ, MAX_FORWARDS } from './limits.ts'
import { type CoreHeaders, type CSeq, type HeaderField, headersOf } from './message.ts'
import { parseViaList } from './via.ts'

type HeaderFault = { ok: false; layer: 'header' | 'validation'; reason: string }
type CoreResult = { ok: true; core: CoreHeaders } | HeaderFault

const SINGLE = ['from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-type'] as const

const fault = (layer: HeaderFault['layer'], reason: string): HeaderFault => ({ ok: false, layer, reason })

function parseCSeq(value: string): CSeq | null {
  const match = /^(\d+)\s+(\S+)$/.exec(value)
  if (!match || !isToken(match[2]!) || Number(match[1]) > MAX_CSEQ) return null
  return { number: Number(match[1]), method: match[2]! }
}

/** A Max-Forwards that is no number is as good as none (RFC 4475 §3.1.2.4 lets it be defaulted). */
const parseMaxForwards = (value: string | undefined): number =>
  value !== undefined && /^\d+$/.test(value) ? Math.min(Number(value), MAX_FORWARDS) : DEFAULT_MAX_FORWARDS

function readContacts(values: string[]): Address[] | null {
  return values.length === 1 && values[0] === '*' ? [] : parseAddressList(values)
}

export function readCoreHeaders(headers: HeaderField[]): CoreResult {
  const values = (name: string) => headersOf({ headers }, name)
  const via = parseViaList(values('via'))
  if (!via) return fault('header', 'Bad Via')
  const contacts = readContacts(values('contact'))
  if (!contacts) return fault('header', 'Bad Contact')
  for (const name of ['route', 'record-route']) {
    if (!parseAddressList(values(name))) return fault('header', `Bad ${name}`)
  }
  const addresses = { from: values('from').map(parseAddress), to: values('to').map(parseAddress) }
  if (addresses.from.includes(null) || addresses.to.includes(null)) return fault('header', 'Bad From or To')
  const cseqs = values('cseq').map(parseCSeq)
  if (cseqs.includes(null)) return fault('header', 'Bad CSeq')
  const callId = values('call-id')[0]
  if (callId !== undefined && !/^\S+$/.test(callId)) return fault('header', 'Bad Call-ID')
  for (const name of SINGLE) if (values(name).length > 1) return fault('validation', `More than one ${name}`)
  const [from, to, cseq] = [addresses.from[0], addresses.to[0], cseqs[0]]
  if (via.length === 0 || !from || !to || !cseq || callId === undefined)
    return fault('validation', 'A mandatory header is missing')
  const maxForwards = parseMaxForwards(values('max-forwards')[0])
  return { ok: true, core: { via, from, to, callId, cseq, contacts, maxForwards } }
}
