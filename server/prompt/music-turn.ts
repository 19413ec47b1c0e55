// What a name stands for: a music list for its pieces, anything else for itself.
import type { MusicList } from '#protocol/prompt-library'

/** Each player after the first of a caller begins with the next piece: announcements come between them. */
export function tracksOf(lists: readonly MusicList[], name: string, playerId: string): string[] {
  const list = lists.find((candidate) => candidate.name === name)
  if (!list) return [name]
  const first = Number(/\d+$/.exec(playerId)?.[0] ?? 0) % list.tracks.length
  return [...list.tracks.slice(first), ...list.tracks.slice(0, first)]
}
