// Numbers as a user may see them: whole, or first 3 and last 4 digits; short ones only their last 2.
import type { ShownNumber } from '#protocol/shown-number'
import { displayNumber } from './phone-number.ts'

const SHORT = 10

export function maskNumber(number: string): string {
  const digits = number.replace(/^\+/, '')
  if (digits.length < SHORT) return '*'.repeat(Math.max(0, digits.length - 2)) + digits.slice(-2)
  return digits.slice(0, 3) + '*'.repeat(digits.length - 7) + digits.slice(-4)
}

/** `number` as stored (E.164, or a short number's digits). */
export function shownNumber(number: string, whole: boolean): ShownNumber {
  const text = displayNumber(number)
  return whole || text === '' ? { text, masked: false } : { text: maskNumber(text), masked: true }
}

const UUID_OR_DIGITS =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,}|\+?\d(?:[ ().-]{0,2}\d){6,19}/gi

/** Free text with every run of seven digits or more masked; ids and hashes stay. */
export function maskText(text: string): string {
  return text.replace(UUID_OR_DIGITS, (found) =>
    /^[0-9a-f-]{32,}$/i.test(found) && /[a-f-]/i.test(found) ? found : maskNumber(found.replace(/[^\d]/g, '')),
  )
}

/** A JSON value with every string in it masked. */
export function maskDeep(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value)
  if (Array.isArray(value)) return value.map(maskDeep)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskDeep(item)]))
}
