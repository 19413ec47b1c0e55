import { inUse, namedInKinds } from '#lib/text/in-use-words.ts'
import { soundSentences } from '#lib/text/prompt-words.ts'
import { failureSentences, refusalSentences } from '#lib/text/reason-sentences.ts'
import type { Sentence } from '#lib/text/sentence.ts'
import { t } from '#lib/text/text.svelte.ts'
import { ApiFailure } from './api.ts'

const sentences: Readonly<Record<string, Sentence>> = {
  ...failureSentences,
  ...refusalSentences,
  ...soundSentences,
}

/** The sentence for a code of a refusal or of an API error. */
export const codeText = (code: string): string => t(sentences[code] ?? failureSentences.internal)

export function failureText(failure: unknown): string {
  if (!(failure instanceof ApiFailure)) return codeText('internal')
  if (failure.uses.length === 0) return codeText(failure.reason ?? failure.code)
  const uses = failure.uses.map(({ kind, name }) => t(namedInKinds[kind], { name })).join(t(inUse.comma))
  return t(inUse.list, { uses })
}
