// What a name stands for: a music list for its pieces, anything else for itself.
import type { MusicList } from '#protocol/prompt-library'

/** Each time it comes back it begins with the next piece: every other player of one who waits is an announcement. */
export function tracksOf(lists: readonly MusicList[], name: string, playerId: string): string[] {
  const list = lists.find((candidate) => candidate.name === name)
  if (!list) return [name]
  const first = Math.floor(Number(/\d+$/.exec(playerId)?.[0] ?? 0) / 2) % list.tracks.length
  return [...list.tracks.slice(first), ...list.tracks.slice(0, first)]
}
