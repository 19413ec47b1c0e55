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

export const failureText = (failure: unknown): string =>
  failure instanceof ApiFailure ? codeText(failure.reason ?? failure.code) : codeText('internal')
