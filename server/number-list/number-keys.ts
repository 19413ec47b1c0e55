// Under which keys a number is looked up, and an entry is kept. Pure. Rules N1-N4 in SPEC.md.
import type { EntryKind } from '#protocol/number-lists'
import { displayNumber } from '../number/phone-number.ts'

/** `first`, `last`: digits, or + and digits; of a segment both are of one length; a number is as stored. */
export type EntrySpan = { kind: EntryKind; first: string; last: string }

/** N2: the number itself, and every beginning of it, as written here and from its + on. */
export function keysOf(number: string): string[] {
  if (number === '') return []
  const keys = [`=${number}`, ...beginnings(displayNumber(number))]
  return number.startsWith('+') ? [...new Set([...keys, ...beginnings(number)])] : keys
}

const beginnings = (text: string): string[] => Array.from(text, (_, at) => text.slice(0, at + 1))

/** N3 */
export function entryKeys({ kind, first, last }: EntrySpan): string[] {
  switch (kind) {
    case 'number':
      return [`=${first}`]
    case 'prefix':
      return [first]
    case 'segment':
      return first.startsWith('+')
        ? covering(first.slice(1), last.slice(1)).map((key) => `+${key}`)
        : covering(first, last)
  }
}

/** The fewest beginnings that all of a segment's numbers have, and no other number: at most 18 for a digit. */
function covering(first: string, last: string): string[] {
  if (first === last) return [first]
  const same = sharedLength(first, last)
  const head = first.slice(0, same)
  const [from, to] = [first.slice(same), last.slice(same)]
  if (isAll(from, '0') && isAll(to, '9')) return [head]
  const [low, high] = [Number(from[0]), Number(to[0])]
  const [lowRest, highRest] = [from.slice(1), to.slice(1)]
  const keys: string[] = []
  for (let digit = low; digit <= high; digit += 1) {
    const start = digit === low ? lowRest : '0'.repeat(lowRest.length)
    const end = digit === high ? highRest : '9'.repeat(highRest.length)
    keys.push(...covering(`${head}${digit}${start}`, `${head}${digit}${end}`))
  }
  return keys
}

function sharedLength(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}

const isAll = (text: string, digit: string): boolean => text === digit.repeat(text.length)
