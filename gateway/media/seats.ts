// Seats by their id. SPEC.md S1-S11.
import type { ConnectionOptions } from '../webrtc/webrtc-connection.ts'
import { Endpoint } from './endpoint.ts'
import type { MediaFact } from './media-engine.ts'
import type { SeatCodecMode } from './seat-codec.ts'

export class Seats {
  readonly #seats = new Map<string, Endpoint>()

  constructor(
    private readonly options: ConnectionOptions,
    private readonly emit: (fact: MediaFact) => void,
  ) {}

  get size(): number {
    return this.#seats.size
  }

  get up(): number {
    let up = 0
    for (const seat of this.#seats.values()) if (seat.isUp) up++
    return up
  }

  connect(seatId: string, connectionId: string, sdp: string, codec: SeatCodecMode): void {
    const seat = this.of(seatId)
    seat.codecMode = codec
    seat.connect(connectionId, sdp)
  }

  disconnect(seatId: string): void {
    const seat = this.#seats.get(seatId)
    seat?.disconnect('disconnected by the server')
    this.#forgetIdle(seatId)
  }

  /** S11: silence from now on, unless a leg is there to speak. */
  warm(seatId: string, ms: number): void {
    this.#seats.get(seatId)?.warm(ms)
  }

  tick(): void {
    for (const seat of this.#seats.values()) seat.tick()
  }

  /** The seat, known or not yet: a leg may be opened while its page is still connecting. */
  of(seatId: string): Endpoint {
    const known = this.#seats.get(seatId)
    if (known !== undefined) return known
    const seat = new Endpoint(seatId, this.options, {
      answered: (connectionId, sdp) => this.emit({ type: 'seat.answered', seatId, connectionId, sdp }),
      codec: (connectionId, codec) => this.emit({ type: 'seat.codec', seatId, connectionId, codec }),
      connected: (connectionId) => this.emit({ type: 'seat.connected', seatId, connectionId }),
      lost: (connectionId, reason, detail) => this.emit({ type: 'seat.lost', seatId, connectionId, reason, detail }),
    })
    this.#seats.set(seatId, seat)
    return seat
  }

  everySecond(wallMs: number): void {
    for (const [seatId, seat] of this.#seats) {
      seat.everySecond(wallMs)
      this.#forgetIdle(seatId)
    }
  }

  close(): void {
    for (const seat of this.#seats.values()) seat.disconnect('the gateway stops')
  }

  #forgetIdle(seatId: string): void {
    if (this.#seats.get(seatId)?.isIdle) this.#seats.delete(seatId)
  }
}
