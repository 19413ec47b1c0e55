// UDP between endpoints of one process: loss and delay by seed, everything sent is kept to be looked at.
import type { Endpoint } from '../sip/via.ts'
import type { Schedule } from '../transaction/timer-map.ts'
import { BindError, type DatagramEvents, type OpenDatagramSocket } from './datagram-socket.ts'

type SentDatagram = { from: Endpoint; to: Endpoint; text: string; isLost: boolean }

const nameOf = (endpoint: Endpoint): string => `${endpoint.address}:${endpoint.port}`

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export class SimulatedNetwork {
  readonly sent: SentDatagram[] = []
  /** Share of datagrams that never arrive. */
  loss = 0
  delayMs = 5
  /** Loses what it says true to, on top of the random loss. */
  drop: (datagram: SentDatagram) => boolean = () => false
  readonly #schedule: Schedule
  readonly #random: () => number
  readonly #bound = new Map<string, DatagramEvents>()

  constructor(schedule: Schedule, random: () => number) {
    this.#schedule = schedule
    this.#random = random
  }

  readonly open: OpenDatagramSocket = async (at, events) => {
    const name = nameOf(at)
    if (this.#bound.has(name)) throw new BindError('port-taken', at, new Error('EADDRINUSE'))
    this.#bound.set(name, events)
    return {
      send: (octets, to) => this.#send(octets, at, to),
      close: () => void this.#bound.delete(name),
    }
  }

  #send(octets: Uint8Array, from: Endpoint, to: Endpoint): void {
    const datagram = { from, to, text: Buffer.from(octets).toString('latin1'), isLost: false }
    datagram.isLost = this.#random() < this.loss || this.drop(datagram)
    this.sent.push(datagram)
    if (datagram.isLost) return
    const copy = Uint8Array.from(octets)
    this.#schedule(() => this.#bound.get(nameOf(to))?.onDatagram(copy, from), this.delayMs)
  }
}
