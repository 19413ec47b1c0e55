// A sentence is written in both languages side by side, so neither can be forgotten.
import type { Locale } from './language.svelte.ts'

/** [zh-CN, en]; `{name}` is replaced by a value. */
export type Sentence = readonly [string, string]
export type Values = Readonly<Record<string, string | number>>

/** The sentence in one language with its values put in. A value that is not given stays visible as `{name}`. */
export function inLanguage(sentence: Sentence, locale: Locale, values: Values = {}): string {
  return sentence[locale === 'en' ? 1 : 0].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
