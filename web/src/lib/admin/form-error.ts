import { ApiFailure } from '#lib/api/api.ts'
import { failureText } from '#lib/api/failure-text.svelte.ts'

/** What the server refused: the field it named, and the sentence to put there. */
export type FormError = { field: string | null; text: string } | null

export const formError = (failure: unknown): FormError => ({
  field: failure instanceof ApiFailure ? failure.field : null,
  text: failureText(failure),
})
