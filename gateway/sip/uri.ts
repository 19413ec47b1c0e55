// SIP and SIPS URIs (RFC 3261 §19.1); any other scheme is kept whole as it came.
import { type Param, paramOf, printParams } from './grammar.ts'
import { MAX_URI_LENGTH } from './limits.ts'

export type SipUri = {
  scheme: 'sip' | 'sips'
  /** With its escapes and password, as written; null when there is none. */
  user: string | null
  host: string
  port: number | null
  params: Param[]
  /** What follows `?`, or null. */
  headers: string | null
}
type OtherUri = { scheme: 'other'; text: string }
export type Uri = SipUri | OtherUri

const SIP_URI = /^(sips?):(?:([^@]*)@)?(\[[^\]]*\]|[^:;?@[\]]+)(?::(\d{1,5}))?((?:;[^;?@]*)*)(?:\?([^@]*))?$/i
// `#` is not in the grammar, but exchanges send it unescaped in dialled numbers.
const USER = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/#:]|%[0-9A-Fa-f]{2})+$/
const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9\-_.]*[A-Za-z0-9.])?)$/
const URI_PARAM = /^([A-Za-z0-9\-_.!~*'()[\]/:&+$%]+)(?:=([A-Za-z0-9\-_.!~*'()[\]/:&+$%]*))?$/
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"]+$/

function parseUriParams(text: string): Param[] | null {
  const params: Param[] = []
  for (const part of text.split(';').slice(1)) {
    const match = URI_PARAM.exec(part)
    if (!match || BAD_ESCAPE.test(part)) return null
    params.push({ name: match[1]!.toLowerCase(), value: match[2] ?? null })
  }
  return params
}

function parseSipUri(text: string): SipUri | null {
  const match = SIP_URI.exec(text)
  if (!match) return null
  const [, scheme, user, host, port, paramText, headers] = match
  if (user !== undefined && !USER.test(user)) return null
  if (!HOST.test(host!) || Number(port ?? 0) > 65_535) return null
  const params = parseUriParams(paramText ?? '')
  if (!params) return null
  return {
    scheme: scheme!.toLowerCase() === 'sips' ? 'sips' : 'sip',
    user: user ?? null,
    host: host!,
    port: port === undefined ? null : Number(port),
    params,
    headers: headers ?? null,
  }
}

export function parseUri(text: string): Uri | null {
  if (text.length > MAX_URI_LENGTH || /\s/.test(text)) return null
  if (/^sips?:/i.test(text)) return parseSipUri(text)
  return ABSOLUTE_URI.test(text) ? { scheme: 'other', text } : null
}

export function printUri(uri: Uri): string {
  if (uri.scheme === 'other') return uri.text
  const user = uri.user === null ? '' : `${uri.user}@`
  const port = uri.port === null ? '' : `:${uri.port}`
  const headers = uri.headers === null ? '' : `?${uri.headers}`
  return `${uri.scheme}:${user}${uri.host}${port}${printParams(uri.params)}${headers}`
}

export const sipUri = (user: string | null, host: string, port: number | null): SipUri => ({
  scheme: 'sip',
  user,
  host: host.includes(':') && !host.startsWith('[') ? `[${host}]` : host,
  port,
  params: [],
  headers: null,
})

/** §19.1.1: a route with `lr` is a loose router's. */
export const isLoose = (uri: Uri): boolean => uri.scheme !== 'other' && paramOf(uri.params, 'lr') !== undefined

/** Without the brackets of an IPv6 reference. */
export const bareHost = (host: string): string => host.replace(/^\[|\]$/g, '')

const unescapeOctets = (text: string): string =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** The number or name that a URI calls, its escapes undone: user part of sip, number of tel; '' when none. */
export function uriUser(uri: Uri): string {
  if (uri.scheme !== 'other') return unescapeOctets((uri.user ?? '').split(/[;:]/)[0]!)
  return /^tel:/i.test(uri.text) ? unescapeOctets(uri.text.slice(4).split(';')[0]!) : ''
}

/** Escapes what §25 does not allow unescaped in a user part. */
export const escapeUser = (text: string): string =>
  text.replace(
    /[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
