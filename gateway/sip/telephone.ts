// Telephone numbers in URIs: tel (RFC 3966) and the user part of a sip URI, which with user=phone is one too (RFC 3261 §19.1.6).
import { paramValue, parseParams } from './grammar.ts'
import { type Uri, uriUser } from './uri.ts'

const VISUAL_SEPARATORS = /[-.()]/g
const GLOBAL_CONTEXT = /^\+[0-9-.()]+$/

/** A local number under a global context is that prefix and the number (RFC 3966 §5.1.5); an extension is left out. */
function subscriber(text: string, params: string): string {
  const number = text.replace(VISUAL_SEPARATORS, '')
  if (number.startsWith('+')) return number
  const context = paramValue(parseParams(params) ?? [], 'phone-context')
  return context !== null && GLOBAL_CONTEXT.test(context) ? context.replace(VISUAL_SEPARATORS, '') + number : number
}

const paramsIn = (text: string): string => (text.includes(';') ? text.slice(text.indexOf(';')) : '')

/** The number or name that a URI calls; '' when none. */
export function telephoneOf(uri: Uri): string {
  const named = uriUser(uri)
  if (uri.scheme === 'other') return subscriber(named, paramsIn(uri.text))
  const isPhone = paramValue(uri.params, 'user')?.toLowerCase() === 'phone'
  return isPhone ? subscriber(named, paramsIn(uri.user ?? '')) : named
}
