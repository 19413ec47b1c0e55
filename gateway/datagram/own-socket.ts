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
  /** Whom the kernel lets through, and no other. */
  settledOn: PeerKey | null = null

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
    const { libc, counters } = this.host
    const isSettled = to === this.settledOn
    if (!isSettled) this.#address(to)
    const name = isSettled ? null : at(this.#to.pointer)
    const n = libc.sendto(this.fd, at(packet.pointer), length, c.MSG_DONTWAIT, name, isSettled ? 0 : this.#toLength)
    if (n === length) counters.sent++
    else counters.notSent++
  }

  settle(peer: PeerKey | null): void {
    if (!this.isOpen || peer === this.settledOn) return
    if (peer === null) this.#dissolve()
    else this.#address(peer)
    const isSettled = this.host.libc.connect(this.fd, at(this.#to.pointer), this.#toLength) === 0
    this.settledOn = isSettled ? peer : null
  }

  #address(peer: PeerKey): void {
    if (peer === this.#toKey) return
    this.#toKey = peer
    this.#toLength = writeSocketAddress(this.#to.bytes, 0, peer, this.host.peers)
  }

  /** connect(2): a socket is unconnected by the family AF_UNSPEC. */
  #dissolve(): void {
    this.#toKey = UNKNOWN_PEER
    this.#toLength = c.SOCKADDR_OCTETS
    this.#to.bytes.fill(0)
    this.#to.bytes.writeUInt16LE(c.AF_UNSPEC)
  }

  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.host.libc.close(this.fd)
    this.onClose(this.fd)
  }
}
