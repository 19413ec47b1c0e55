// UDP ports that many browsers share, so that their packets are read and written in batches, and a firewall needs few
// holes. A binding request finds its browser by the user name it is for (RFC 8445 §7.2.2), all else by its source. SPEC.md W14.
import type { DatagramIo, DatagramSocket } from '../datagram/datagram-io.ts'
import type { Packet } from '../datagram/packet.ts'
import type { PeerKey } from '../datagram/peer-keys.ts'
import { PeerTable } from '../datagram/peer-table.ts'
import type { MediaCounters } from '../media/media-counters.ts'
import { openSharedPort, type PortRange } from '../rtp/udp-ports.ts'
import { addressedUfrag, isBindingRequest, isStun } from './stun-check.ts'

export interface SeatPortUser {
  onDatagram(packet: Packet, length: number, source: PeerKey): void
}

/** The kernel's receive buffer holds some 5,000 packets: a second of so many browsers that speak. */
const USERS_A_PORT = 100

export class SeatPorts {
  #newest: Promise<SeatPort | null> = Promise.resolve(null)

  constructor(
    private readonly io: DatagramIo,
    private readonly range: PortRange,
    private readonly counters: MediaCounters,
  ) {}

  /** Rejects when no port can be had. Give it back by `leave`. */
  async join(user: SeatPortUser): Promise<SeatPort> {
    // Bun's own sockets are not read in batches: there a shared one only costs the search for its user.
    const limit = this.io.kind === 'batched' ? USERS_A_PORT : 1
    const newest = await this.#newest
    const port = newest === null || newest.isClosed || newest.users >= limit ? await this.#open() : newest
    port.join(user)
    return port
  }

  #open(): Promise<SeatPort> {
    const opening = SeatPort.open(this.io, this.range, this.counters)
    this.#newest = opening.catch(() => null)
    return opening
  }
}

export class SeatPort {
  socket: DatagramSocket | null = null
  readonly #users = new Set<SeatPortUser>()
  readonly #byUfrag = new Map<string, SeatPortUser>()
  readonly #bySource = new PeerTable<SeatPortUser>()
  /** Who has sent STUN there and waits for the answer. */
  readonly #asked = new Map<PeerKey, SeatPortUser>()

  private constructor(
    private readonly io: DatagramIo,
    private readonly counters: MediaCounters,
  ) {}

  static async open(io: DatagramIo, range: PortRange, counters: MediaCounters): Promise<SeatPort> {
    const port = new SeatPort(io, counters)
    port.socket = await openSharedPort(io, range, (packet, length, source) => port.receive(packet, length, source))
    return port
  }

  get users(): number {
    return this.#users.size
  }

  get isClosed(): boolean {
    return this.socket === null
  }

  get number(): number {
    return this.socket?.port ?? 0
  }

  join(user: SeatPortUser): void {
    this.#users.add(user)
  }

  /** Binding requests for that user name are this user's. */
  listenFor(ufrag: string, user: SeatPortUser): void {
    this.#byUfrag.set(ufrag, user)
  }

  /** What comes from there is this user's: its address has been checked. */
  bind(source: PeerKey, user: SeatPortUser): void {
    this.#bySource.set(source, user)
  }

  unbind(source: PeerKey, user: SeatPortUser): void {
    if (this.#bySource.get(source) === user) this.#bySource.delete(source)
  }

  /** The user asks there: STUN answers from there are its. */
  expectAnswer(source: PeerKey, user: SeatPortUser): void {
    this.#asked.set(source, user)
  }

  /** The last to leave closes the port. */
  leave(user: SeatPortUser): void {
    this.#users.delete(user)
    forget(this.#byUfrag, user)
    this.#bySource.deleteAllOf(user)
    forget(this.#asked, user)
    if (this.#users.size > 0) return
    this.socket?.close()
    this.socket = null
  }

  receive(packet: Packet, length: number, source: PeerKey): void {
    if (packet.bytes[0]! < 4) {
      this.#receiveStun(packet, length, source)
      return
    }
    const user = this.#bySource.get(source)
    if (user === undefined) {
      this.counters.packetsIn++
      this.counters.dropped['unchecked-address']++
    } else user.onDatagram(packet, length, source)
  }

  #receiveStun(packet: Packet, length: number, source: PeerKey): void {
    const bytes = packet.bytes.subarray(0, length)
    const isRequest = isStun(bytes, length) && isBindingRequest(bytes)
    const user = isRequest
      ? this.#byUfrag.get(addressedUfrag(bytes))
      : (this.#bySource.get(source) ?? this.#asked.get(source))
    if (user !== undefined) user.onDatagram(packet, length, isRequest ? this.io.learnSource() : source)
    else {
      this.counters.packetsIn++
      this.counters.dropped['bad-stun']++
    }
  }
}

function forget<K>(map: Map<K, SeatPortUser>, user: SeatPortUser): void {
  for (const [key, other] of map) if (other === user) map.delete(key)
}
