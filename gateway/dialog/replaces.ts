// Which dialog a Replaces header names (RFC 3891 §6.1).
import { paramOf, paramValue, parseParams } from '../sip/grammar.ts'
import { headersOf, type SipRequest } from '../sip/message.ts'

export type Replaces = { callId: string; toTag: string; fromTag: string; isEarlyOnly: boolean }

/** Null when the header is not there or not one that can be read; `isPresent` tells which. */
export function replacesIn(invite: SipRequest): { isPresent: boolean; replaces: Replaces | null } {
  const values = headersOf(invite, 'replaces')
  return { isPresent: values.length > 0, replaces: values.length === 1 ? parseReplaces(values[0]!) : null }
}

/** RFC 3891 §6.1: which dialog, as the one who is to replace it knows it; null where the text says none. */
export function parseReplaces(value: string): Replaces | null {
  const end = value.indexOf(';')
  const params = parseParams(end < 0 ? '' : value.slice(end))
  const [toTag, fromTag] = [paramValue(params ?? [], 'to-tag'), paramValue(params ?? [], 'from-tag')]
  if (!toTag || !fromTag) return null
  const isEarlyOnly = paramOf(params ?? [], 'early-only') !== undefined
  return { callId: value.slice(0, end).trim(), toTag, fromTag, isEarlyOnly }
}
