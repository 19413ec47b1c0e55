// What is typed, as a value that can be said; null where it is none.
import type { SayValue } from '#protocol/say-value'

const integer = (text: string): number | null => (/^-?\d{1,15}$/.test(text) ? Number(text) : null)
const decimal = (text: string): number | null => (/^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : null)

function minutesOf(text: string): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? []
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes)
}

export function saidValue(kind: SayValue['kind'], typed: string): SayValue | null {
  const text = typed.trim()
  const whole = integer(text)
  const number = decimal(text)
  switch (kind) {
    case 'digits':
      return text === '' ? null : { kind, digits: text, yao: true }
    case 'number':
    case 'percent':
      return number === null ? null : { kind, value: number }
    case 'count':
      return whole === null ? null : { kind, value: whole, unit: 'person' }
    case 'ordinal':
      return whole === null ? null : { kind, value: whole, unit: null }
    case 'money':
      return number === null ? null : { kind, fen: Math.round(number * 100) }
    case 'date':
      return { kind, date: text }
    case 'time': {
      const minutes = minutesOf(text)
      return minutes === null ? null : { kind, minutes }
    }
    case 'duration':
      return whole === null ? null : { kind, seconds: whole }
  }
}
