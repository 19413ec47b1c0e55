// A socket for many far ends: read in wide batches, and what it sends is gathered and goes out in one call.
import type { DatagramListener, DatagramSocket } from './datagram-io.ts'
import { openKernelSocket, widenReceiveBuffer } from './kernel-socket.ts'
import * as c from './libc.ts'
import { MessageVector } from './message-vector.ts'
import type { SocketHost } from './own-socket.ts'
import { at, PACKET_OCTETS, type Packet } from './packet.ts'
import type { PeerKey } from './peer-keys.ts'
import { SourceReader, writeSocketAddress } from './socket-address.ts'

const BATCH = 64
const RECEIVE_OCTETS = 4 * 1024 * 1024

export class SharedSocket implements DatagramSocket {
  readonly fd: number
  readonly port: number
  readonly reader: SourceReader
  readonly incoming = new MessageVector(BATCH)
  isOpen = true
  readonly #outgoing = new MessageVector(BATCH)
  #waiting = 0

  constructor(
    private readonly host: SocketHost,
    readonly listener: DatagramListener,
    readonly address: string,
    port: number,
    private readonly onClose: (socket: SharedSocket) => void,
  ) {
    const opened = openKernelSocket(host.libc, host.peers, address, port)
    this.fd = opened.fd
    this.port = opened.port
    this.reader = new SourceReader(host.peers)
    widenReceiveBuffer(host.libc, this.fd, RECEIVE_OCTETS)
  }

  send(packet: Packet, length: number, to: PeerKey): void {
    if (!this.isOpen || length > PACKET_OCTETS) return
    if (this.#waiting === BATCH) this.flush()
    const i = this.#waiting++
    const { libc, peers } = this.host
    libc.memcpy(at(this.#outgoing.packets[i]!.pointer), at(packet.pointer), length)
    this.#outgoing.prepare(i, length, writeSocketAddress(this.#outgoing.names, i * c.SOCKADDR_OCTETS, to, peers))
  }

  /** There are many others. */
  settle(): void {}

  /** B4: a message that the kernel refuses must not hold back those behind it. */
  flush(): void {
    const { libc, counters } = this.host
    for (let i = 0; i < this.#waiting; ) {
      const n = libc.sendmmsg(this.fd, at(this.#outgoing.pointer(i)), this.#waiting - i, c.MSG_DONTWAIT)
      counters.sent += Math.max(0, n)
      if (n <= 0) counters.notSent++
      i += Math.max(1, n)
    }
    this.#waiting = 0
  }

  close(): void {
    if (!this.isOpen) return
    this.flush()
    this.isOpen = false
    this.host.libc.close(this.fd)
    this.onClose(this)
  }
}
