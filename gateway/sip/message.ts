// A SIP message: its headers in order, and the ones that every layer needs read once (RFC 3261 §7, §8.1.1).
import type { Address } from './address.ts'
import { splitOutside } from './grammar.ts'
import type { Uri } from './uri.ts'
import type { Via } from './via.ts'

/** Name in lower case and long form; value unfolded, one character per octet. */
export type HeaderField = { name: string; value: string }

export type CSeq = { number: number; method: string }

export type CoreHeaders = {
  via: Via[]
  from: Address
  to: Address
  callId: string
  cseq: CSeq
  contacts: Address[]
  maxForwards: number
}

type Common = CoreHeaders & { headers: HeaderField[]; body: Uint8Array }
export type SipRequest = Common & { kind: 'request'; method: string; uri: Uri }
export type SipResponse = Common & { kind: 'response'; status: number; reason: string }
export type SipMessage = SipRequest | SipResponse

type WithHeaders = { headers: HeaderField[] }

export const headerOf = (message: WithHeaders, name: string): string | null =>
  message.headers.find((field) => field.name === name)?.value ?? null

export const headersOf = (message: WithHeaders, name: string): string[] =>
  message.headers.filter((field) => field.name === name).map((field) => field.value)

/** Items of a comma list spread over one or more fields, in lower case: Require, Allow, Accept. */
export function tokensOf(message: WithHeaders, name: string): string[] {
  return headersOf(message, name)
    .flatMap((value) => splitOutside(value, ',') ?? [])
    .filter((item) => item !== '')
    .map((item) => item.toLowerCase())
}

/** The media type without its parameters, or null when there is no Content-Type. */
export function mediaType(message: WithHeaders): string | null {
  const value = headerOf(message, 'content-type')
  return value === null
    ? null
    : value
        .replace(/;[\s\S]*$/, '')
        .replace(/\s/g, '')
        .toLowerCase()
}
