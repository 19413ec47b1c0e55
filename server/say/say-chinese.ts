// Chinese words of values. Rules V2-V11 in SPEC.md.
import type { CountUnit, SayValue } from '#protocol/say-value'
import { calendarDay, decimalParts } from './sayable.ts'

const ZERO = 'number-0'
const TWO = 'say-two'
const MINUS = 'say-minus'
const SCALES = [
  [100_000_000, 'say-hundred-million'],
  [10_000, 'say-ten-thousand'],
  [1000, 'say-thousand'],
  [100, 'say-hundred'],
] as const
const UNITS: Record<CountUnit, string> = { item: 'say-item', person: 'say-person', time: 'say-times' }

/** V2-V4. `isHead`: nothing of the number has been said before. */
export function chineseNumber(value: number, isHead = true): string[] {
  const scale = SCALES.find(([size]) => value >= size)
  // V3: 十二 alone, 一十二 behind anything.
  if (!scale) return value >= 10 && value < 20 && !isHead ? ['number-1', `number-${value}`] : [`number-${value}`]
  const [size, unit] = scale
  const high = Math.floor(value / size)
  const rest = value % size
  const isTwo = high === 2 && isHead && size >= 1000
  const behind = rest === 0 ? [] : [...(rest < size / 10 ? [ZERO] : []), ...chineseNumber(rest, false)]
  return [...(isTwo ? [TWO] : chineseNumber(high, isHead)), unit, ...behind]
}

/** V5: in front of a measure word. */
export const chineseCount = (value: number): string[] => (value === 2 ? [TWO] : chineseNumber(value))

export function sayInChinese(value: SayValue): string[] {
  switch (value.kind) {
    case 'digits':
      return digitsOf(value.digits).map((digit) => (value.yao ? `digit-${digit}` : `number-${digit}`))
    case 'number':
      return decimal(value.value)
    case 'count':
      return [...chineseCount(value.value), ...(value.unit ? [UNITS[value.unit]] : [])]
    case 'ordinal':
      return ['say-ordinal', ...chineseNumber(value.value), ...(value.unit ? [UNITS[value.unit]] : [])]
    case 'money':
      return money(value.fen)
    case 'percent': {
      const [first = '', ...rest] = decimal(value.value)
      return first === MINUS ? [MINUS, 'say-percent', ...rest] : ['say-percent', first, ...rest]
    }
    case 'date':
      return date(value.date)
    case 'time':
      return time(value.minutes)
    case 'duration':
      return duration(value.seconds)
  }
}

const digitsOf = (text: string): string[] => text.match(/[0-9]/g) ?? []

function decimal(value: number): string[] {
  const { isNegative, whole, fraction } = decimalParts(value)
  const behind = fraction === '' ? [] : ['say-point', ...digitsOf(fraction).map((digit) => `number-${digit}`)]
  return [...(isNegative ? [MINUS] : []), ...chineseNumber(whole), ...behind]
}

/** V6: 元, 角, 分; only the first of them has 两, and 零 stands for 角 that are left out. */
function money(fen: number): string[] {
  const amount = Math.abs(fen)
  const [yuan, tenths, hundredths] = [Math.floor(amount / 100), Math.floor(amount / 10) % 10, amount % 10]
  const hasYuan = yuan > 0 || amount === 0
  const said = hasYuan ? [...chineseCount(yuan), 'say-yuan'] : []
  if (tenths > 0) said.push(...(hasYuan ? [`number-${tenths}`] : chineseCount(tenths)), 'say-jiao')
  if (hundredths > 0) {
    if (hasYuan && tenths === 0) said.push(ZERO)
    said.push(...(said.length > 0 ? [`number-${hundredths}`] : chineseCount(hundredths)), 'say-fen')
  }
  return fen < 0 ? [MINUS, ...said] : said
}

/** V7: the year digit by digit, never with 幺. */
function date(text: string): string[] {
  const day = calendarDay(text)
  if (!day) return []
  const year = digitsOf(text.slice(0, 4)).map((digit) => `number-${digit}`)
  const [month, date] = [`month-${day.getUTCMonth() + 1}`, `number-${day.getUTCDate()}`]
  return [...year, 'say-year', month, date, 'say-day', `weekday-${day.getUTCDay()}`]
}

/** V8: 凌晨 until 6, 上午 until 12, 中午 until 13, 下午 until 18, then 晚上. */
function periodOf(hour: number): string {
  if (hour < 6) return 'say-small-hours'
  if (hour < 12) return 'say-morning'
  if (hour < 13) return 'say-noon'
  return hour < 18 ? 'say-afternoon' : 'say-evening'
}

/** V9: 整 at the hour, 半 at half past, 零 before a single minute. */
function time(minutes: number): string[] {
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60]
  const clock = [periodOf(hour), ...chineseCount(hour > 12 ? hour - 12 : hour), 'say-oclock']
  if (minute === 0) return [...clock, 'say-sharp']
  if (minute === 30) return [...clock, 'say-half']
  return [...clock, ...(minute < 10 ? [ZERO] : []), `number-${minute}`, 'say-minute']
}

/** V10, V11: 分钟 where the minutes are the last, 零 where a unit between is left out. */
function duration(total: number): string[] {
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60]
  const said = hours > 0 ? [...chineseCount(hours), 'say-hours'] : []
  if (minutes > 0) said.push(...chineseCount(minutes), seconds > 0 ? 'say-minute' : 'say-minutes')
  if (seconds > 0 || total === 0) {
    if (hours > 0 && minutes === 0) said.push(ZERO)
    said.push(...chineseCount(seconds), 'say-seconds')
  }
  return said
}
