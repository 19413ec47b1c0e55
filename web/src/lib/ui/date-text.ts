// A day as it is written and typed in each language. Pure.
// DT1 zh-CN 2026-11-27, en 27 Nov 2026 · DT2 either is understood in both, with any of - / . or spaces between, and so
// are 1127 and 11-27, of the year of `today` · DT3 a day that is not in the calendar is none.
import type { Locale } from '#lib/text/language.svelte.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number): string => String(value).padStart(2, '0')

/** `iso` is YYYY-MM-DD or ''. */
export function dateText(iso: string, locale: Locale): string {
  const [year, month, day] = iso.split('-').map(Number)
  if (!year || !month || !day) return ''
  return locale === 'en' ? `${day} ${months[month - 1]} ${year}` : iso
}

/** YYYY-MM-DD; null when it is no day. `today` is YYYY-MM-DD too. */
export function dateOf(typed: string, today: string): string | null {
  const text = typed
    .trim()
    .replace(/[年月]/g, '-')
    .replace(/日$/, '')
  const thisYear = Number(today.slice(0, 4))
  const whole = /^(\d{4})[-/. ]?(\d{1,2})[-/. ]?(\d{1,2})$/.exec(text)
  if (whole) return dayOf(Number(whole[1]), Number(whole[2]), Number(whole[3]))
  const short = /^(\d{1,2})[-/. ](\d{1,2})$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text)
  if (short) return dayOf(thisYear, Number(short[1]), Number(short[2]))
  const worded = /^(\d{1,2})[-/. ]*([a-z]{3,9})\.?[-/. ,]*(\d{4})?$/i.exec(text)
  if (!worded) return null
  const [, day, name = '', year] = worded
  const month = months.findIndex((known) => known.toLowerCase() === name.slice(0, 3).toLowerCase())
  return dayOf(Number(year ?? thisYear), month + 1, Number(day))
}

function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? `${year}-${two(month)}-${two(day)}` : null
}
