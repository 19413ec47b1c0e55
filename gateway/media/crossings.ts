// The cross legs of one media worker. SPEC.md F1-F5.
import type { LegId } from '#protocol/ids'
import { CrossPort } from './cross-port.ts'
import { CrossRing } from './cross-ring.ts'
import type { Floor } from './floor.ts'

export type CrossOrder = {
  /** The id that the cross leg has here. */
  legId: LegId
  /** The leg of this worker that it leads away from, or null in the home of the room. */
  of: LegId | null
  incoming: SharedArrayBuffer
  outgoing: SharedArrayBuffer
}

type Crossing = { port: CrossPort; of: LegId | null; outgoing: CrossRing }

export class Crossings {
  readonly #crossings = new Map<LegId, Crossing>()

  constructor(private readonly floor: Floor) {}

  /** Is the leg one that stands for another worker's? */
  has(legId: LegId): boolean {
    return this.#crossings.has(legId)
  }

  open({ legId, of, incoming, outgoing }: CrossOrder): void {
    const rings = { incoming: new CrossRing(incoming), outgoing: new CrossRing(outgoing) }
    rings.outgoing.isUp = true
    this.floor.open(legId, (sink) => {
      const port = new CrossPort(sink, rings.incoming, rings.outgoing)
      this.#crossings.set(legId, { port, of, outgoing: rings.outgoing })
      return port
    })
  }

  close(legId: LegId): void {
    if (this.#crossings.delete(legId)) this.floor.close(legId)
  }

  /** Every step: packets from the other workers. */
  poll(): number {
    let count = 0
    for (const { port } of this.#crossings.values()) count += port.drain()
    return count
  }

  /** Every tick: F4, the other side hears the comfort tone while the far end of this side's leg is away. */
  tick(): void {
    for (const { of, outgoing } of this.#crossings.values())
      if (of !== null) outgoing.isUp = this.floor.legs.get(of)?.port.isUp ?? false
  }
}
