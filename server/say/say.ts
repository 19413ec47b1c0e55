// Values as callers hear them: prompts of the program, one after the other, in the words of the language.
// Rules V1-V19 in SPEC.md.
import type { Language } from '#protocol/reasons'
import type { SayValue } from '#protocol/say-value'
import { sayInChinese } from './say-chinese.ts'
import { sayInEnglish } from './say-english.ts'
import { isSayable } from './sayable.ts'

/** Names of prompts; none for a value that is out of its range (V1). */
export function say(value: SayValue, language: Language): string[] {
  if (!isSayable(value)) return []
  return language === 'en' ? sayInEnglish(value) : sayInChinese(value)
}
