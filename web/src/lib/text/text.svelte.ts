import { language } from './language.svelte.ts'
import { inLanguage, type Sentence, type Values } from './sentence.ts'

/** The sentence in the language of the page; read in markup it follows a change of language. */
export function t(sentence: Sentence, values?: Values): string {
  return inLanguage(sentence, language.current, values)
}
