// name-addr and addr-spec with header parameters: From, To, Contact, Route, P-Asserted-Identity (RFC 3261 §20.10).
import { isToken, type Param, paramValue, parseParams, printParams, quote, splitOutside, unquote } from './grammar.ts'
import { parseUri, printUri, type Uri } from './uri.ts'

export type Address = { displayName: string; uri: Uri; params: Param[] }

const QUOTED_NAME = /^("(?:[^"\\]|\\[\s\S])*")\s*</

function parseDisplayName(text: string): string | null {
  const name = text.trim()
  if (name === '') return ''
  return name.split(/\s+/).every(isToken) ? name : null
}

function parseNameAddr(text: string, open: number, displayName: string): Address | null {
  const close = text.indexOf('>', open)
  if (close < 0) return null
  const uri = parseUri(text.slice(open + 1, close))
  const params = parseParams(text.slice(close + 1))
  return uri && params ? { displayName, uri, params } : null
}

function parseAddrSpec(text: string): Address | null {
  const end = text.indexOf(';')
  const spec = (end < 0 ? text : text.slice(0, end)).trim()
  // §20: a URI with a comma, question mark or semicolon must stand in angle brackets.
  if (/[?,]/.test(spec)) return null
  const uri = parseUri(spec)
  const params = end < 0 ? [] : parseParams(text.slice(end))
  return uri && params ? { displayName: '', uri, params } : null
}

export function parseAddress(value: string): Address | null {
  const text = value.trim()
  const quoted = QUOTED_NAME.exec(text)
  if (quoted) return parseNameAddr(text, quoted[0].length - 1, unquote(quoted[1]!))
  if (text.startsWith('"')) return null
  const open = text.indexOf('<')
  if (open < 0) return parseAddrSpec(text)
  const name = parseDisplayName(text.slice(0, open))
  return name === null ? null : parseNameAddr(text, open, name)
}

export function parseAddressList(values: string[]): Address[] | null {
  const addresses: Address[] = []
  for (const value of values) {
    for (const part of splitOutside(value, ',') ?? ['']) {
      const address = parseAddress(part)
      if (!address) return null
      addresses.push(address)
    }
  }
  return addresses
}

export function printAddress(address: Address): string {
  const name = address.displayName === '' ? '' : `${quote(address.displayName)} `
  return `${name}<${printUri(address.uri)}>${printParams(address.params)}`
}

export const tagOf = (address: Address): string | null => paramValue(address.params, 'tag')

export const addressOf = (uri: Uri): Address => ({ displayName: '', uri, params: [] })
