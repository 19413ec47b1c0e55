import type { NumberSearch } from '../customer/customer-store.ts'
import { parseNumber } from './phone-number.ts'

/** Who sees numbers masked may not feel their way through the digits: a whole number, or the four that are shown. */
export function numberSearch(text: string, whole: boolean): NumberSearch {
  const digits = text.replace(/[\s().+-]/g, '')
  if (!/^[0-9]{3,18}$/.test(digits)) return null
  if (whole) return { kind: 'part', digits: digits.replace(/^0/, '') }
  if (digits.length === 4) return { kind: 'end', digits }
  const number = parseNumber(text)
  return number === null || digits.length < 7 ? null : { kind: 'exact', number }
}
