import { seatWords } from '#lib/text/seat-words.ts'
import type { Sentence } from '#lib/text/sentence.ts'

const words: Readonly<Record<string, Sentence>> = seatWords.dispositions

/** The word of a disposition code; null when none was chosen. */
export const dispositionWord = (code: string): Sentence | null => (code === '' ? null : (words[code] ?? [code, code]))
