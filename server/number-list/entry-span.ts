// What somebody typed, or a row of a file says, as the span of numbers that it stands for. Pure. Rules N1, N5 in SPEC.md.
import type { EntryKind, RowFault } from '#protocol/number-lists'
import { displayNumber, parseNumber } from '../number/phone-number.ts'
import type { EntrySpan } from './number-keys.ts'

type Typed = { kind: EntryKind; first: string; last: string }
type Span = { ok: true; span: EntrySpan } | { ok: false; why: RowFault }

const SPAN = /^\+?[0-9]{1,15}$/
const FILLING = /[\s().\-\u2010-\u2015]/g
const compact = (text: string): string =>
  text
    .trim()
    .replace(FILLING, '')
    .replace(/^00(?=[1-9])/, '+')

export function spanOf({ kind, first, last }: Typed): Span {
  if (kind === 'number') {
    const number = parseNumber(compact(first))
    return number === null ? { ok: false, why: 'number' } : { ok: true, span: { kind, first: number, last: '' } }
  }
  const from = written(compact(first))
  if (!SPAN.test(from)) return { ok: false, why: 'number' }
  if (kind === 'prefix') return { ok: true, span: { kind, first: from, last: '' } }
  const to = written(compact(last))
  const isSpan = SPAN.test(to) && from.length === to.length && from.startsWith('+') === to.startsWith('+') && from <= to
  return isSpan ? { ok: true, span: { kind, first: from, last: to } } : { ok: false, why: 'segment' }
}

/** A whole number of this country loses its +86, so that one segment is not written in two ways. */
function written(text: string): string {
  const number = text.startsWith('+86') ? parseNumber(text) : null
  return number === null ? text : displayNumber(number)
}

const BETWEEN = /\s*(?:~|～|—+|–|至|到|\.\.|－)\s*/
/** Five digits and more on both sides: fewer are an area code, or a number written in two halves. */
const LONG_PAIR = /^(\+?[0-9 ]{5,})-(\+?[0-9 ]{5,})$/

/** One cell of a file: 138*, 13800138000-13800138999, or a number. */
export function typedOf(text: string): Typed {
  const whole = text.trim().replace(/^'/, '')
  if (/[*xX]+$/.test(whole)) return { kind: 'prefix', first: whole.replace(/[*xX]+$/, ''), last: '' }
  const [first = '', last, ...more] = whole.split(BETWEEN)
  if (last !== undefined && more.length === 0) return { kind: 'segment', first, last }
  const pair = LONG_PAIR.exec(whole)
  const digits = (side: string | undefined): number => (side ?? '').replace(/[^0-9]/g, '').length
  if (pair && digits(pair[1]) === digits(pair[2])) return { kind: 'segment', first: pair[1] ?? '', last: pair[2] ?? '' }
  return { kind: 'number', first: whole, last: '' }
}

/** The same cell for a span. */
export function cellOf({ kind, first, last }: EntrySpan): string {
  if (kind === 'number') return displayNumber(first)
  return kind === 'prefix' ? `${first}*` : `${first}-${last}`
}
