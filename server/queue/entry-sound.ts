// What a waiting caller hears: music, and announcements in their rhythm. Rules N1-N9 in SPEC.md.
import type { Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { nextPrompts } from './announcement.ts'
import type { Offered, Place, QueueEntry, Waiting } from './entry-place.ts'

export const stopPlayer = (place: Place): Effect => ({
  type: 'gateway',
  command: { type: 'player.stop', playerId: place.playerId },
})

export function sound<P extends Place>(place: P, kind: 'announcement' | 'music', prompts: string[]): [P, Effect] {
  const players = place.players + 1
  const playerId = `queue-entry:${place.id}:${players}`
  const { legId, language } = place
  return [
    { ...place, players, playerId, sound: kind },
    { type: 'play', playerId, legId, prompts, language, loop: kind === 'music', bargeIn: false },
  ]
}

export function musicAfter<E extends Waiting | Offered>(entry: E): [QueueEntry, Effect[]] {
  const [next, play] = sound(entry, 'music', [entry.queue.music])
  return [next, [play]]
}

/** N9: an announcement that would cut another one short looks again after this. */
const AFTER_ANOTHER_MS: Ms = 1000

export function announce(entry: Waiting | Offered, now: Ms): [QueueEntry, Effect[]] {
  const { queue } = entry
  const again: Effect[] =
    queue.announceEveryMs > 0 ? [{ type: 'set-timer', name: 'announce', after: queue.announceEveryMs }] : []
  if (entry.state === 'offered') return [entry, again]
  if (entry.sound === 'announcement') return [entry, [{ type: 'set-timer', name: 'announce', after: AFTER_ANOTHER_MS }]]
  const players = entry.players + 1
  const playerId = `queue-entry:${entry.id}:${players}`
  const { legId, id: entryId, language } = entry
  const { delayTold, prompts } = nextPrompts(entry, now)
  return [
    { ...entry, players, playerId, sound: 'announcement', announced: entry.announced + 1, delayTold },
    [...again, { type: 'announce', playerId, legId, entryId, language, say: queue.announce, prompts }],
  ]
}
