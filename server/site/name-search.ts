// How a name is found by letters: pinyin and its initials beside the name itself (cy finds 曹杨).
import { pinyin } from 'pinyin-pro'

/** Lower case: the pinyin without tones, and the initials, apart by a space. */
export function searchOf(name: string): string {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive' }).map((part) => part.trim())
  const initials = syllables.map((syllable) => syllable.charAt(0)).join('')
  return `${syllables.join('')} ${initials}`.toLowerCase()
}
