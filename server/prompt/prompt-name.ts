// Names made from titles: pinyin for Chinese, words joined by hyphens.
import { pinyin } from 'pinyin-pro'

/** The first free one; `prompt` where the title has nothing to make a name of. */
export function nameFor(title: string, isTaken: (name: string) => boolean): string {
  const words = pinyin(title, { toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('-').toLowerCase()
  const plain = words.replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '')
  const base = plain.slice(0, 50).replace(/-+$/, '') || 'prompt'
  if (!isTaken(base)) return base
  let count = 2
  while (isTaken(`${base}-${count}`)) count += 1
  return `${base}-${count}`
}
