// Rooms whose legs live in several media workers. One worker is a room's home and has the whole matrix; each leg that
// lives elsewhere is joined to it by a pair of cross legs. Pure. SPEC.md F1-F6.
import type { RoomMember } from '#protocol/gateway-messages'
import type { LegId } from '#protocol/ids'

/** The leg lives in worker `away`; its stand-in of the same id lives in `home`. */
export type Crossing = { legId: LegId; home: number; away: number }
/** Rooms by worker and id. */
export type Placement = { rooms: Map<string, PlacedRoom>; crossings: Map<LegId, Crossing> }
export type PlacedRoom = { worker: number; roomId: string; members: RoomMember[] }
export type PlacementChange = {
  closed: Crossing[]
  opened: Crossing[]
  /** Set in this order; no members closes a room. */
  rooms: PlacedRoom[]
}

export const NOTHING_PLACED: Placement = { rooms: new Map(), crossings: new Map() }

/** The leg that stands, in the worker of a leg that lives away from its room, for the rest of the room. */
export const crossLegId = (legId: LegId): LegId => `cross:${legId}`

/** F1: where most of the legs live; of equals the first worker. A leg that nobody has opened yet counts for nothing. */
function homeOf(members: readonly RoomMember[], workerOf: (legId: LegId) => number | undefined): number {
  const counts = new Map<number, number>()
  for (const { legId } of members) {
    const worker = workerOf(legId)
    if (worker !== undefined) counts.set(worker, (counts.get(worker) ?? 0) + 1)
  }
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || a - b)
  return ranked[0]?.[0] ?? 0
}

export function placeRooms(
  rooms: ReadonlyMap<string, RoomMember[]>,
  workerOf: (legId: LegId) => number | undefined,
): Placement {
  const placement: Placement = { rooms: new Map(), crossings: new Map() }
  const put = (room: PlacedRoom): void => void placement.rooms.set(`${room.worker} ${room.roomId}`, room)
  for (const [roomId, members] of rooms) {
    const home = homeOf(members, workerOf)
    put({ worker: home, roomId, members })
    for (const { legId } of members) {
      const away = workerOf(legId) ?? home
      if (away === home) continue
      placement.crossings.set(legId, { legId, home, away })
      const cross = crossLegId(legId)
      const pair = [
        { legId, hears: [cross] },
        { legId: cross, hears: [legId] },
      ]
      put({ worker: away, roomId: `${roomId}/${legId}`, members: pair })
    }
  }
  return placement
}

const isSameCrossing = (a: Crossing | undefined, b: Crossing): boolean => a?.home === b.home && a.away === b.away

/** What has to be told the workers to come from one placement to the other. */
export function changeOf(before: Placement, after: Placement): PlacementChange {
  const closed = [...before.crossings.values()].filter((c) => !isSameCrossing(after.crossings.get(c.legId), c))
  const opened = [...after.crossings.values()].filter((c) => !isSameCrossing(before.crossings.get(c.legId), c))
  const gone = [...before.rooms].filter(([key]) => !after.rooms.has(key)).map(([, room]) => ({ ...room, members: [] }))
  const changed = [...after.rooms].filter(([key, room]) => !isSameRoom(before.rooms.get(key), room))
  return { closed, opened, rooms: [...gone, ...changed.map(([, room]) => room)] }
}

const isSameRoom = (a: PlacedRoom | undefined, b: PlacedRoom): boolean =>
  a !== undefined && JSON.stringify(a.members) === JSON.stringify(b.members)
