// The steps of a voice flow in words: what was entered, and what came of it.
import type { Sentence } from './sentence.ts'

export const pathWords = {
  key: ['按键 {key}', 'Key {key}'],
} as const

/** By kind of node; the others have an event of their own. */
export const nodeSentences: Readonly<Record<string, Sentence>> = {
  play: ['播放提示音', 'Played a prompt'],
  menu: ['播放菜单，等按键', 'Played a menu and waited for a key'],
  'hang-up': ['播放结束语', 'Said goodbye'],
}

/** What came of a node: the part behind its name in a step such as hours:open. */
export const stepResults: Readonly<Record<string, Sentence>> = {
  open: ['营业时间内', 'Within hours'],
  closed: ['非营业时间', 'Outside hours'],
  yes: ['在名单中', 'On the list'],
  no: ['不在名单中', 'Not on the list'],
  silent: ['没有按键', 'No key pressed'],
  wrong: ['按键无对应选项', 'A key without a choice'],
}
