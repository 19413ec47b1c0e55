// A socket for one far end: what it sends goes out at once.
import type { DatagramCounters, DatagramListener, DatagramSocket } from './datagram-io.ts'
import { openKernelSocket, pinned } from './kernel-socket.ts'
import * as c from './libc.ts'
import { at, type Packet } from './packet.ts'
import { type PeerKey, type PeerKeys, UNKNOWN_PEER } from './peer-keys.ts'
import { SourceReader, writeSocketAddress } from './socket-address.ts'

export type SocketHost = { libc: c.Libc; peers: PeerKeys; counters: DatagramCounters }

export class OwnSocket implements DatagramSocket {
  readonly fd: number
  readonly port: number
  readonly reader: SourceReader
  isOpen = true
  readonly #to = pinned(c.SOCKADDR_OCTETS)
  #toKey: PeerKey = UNKNOWN_PEER
  #toLength = 0

  constructor(
    private readonly host: SocketHost,
    readonly listener: DatagramListener,
    readonly address: string,
    port: number,
    private readonly onClose: (fd: number) => void,
  ) {
    const opened = openKernelSocket(host.libc, host.peers, address, port)
    this.fd = opened.fd
    this.port = opened.port
    this.reader = new SourceReader(host.peers)
  }

  send(packet: Packet, length: number, to: PeerKey): void {
    if (!this.isOpen) return
    const { libc, peers, counters } = this.host
    if (to !== this.#toKey) {
      this.#toKey = to
      this.#toLength = writeSocketAddress(this.#to.bytes, 0, to, peers)
    }
    const n = libc.sendto(this.fd, at(packet.pointer), length, c.MSG_DONTWAIT, at(this.#to.pointer), this.#toLength)
    if (n === length) counters.sent++
    else counters.notSent++
  }

  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.host.libc.close(this.fd)
    this.onClose(this.fd)
  }
}
