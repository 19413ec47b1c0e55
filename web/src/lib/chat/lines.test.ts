import { expect, it } from 'vitest'
import type { ChatLine } from '#protocol/desk'
import { byNeed, unreadIn } from './lines.ts'

const line = (agentName: string, unread: number, at: number | null): ChatLine => ({
  agentId: agentName,
  agentName,
  leaders: [],
  unread,
  messages: at === null ? [] : [{ seq: 1, at, fromId: 'x', fromName: 'x', text: 'x' }],
})

it('CH1 CH2 what is unread comes first, then what was said last, then the silent by name', () => {
  const lines = [
    line('silent b', 0, null),
    line('old', 0, 1),
    line('unread', 2, 2),
    line('new', 0, 9),
    line('silent a', 0, null),
  ]
  expect(byNeed(lines).map(({ agentName }) => agentName)).toEqual(['unread', 'new', 'old', 'silent a', 'silent b'])
  expect(unreadIn(lines)).toBe(2)
})
