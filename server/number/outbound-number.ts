// Numbers on their way: what a line presented, and what an agent may dial. Calls abroad are refused until allowed.
import type { RefusalReason } from '#protocol/reasons'
import { displayNumber, parseNumber } from './phone-number.ts'

const HOME_PREFIX = '+86'
const SHORTEST = 3

/** Raw caller id as a stored number; '' when it is withheld or no number. */
export function presentedNumber(presented: string): string {
  return parseNumber(presented.replace(/^(?:00)(?=[1-9]\d{6,})/, '+')) ?? ''
}

export type Outbound = { ok: true; customer: string; dial: string } | { ok: false; reason: RefusalReason }

export function outboundNumber(typed: string): Outbound {
  const digits = typed.replace(/[^\d]/g, '')
  if (digits.length > 0 && digits.length < SHORTEST) return { ok: false, reason: 'number-too-short' }
  const number = parseNumber(typed.trim().replace(/^00(?=[1-9])/, '+'))
  if (number === null) return { ok: false, reason: 'number-invalid' }
  if (number.startsWith('+') && !number.startsWith(HOME_PREFIX)) return { ok: false, reason: 'number-not-allowed' }
  return { ok: true, customer: number, dial: displayNumber(number) }
}
