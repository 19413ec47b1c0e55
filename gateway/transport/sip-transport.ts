// Every socket that we listen on and every connection: sends octets to an endpoint, and says where we are reached from there.
import { isIPv6 } from 'node:net'
import { type Endpoint, isReliable, transportOf } from '../sip/via.ts'
import type { Schedule } from '../transaction/timer-map.ts'
import type { DatagramSocket, OpenDatagramSocket } from './datagram-socket.ts'
import { localAddressFor } from './local-address.ts'
import { StreamConnections } from './stream-connections.ts'
import type { ListenAddress, StreamFault, StreamServer, Streams } from './stream-socket.ts'

export type SipTransportEvents = Pick<StreamServer, 'asksFor' | 'onUnproved'> & {
  /** Is a connection of this address taken at all? Asked before a single octet is read. */
  admits(address: string): boolean
  onDatagram(octets: Uint8Array, source: Endpoint): void
  onStreamMessage(octets: Uint8Array, source: Endpoint): void
  /** What was sent there is lost. */
  onFailed(to: Endpoint, fault: StreamFault): void
}

type Options = {
  listen: ListenAddress[]
  openDatagram: OpenDatagramSocket
  streams: Streams
  schedule: Schedule
  events: SipTransportEvents
}

export class SipTransport {
  readonly #listen: ListenAddress[]
  readonly #connections: StreamConnections
  readonly #datagrams: { isIPv6: boolean; socket: DatagramSocket }[] = []
  readonly #listeners: { close(): void }[] = []

  private constructor({ listen, streams, schedule, events }: Options) {
    this.#listen = listen
    this.#connections = new StreamConnections({
      connect: streams.connect,
      schedule,
      onMessage: events.onStreamMessage,
      onFailed: events.onFailed,
    })
  }

  /** Rejects with BindError when one of the addresses cannot be had; none is then held. */
  static async open(options: Options): Promise<SipTransport> {
    const transport = new SipTransport(options)
    try {
      for (const at of options.listen) await transport.#bind(at, options)
    } catch (fault) {
      transport.close()
      throw fault
    }
    return transport
  }

  /** Where the other end reaches us; no port is ours when we only connect by that transport. */
  localFor(to: Endpoint): Endpoint {
    const transport = transportOf(to)
    const sameFamily = (at: ListenAddress) => isIPv6(at.address) === isIPv6(to.address)
    const at =
      this.#listen.find((candidate) => candidate.transport === transport && sameFamily(candidate)) ??
      this.#listen.find(sameFamily) ??
      this.#listen[0]!
    return { address: localAddressFor(at.address, to.address), port: at.port, transport }
  }

  send(octets: Uint8Array, to: Endpoint): void {
    if (isReliable(to)) this.#connections.send(octets, to)
    else this.#datagrams.find((candidate) => candidate.isIPv6 === isIPv6(to.address))?.socket.send(octets, to)
  }

  alias(source: Endpoint, port: number): void {
    this.#connections.alias(source, port)
  }

  closeConnections(isUseless: (peer: Endpoint) => boolean): void {
    this.#connections.closeAll(isUseless)
  }

  close(): void {
    for (const { socket } of this.#datagrams) socket.close()
    for (const listener of this.#listeners) listener.close()
    this.#datagrams.length = 0
    this.#listeners.length = 0
    this.#connections.closeAll()
  }

  async #bind(at: ListenAddress, { openDatagram, streams, events }: Options): Promise<void> {
    if (at.transport === 'udp') {
      const onSendFailed = (to: Endpoint, error: Error) =>
        events.onFailed(to, { reason: 'failed', detail: error.message })
      const socket = await openDatagram(at, { onDatagram: events.onDatagram, onSendFailed })
      this.#datagrams.push({ isIPv6: isIPv6(at.address), socket })
      return
    }
    const listener = await streams.listen(at, {
      admits: (address) => events.admits(address) && this.#connections.hasRoomFor(address),
      asksFor: events.asksFor,
      onUnproved: events.onUnproved,
      onStream: (socket, source) => this.#connections.accept(socket, source),
    })
    this.#listeners.push(listener)
  }
}
