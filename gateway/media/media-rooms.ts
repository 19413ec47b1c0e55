// Tells the media workers their rooms, and joins the legs of a room that live in different ones. SPEC.md F1-F6.
import type { RoomMember } from '#protocol/gateway-messages'
import type { LegId } from '#protocol/ids'
import { CROSS_RING_OCTETS } from './cross-ring.ts'
import type { ToMediaWorker } from './media-messages.ts'
import { type Crossing, changeOf, crossLegId, NOTHING_PLACED, type Placement, placeRooms } from './room-placement.ts'
import { setRoomIn } from './room-plan.ts'

export class MediaRooms {
  readonly #rooms = new Map<string, RoomMember[]>()
  readonly #workerOf = new Map<LegId, number>()
  #placement: Placement = NOTHING_PLACED

  constructor(
    private readonly workers: number,
    private readonly post: (worker: number, message: ToMediaWorker) => void,
  ) {}

  /** Where the leg lives; the first worker has those that nobody placed (card lines, the simulated exchange). */
  workerOf(legId: LegId): number {
    return this.#workerOf.get(legId) ?? 0
  }

  /** The worker with the fewest legs. */
  get leastBusy(): number {
    const counts = Array<number>(this.workers).fill(0)
    for (const worker of this.#workerOf.values()) counts[worker]!++
    return counts.indexOf(Math.min(...counts))
  }

  legOpened(legId: LegId, worker: number): void {
    this.#workerOf.set(legId, worker)
    this.#place()
  }

  legClosed(legId: LegId): void {
    if (this.#workerOf.delete(legId)) this.#place()
  }

  /** R1 over all workers. */
  set(roomId: string, members: RoomMember[]): void {
    setRoomIn(this.#rooms, roomId, members)
    this.#place()
  }

  #place(): void {
    const placement = placeRooms(this.#rooms, (legId) => this.#workerOf.get(legId))
    const change = changeOf(this.#placement, placement)
    this.#placement = placement
    for (const crossing of change.closed) this.#close(crossing)
    for (const crossing of change.opened) this.#open(crossing)
    for (const { worker, roomId, members } of change.rooms) this.post(worker, { type: 'set-room', roomId, members })
  }

  #open({ legId, home, away }: Crossing): void {
    const [there, back] = [new SharedArrayBuffer(CROSS_RING_OCTETS), new SharedArrayBuffer(CROSS_RING_OCTETS)]
    const atHome = { legId, of: null, incoming: there, outgoing: back }
    const abroad = { legId: crossLegId(legId), of: legId, incoming: back, outgoing: there }
    this.post(home, { type: 'open-cross', order: atHome })
    this.post(away, { type: 'open-cross', order: abroad })
  }

  #close({ legId, home, away }: Crossing): void {
    this.post(home, { type: 'close-cross', legId })
    this.post(away, { type: 'close-cross', legId: crossLegId(legId) })
  }
}
