// Why a number was not put on a list, in words beside the field.
import { type FormError, formError } from '#lib/admin/form-error.ts'
import { ApiFailure } from '#lib/api/api.ts'
import { rowFaults, numberListWords as words } from '#lib/text/number-list-words.ts'
import type { Sentence } from '#lib/text/sentence.ts'
import { t } from '#lib/text/text.svelte.ts'

const BY_FIELD: Readonly<Record<string, Sentence>> = {
  first: rowFaults.number,
  last: rowFaults.segment,
  until: rowFaults.past,
}

export function entryFault(failure: unknown): FormError {
  const known = formError(failure)
  if (!(failure instanceof ApiFailure) || known === null || known.field === null) return known
  const sentence = failure.code === 'conflict' ? words.onList : BY_FIELD[known.field]
  return sentence === undefined ? known : { field: known.field, text: t(sentence) }
}
