// All legs and rooms of the worker, and the 20 ms round through them. SPEC.md R1-R9.
import type { RoomMember } from '#protocol/gateway-messages'
import type { LegId } from '#protocol/ids'
import { RoomSum } from './leg-mix.ts'
import { LevelControl } from './level-control.ts'
import { type LegEvents, MediaLeg } from './media-leg.ts'
import { type Hearing, planRoom, setRoomIn } from './room-plan.ts'
import type { SoundPort, SoundSink } from './sound-port.ts'

const ONCE_SUMMED_FROM = 3

export class Floor {
  readonly legs = new Map<LegId, MediaLeg>()
  readonly #rooms = new Map<string, RoomMember[]>()
  #sums: RoomSum[] = []

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
    leg.close()
    this.#replan()
    return leg
  }

  listenForTones(legId: LegId): void {
    const leg = this.legs.get(legId)
    if (leg !== undefined) leg.listensForTones = true
  }

  setRoom(roomId: string, members: RoomMember[]): void {
    setRoomIn(this.#rooms, roomId, members)
    this.#replan()
  }

  tick(tick: number): void {
    for (const leg of this.legs.values()) leg.prepareMix(tick)
    for (const sum of this.#sums) sum.add()
    for (const leg of this.legs.values()) leg.tick(tick)
  }

  /** Changes are rare and legs few hundred: the whole floor is laid out anew. */
  #replan(): void {
    for (const leg of this.legs.values()) {
      leg.relaysTo = []
      leg.hearers = []
      leg.mix.sources = []
      leg.mix.room = null
      leg.relayedFrom = null
      leg.isMixed = false
    }
    this.#sums = []
    for (const members of this.#rooms.values()) this.#layOut(members)
  }

  #layOut(members: RoomMember[]): void {
    const plan = planRoom(members, (legId) => this.legs.get(legId)?.port.pace ?? null)
    for (const { legId, automaticGain } of members) {
      const leg = this.legs.get(legId)
      if (leg === undefined) continue
      if (automaticGain !== true) leg.levels = null
      else leg.levels ??= new LevelControl()
    }
    const parts = [...plan.keys()].flatMap((legId) => this.legs.get(legId) ?? [])
    const room = new RoomSum(parts)
    for (const leg of parts) this.#give(leg, plan.get(leg.legId)!, room)
    if (parts.some((leg) => leg.mix.room === room)) this.#sums.push(room)
  }

  #give(leg: MediaLeg, hearing: Hearing, room: RoomSum): void {
    if (hearing.kind === 'silence') return
    if (hearing.kind === 'relay') {
      const source = this.legs.get(hearing.source)
      if (source === undefined) return
      leg.relayedFrom = source
      source.relaysTo.push(leg)
      source.hearers.push(leg)
      return
    }
    for (const { legId, gain } of hearing.sources) {
      const source = this.legs.get(legId)
      if (source === undefined) continue
      leg.mix.sources.push({ part: source, gain })
      source.isMixed = true
      source.hearers.push(leg)
    }
    // R9: worth it from four on; below, a leg's sources are as few as the subtraction costs.
    if (hearing.hearsAll && hearing.sources.length >= ONCE_SUMMED_FROM) leg.mix.room = room
  }
}
