// English words of values, as in Britain. Rules V12-V19 in SPEC.md.
import type { CountUnit, SayValue } from '#protocol/say-value'
import { calendarDay, decimalParts } from './sayable.ts'

const AND = 'say-and'
const MINUS = 'say-minus'
const SCALES = [
  [1_000_000_000_000, 'say-trillion'],
  [1_000_000_000, 'say-billion'],
  [1_000_000, 'say-million'],
  [1000, 'say-thousand'],
  [100, 'say-hundred'],
] as const
const UNITS: Record<CountUnit, readonly [one: string, more: string]> = {
  item: ['say-item', 'say-items'],
  person: ['say-person', 'say-people'],
  time: ['say-once', 'say-times'],
}

/** V12: "and" before what is below a hundred, once something has been said. */
export function englishNumber(value: number): string[] {
  const scale = SCALES.find(([size]) => value >= size)
  if (!scale) return [`number-${value}`]
  const [size, unit] = scale
  const rest = value % size
  const behind = rest === 0 ? [] : [...(rest < 100 ? [AND] : []), ...englishNumber(rest)]
  return [...englishNumber(Math.floor(value / size)), unit, ...behind]
}

export function sayInEnglish(value: SayValue): string[] {
  switch (value.kind) {
    case 'digits':
      return digitsOf(value.digits).map((digit) => `digit-${digit}`)
    case 'number':
      return decimal(value.value)
    case 'count':
      return value.unit ? counted(value.value, UNITS[value.unit]) : englishNumber(value.value)
    case 'ordinal':
      return englishOrdinal(value.value)
    case 'money':
      return money(value.fen)
    case 'percent':
      return [...decimal(value.value), 'say-percent']
    case 'date':
      return date(value.date)
    case 'time':
      return time(value.minutes)
    case 'duration':
      return duration(value.seconds)
  }
}

const digitsOf = (text: string): string[] => text.match(/[0-9]/g) ?? []
const counted = (value: number, [one, more]: readonly [string, string]): string[] => [
  ...englishNumber(value),
  value === 1 ? one : more,
]

function decimal(value: number): string[] {
  const { isNegative, whole, fraction } = decimalParts(value)
  const behind = fraction === '' ? [] : ['say-point', ...digitsOf(fraction).map((digit) => `number-${digit}`)]
  return [...(isNegative ? [MINUS] : []), ...englishNumber(whole), ...behind]
}

/** V13: the last word alone becomes an ordinal. */
function englishOrdinal(value: number): string[] {
  const said = englishNumber(value)
  const last = said.at(-1) ?? ''
  const below = value % 100
  const tens = below - (below % 10)
  const ending = below === 0 ? [last.replace('say-', 'ordinal-')] : [`ordinal-${below}`]
  const isSplit = below > 20 && below % 10 !== 0
  return [...said.slice(0, -1), ...(isSplit ? [`number-${tens}`, `ordinal-${below % 10}`] : ending)]
}

/** V14. */
function money(fen: number): string[] {
  const amount = Math.abs(fen)
  const [yuan, hundredths] = [Math.floor(amount / 100), amount % 100]
  const said = yuan > 0 || amount === 0 ? [...englishNumber(yuan), 'say-yuan'] : []
  if (hundredths > 0) said.push(...(yuan > 0 ? [AND] : []), `number-${hundredths}`, 'say-fen')
  return fen < 0 ? [MINUS, ...said] : said
}

/** V15: twenty twenty-six, nineteen oh five, nineteen hundred, but two thousand and six. */
function year(value: number): string[] {
  const [century, below] = [Math.floor(value / 100), value % 100]
  if (value < 1000 || value % 1000 < 10) return englishNumber(value)
  const start = `number-${century}`
  if (below === 0) return [start, 'say-hundred']
  return [start, ...(below < 10 ? ['say-oh'] : []), `number-${below}`]
}

/** V16: Friday the 27th of November 2026. */
function date(text: string): string[] {
  const day = calendarDay(text)
  if (!day) return []
  const month = `month-${day.getUTCMonth() + 1}`
  const ordinal = englishOrdinal(day.getUTCDate())
  return [`weekday-${day.getUTCDay()}`, 'say-the', ...ordinal, 'say-of', month, ...year(day.getUTCFullYear())]
}

/** V17. */
function time(minutes: number): string[] {
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60]
  const past = minute === 0 ? [] : [...(minute < 10 ? ['say-oh'] : []), `number-${minute}`]
  return [`number-${hour % 12 === 0 ? 12 : hour % 12}`, ...past, hour < 12 ? 'say-am' : 'say-pm']
}

/** V18: "and" before the last part. */
function duration(total: number): string[] {
  const parts = [
    { value: Math.floor(total / 3600), words: ['say-hour', 'say-hours'] },
    { value: Math.floor(total / 60) % 60, words: ['say-minute', 'say-minutes'] },
    { value: total % 60, words: ['say-second', 'say-seconds'] },
  ] as const
  const said = parts.filter(({ value }, i) => value > 0 || (total === 0 && i === 2))
  return said.flatMap(({ value, words }, i) => [
    ...(i > 0 && i === said.length - 1 ? [AND] : []),
    ...counted(value, words),
  ])
}
