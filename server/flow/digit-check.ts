// Are typed digits what was asked for? Rule F17.
import type { DigitCheck } from '#protocol/flow-config'
import { assertNever } from '../machine/assert-never.ts'

export function digitsPass(check: DigitCheck, digits: string): boolean {
  switch (check.kind) {
    case 'any':
      return true
    case 'range':
      return Number(digits) >= check.from && Number(digits) <= check.to
    case 'one-of':
      return check.values.includes(digits)
    case 'luhn':
      return luhn(digits)
    case 'date':
      return isDay(digits)
    default:
      return assertNever(check)
  }
}

/** ISO/IEC 7812-1 annex B. */
function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

function isDay(digits: string): boolean {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(digits)
  if (!match) return false
  const [, year, month, day] = match
  const iso = `${year}-${month}-${day}`
  const at = Date.parse(`${iso}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso)
}
