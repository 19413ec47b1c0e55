// All legs and rooms of the worker, and the 20 ms round through them. SPEC.md R1-R9.
import type { RoomMember } from '#protocol/gateway-messages'
import type { LegId } from '#protocol/ids'
import { type LegEvents, MediaLeg } from './media-leg.ts'
import { planRoom } from './room-plan.ts'
import type { SoundPort, SoundSink } from './sound-port.ts'

export class Floor {
  readonly legs = new Map<LegId, MediaLeg>()
  readonly #rooms = new Map<string, RoomMember[]>()

  constructor(
    private readonly events: LegEvents,
    private readonly now: () => number,
  ) {}

  get rooms(): number {
    return this.#rooms.size
  }

  /** Null when the id is taken. */
  open(legId: LegId, makePort: (sink: SoundSink) => SoundPort): MediaLeg | null {
    if (this.legs.has(legId)) return null
    const leg = new MediaLeg(legId, this.events, this.now, makePort)
    this.legs.set(legId, leg)
    this.#replan()
    return leg
  }

  close(legId: LegId): MediaLeg | null {
    const leg = this.legs.get(legId)
    if (leg === undefined) return null
    this.legs.delete(legId)
    leg.port.close()
    this.#replan()
    return leg
  }

  /** R1: the matrix as a whole; a leg leaves the room it was in; no members closes the room. */
  setRoom(roomId: string, members: RoomMember[]): void {
    const moving = new Set(members.map((member) => member.legId))
    for (const [otherId, others] of this.#rooms) {
      if (otherId === roomId) continue
      const staying = others.filter((member) => !moving.has(member.legId))
      if (staying.length === 0) this.#rooms.delete(otherId)
      else this.#rooms.set(otherId, staying)
    }
    if (members.length === 0) this.#rooms.delete(roomId)
    else this.#rooms.set(roomId, members)
    this.#replan()
  }

  tick(tick: number): void {
    for (const leg of this.legs.values()) leg.prepareMix(tick)
    for (const leg of this.legs.values()) leg.tick(tick)
  }

  /** Changes are rare and legs few hundred: the whole floor is laid out anew. */
  #replan(): void {
    for (const leg of this.legs.values()) {
      leg.relaysTo = []
      leg.mixes = []
      leg.relayedFrom = null
      leg.isMixed = false
    }
    for (const members of this.#rooms.values()) this.#layOut(members)
  }

  #layOut(members: RoomMember[]): void {
    const plan = planRoom(members, (legId) => this.legs.get(legId)?.port.pace ?? null)
    for (const [legId, hearing] of plan) {
      const leg = this.legs.get(legId)
      if (leg === undefined || hearing.kind === 'silence') continue
      const ids = hearing.kind === 'relay' ? [hearing.source] : hearing.sources
      const sources = ids.flatMap((id) => this.legs.get(id) ?? [])
      if (hearing.kind === 'mix') leg.mixes = sources
      else leg.relayedFrom = sources[0] ?? null
      for (const source of sources) {
        if (hearing.kind === 'mix') source.isMixed = true
        else source.relaysTo.push(leg)
      }
    }
  }
}
