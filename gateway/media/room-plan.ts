// Who hears whom and how loud, and therefore what each leg of a room is given. Pure. SPEC.md R1-R13.
import type { RoomMember } from '#protocol/gateway-messages'
import type { LegId } from '#protocol/ids'

export type HeardSource = { legId: LegId; gain: number }
/**
 * relay: one source, packets as they come. mix: summed on the clock; `hearsAll` when that is every other leg of the room as
 * it is. silence: nobody is heard.
 */
export type Hearing =
  | { kind: 'silence' }
  | { kind: 'relay'; source: LegId }
  | { kind: 'mix'; sources: HeardSource[]; hearsAll: boolean }

export const SILENCE: Hearing = { kind: 'silence' }

/** `paceOf` says how a live leg wants its sound, and is null for a leg that does not live. */
export function planRoom(
  members: readonly RoomMember[],
  paceOf: (legId: LegId) => 'packet' | 'clock' | null,
): Map<LegId, Hearing> {
  const present = new Map(members.filter(({ legId }) => paceOf(legId) !== null).map((member) => [member.legId, member]))
  const plan = new Map<LegId, Hearing>()
  for (const member of present.values()) {
    // R13
    const isLoop = present.size === 1
    const heard = [...new Set(member.hears)].filter(
      (source) => (isLoop || source !== member.legId) && present.has(source),
    )
    const sources = heard.map((legId) => ({ legId, gain: gainOf(member, legId) }))
    plan.set(member.legId, hearingOf(sources, present, paceOf(member.legId)))
  }
  return plan
}

function hearingOf(
  sources: HeardSource[],
  present: ReadonlyMap<LegId, RoomMember>,
  pace: 'packet' | 'clock' | null,
): Hearing {
  const [only] = sources
  if (only === undefined) return SILENCE
  const isAsItComes = sources.length === 1 && only.gain === 1 && present.get(only.legId)?.automaticGain !== true
  if (isAsItComes && pace === 'packet') return { kind: 'relay', source: only.legId }
  const hearsAll = sources.length === present.size - 1 && sources.every(({ gain }) => gain === 1)
  return { kind: 'mix', sources, hearsAll }
}

function gainOf({ gains = [] }: RoomMember, legId: LegId): number {
  const gain = gains.find((one) => one.legId === legId)
  return gain === undefined ? 1 : 10 ** (gain.db / 20)
}

/** R1: the matrix of a room as a whole; a leg leaves the room it was in; no members closes the room. */
export function setRoomIn(rooms: Map<string, RoomMember[]>, roomId: string, members: RoomMember[]): void {
  const moving = new Set(members.map((member) => member.legId))
  for (const [otherId, others] of rooms) {
    if (otherId === roomId) continue
    const staying = others.filter((member) => !moving.has(member.legId))
    if (staying.length === 0) rooms.delete(otherId)
    else rooms.set(otherId, staying)
  }
  if (members.length === 0) rooms.delete(roomId)
  else rooms.set(roomId, members)
}
