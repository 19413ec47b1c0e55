// How an entry of a number list is written.
import { phoneNumber } from '#lib/clock/format.ts'
import type { ListEntry } from '#protocol/number-lists'

export function entryText({ kind, first, last }: Pick<ListEntry, 'kind' | 'first' | 'last'>): string {
  if (kind === 'number') return phoneNumber(first)
  return kind === 'prefix' ? `${first}*` : `${phoneNumber(first)} – ${phoneNumber(last)}`
}
