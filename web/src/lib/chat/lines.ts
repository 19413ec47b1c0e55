// Which of the lines a leader sees first, and how much is unread. Pure.
import type { ChatLine } from '#protocol/desk'

export const unreadIn = (lines: readonly ChatLine[]): number => lines.reduce((sum, { unread }) => sum + unread, 0)

/** CH1 unread first, then the one that spoke last; CH2 those on which nothing was ever said come last, by name. */
export function byNeed(lines: readonly ChatLine[]): ChatLine[] {
  const spoke = ({ messages }: ChatLine): number => messages.at(-1)?.at ?? 0
  return [...lines].sort(
    (a, b) =>
      Number(b.unread > 0) - Number(a.unread > 0) || spoke(b) - spoke(a) || a.agentName.localeCompare(b.agentName),
  )
}
