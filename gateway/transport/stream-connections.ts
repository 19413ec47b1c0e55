// The open connections: which one a message goes by, opening and closing them, keep-alive, and how much a peer may hold.
// Rules S1-S9 of SPEC.md. One Connection per socket; who they are to us is in the maps here.
import { type Endpoint, transportOf } from '../sip/via.ts'
import type { Schedule } from '../transaction/timer-map.ts'
import { Connection } from './connection.ts'
import type { ConnectStream, StreamEvents, StreamFault, StreamSocket } from './stream-socket.ts'

type Options = {
  connect: ConnectStream
  schedule: Schedule
  onMessage(octets: Uint8Array, source: Endpoint): void
  /** What was sent there is lost. */
  onFailed(to: Endpoint, fault: StreamFault): void
}

export const MAX_CONNECTIONS_PER_SOURCE = 32
export const MAX_CONNECTIONS = 2000

const keyOf = (to: Endpoint): string => `${transportOf(to)} ${to.address} ${to.port} ${to.tls?.name ?? ''}`

export class StreamConnections {
  readonly #options: Options
  readonly #byId = new Map<number, Connection>()
  /** Connections that requests to an address and port go by: those we opened, and those whose peer asked for it. */
  readonly #byKey = new Map<string, Connection>()
  readonly #perSource = new Map<string, number>()
  #lastId = 0

  constructor(options: Options) {
    this.#options = options
  }

  get size(): number {
    return this.#byId.size
  }

  /** S5: a source may hold so many connections to us, all of them together so many. */
  hasRoomFor(address: string): boolean {
    return this.#byId.size < MAX_CONNECTIONS && (this.#perSource.get(address) ?? 0) < MAX_CONNECTIONS_PER_SOURCE
  }

  accept(socket: StreamSocket, source: Endpoint): StreamEvents {
    const id = ++this.#lastId
    const connection = new Connection({ ...source, connection: id }, false, this.#handlers(id, null))
    this.#byId.set(id, connection)
    this.#perSource.set(source.address, (this.#perSource.get(source.address) ?? 0) + 1)
    return connection.attach(socket)
  }

  /** S7: RFC 5923: requests to the port that its Via names may use the connection; by TLS that of a peer who has proved its name. */
  alias(source: Endpoint, port: number): void {
    const connection = this.#byId.get(source.connection ?? 0)
    if (!connection || (transportOf(source) === 'tls' && !source.tls)) return
    const key = keyOf({ ...source, port })
    if (!this.#byKey.has(key)) this.#byKey.set(key, connection)
  }

  /** S6: by the named connection while it is open, else by the one to that address and port, which is opened if need be. */
  send(octets: Uint8Array, to: Endpoint): void {
    const named = to.connection === undefined ? undefined : this.#byId.get(to.connection)
    const connection = named ?? this.#byKey.get(keyOf(to)) ?? this.#open(to)
    connection.send(octets)
  }

  /** Closes what nobody is configured to use any more. */
  closeAll(isUseless: (peer: Endpoint) => boolean = () => true): void {
    for (const connection of [...this.#byId.values()]) if (isUseless(connection.peer)) connection.close()
  }

  #open(to: Endpoint): Connection {
    const id = ++this.#lastId
    const connection = new Connection({ ...to, connection: id }, true, this.#handlers(id, to))
    this.#byId.set(id, connection)
    this.#byKey.set(keyOf(to), connection)
    connection.connect(this.#options.connect)
    return connection
  }

  #handlers(id: number, opened: Endpoint | null) {
    const { schedule, onMessage, onFailed } = this.#options
    return {
      schedule,
      onMessage,
      onGone: (connection: Connection, fault: StreamFault | null) => {
        this.#forget(id, connection)
        if (fault && opened) onFailed(opened, fault)
      },
    }
  }

  #forget(id: number, connection: Connection): void {
    if (!this.#byId.delete(id)) return
    for (const [key, other] of this.#byKey) if (other === connection) this.#byKey.delete(key)
    const { address } = connection.peer
    if (connection.isOurs) return
    const left = (this.#perSource.get(address) ?? 1) - 1
    if (left === 0) this.#perSource.delete(address)
    else this.#perSource.set(address, left)
  }
}
