// Numbers on their way: what a line presented, and what is dialled for what was typed.
import type { RefusalReason } from '#protocol/reasons'
import { displayNumber, parseNumber } from './phone-number.ts'

const HOME_PREFIX = '+86'
const SHORTEST = 3

/** Raw caller id as a stored number; '' when it is withheld or no number. */
export function presentedNumber(presented: string): string {
  return parseNumber(presented.replace(/^(?:00)(?=[1-9]\d{6,})/, '+')) ?? ''
}

export type Outbound = { ok: true; customer: string; dial: string } | { ok: false; reason: RefusalReason }

/** What is dialled for what was typed, wherever it is; whether it may be called says server/outbound. */
export function dialableNumber(typed: string): Outbound {
  const digits = typed.replace(/[^\d]/g, '')
  if (digits.length > 0 && digits.length < SHORTEST) return { ok: false, reason: 'number-too-short' }
  const number = parseNumber(typed.trim().replace(/^00(?=[1-9])/, '+'))
  if (number === null) return { ok: false, reason: 'number-invalid' }
  return { ok: true, customer: number, dial: displayNumber(number) }
}

/** As that, but of numbers at home alone: those that are called back unasked. */
export function outboundNumber(typed: string): Outbound {
  const number = dialableNumber(typed)
  if (!number.ok || !number.customer.startsWith('+') || number.customer.startsWith(HOME_PREFIX)) return number
  return { ok: false, reason: 'number-not-allowed' }
}
