// The one parser of telephone numbers: E.164 with China as home; short and internal numbers stay digits.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

const HOME = 'CN'
const MAX_CACHED = 5000
const shown = new Map<string, string>()

/** What is stored: '+8613800138000', or the digits of a short, internal or unknown number; null when it is none. */
export function parseNumber(text: string): string | null {
  const compact = text.trim().replace(/[\s().\-\u2010-\u2015]/g, '')
  if (!/^\+?[0-9]{2,18}$/.test(compact)) return null
  const parsed = parsePhoneNumberFromString(compact, HOME)
  if (parsed?.isValid()) return parsed.number
  if (compact.startsWith('+')) return compact.length >= 8 && compact.length <= 16 ? compact : null
  return compact.length <= 15 ? compact : null
}

/** As people here write it: national for home numbers, with + for foreign ones. */
export function displayNumber(number: string): string {
  if (!number.startsWith('+')) return number
  const known = shown.get(number)
  if (known !== undefined) return known
  const parsed = parsePhoneNumberFromString(number)
  const text = parsed?.country === HOME ? parsed.formatNational().replace(/[^0-9]/g, '') : number
  if (shown.size >= MAX_CACHED) shown.clear()
  shown.set(number, text)
  return text
}

/** Country of a number for the screen pop ('CN', 'US'), '' when unknown. */
export function regionOf(number: string): string {
  return number.startsWith('+') ? (parsePhoneNumberFromString(number)?.country ?? '') : ''
}
