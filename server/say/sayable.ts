// V1: the range in which a value has words.
import { LARGEST_SAID, MOST_DIGITS, type SayValue } from '#protocol/say-value'

const isWhole = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to

/** The day as UTC midnight; null for one that no calendar has. */
export function calendarDay(date: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null
  const day = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date) ? day : null
}

export function isSayable(value: SayValue): boolean {
  switch (value.kind) {
    case 'digits':
      return /\d/.test(value.digits) && value.digits.length <= MOST_DIGITS
    case 'number':
    case 'percent':
      return Math.abs(value.value) <= LARGEST_SAID
    case 'count':
      return isWhole(value.value, 0, LARGEST_SAID)
    case 'ordinal':
      return isWhole(value.value, 1, LARGEST_SAID)
    case 'money':
      return isWhole(value.fen, -100 * LARGEST_SAID, 100 * LARGEST_SAID)
    case 'date':
      return calendarDay(value.date) !== null
    case 'time':
      return isWhole(value.minutes, 0, 1439)
    case 'duration':
      return isWhole(value.seconds, 0, 100 * 86_400)
  }
}

const DECIMALS = 6

/** As the value is written, with six decimal places at most and no closing noughts. */
export function decimalParts(value: number): { isNegative: boolean; whole: number; fraction: string } {
  const written = `${Math.abs(value)}`
  const isLong = written.includes('e') || (written.split('.')[1]?.length ?? 0) > DECIMALS
  const [whole = '0', fraction = ''] = (isLong ? Math.abs(value).toFixed(DECIMALS) : written).split('.')
  const digits = fraction.replace(/0+$/, '')
  return { isNegative: value < 0 && (whole !== '0' || digits !== ''), whole: Number(whole), fraction: digits }
}
