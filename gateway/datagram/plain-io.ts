// Datagrams by Bun's own sockets: everywhere that Bun runs.
import type { DatagramIo, DatagramListener, DatagramSocket } from './datagram-io.ts'
import { Packet } from './packet.ts'
import { type PeerKey, PeerKeys, portOf, UNKNOWN_PEER } from './peer-keys.ts'

export class PlainIo implements DatagramIo {
  readonly kind = 'plain'
  readonly peers = new PeerKeys()
  readonly counters = { sent: 0, notSent: 0 }
  /** Bun's receive buffer is its own; libcrypto needs memory that stays. */
  readonly #packet = Packet.allocate()
  readonly #sockets = new Set<{ close(): void }>()
  #source: PeerKey = UNKNOWN_PEER

  async open(address: string, port: number, listener: DatagramListener): Promise<DatagramSocket> {
    const socket = await Bun.udpSocket({
      hostname: address,
      port,
      socket: {
        data: (_socket, bytes, from, sender) => this.#receive(bytes, from, sender, listener),
        // ICMP port-unreachable of a peer that has gone; without a listener Bun prints it.
        error: () => {},
      },
    })
    const opened = {
      address,
      port: socket.port,
      // Bun's sockets are connected when they are opened or never.
      settle: () => {},
      send: (packet: Packet, length: number, to: PeerKey) => this.#send(socket, packet, length, to),
      close: () => {
        this.#sockets.delete(opened)
        socket.close()
      },
    }
    this.#sockets.add(opened)
    return opened
  }

  openShared(address: string, port: number, listener: DatagramListener): Promise<DatagramSocket> {
    return this.open(address, port, listener)
  }

  poll(): number {
    return 0
  }

  flush(): void {}

  learnSource(): PeerKey {
    return this.#source
  }

  close(): void {
    for (const socket of [...this.#sockets]) socket.close()
  }

  #receive(bytes: Buffer, port: number, address: string, listener: DatagramListener): void {
    const length = bytes.copy(this.#packet.bytes)
    this.#source = this.peers.keyOf(address, port)
    listener(this.#packet, length, this.#source)
  }

  #send(socket: Bun.udp.Socket<'buffer'>, packet: Packet, length: number, to: PeerKey): void {
    let isSent = false
    try {
      isSent = socket.send(packet.bytes.subarray(0, length), portOf(to), this.peers.addressOf(to))
    } catch {
      // Bun throws what the kernel says (no route to a candidate, a firewall).
    }
    this.counters[isSent ? 'sent' : 'notSent']++
  }
}
