// Datagrams in batches: every socket is read once a poll, what leaves a shared socket goes out in one call. Fewer
// wake-ups and system calls per packet is where a relay's cost is saved. SPEC.md B1-B6.
import type { DatagramIo, DatagramListener, DatagramSocket } from './datagram-io.ts'
import { pinned } from './kernel-socket.ts'
import * as c from './libc.ts'
import { MessageVector } from './message-vector.ts'
import { OwnSocket } from './own-socket.ts'
import { at, PACKET_OCTETS } from './packet.ts'
import { type PeerKey, PeerKeys, UNKNOWN_PEER } from './peer-keys.ts'
import { SharedSocket } from './shared-socket.ts'
import type { SourceReader } from './socket-address.ts'

/** B3: a socket that is flooded gives way to the others after so many datagrams a poll. */
const OWN_BATCH = 8
const SHARED_ROUNDS = 16
const MAX_READY = 512

export class BatchedIo implements DatagramIo {
  readonly kind = 'batched'
  readonly peers = new PeerKeys()
  readonly counters = { sent: 0, notSent: 0 }
  readonly #epoll: number
  readonly #events = pinned(c.EPOLL_EVENT * MAX_READY)
  readonly #fds = new Int32Array(this.#events.bytes.buffer)
  readonly #vector = new MessageVector(OWN_BATCH)
  /** By file descriptor. */
  readonly #own: (OwnSocket | undefined)[] = []
  readonly #shared: SharedSocket[] = []
  /** The message being handled, for learnSource. */
  #reader: SourceReader | null = null
  #names: Buffer = Buffer.alloc(0)
  #offset = 0

  constructor(private readonly libc: c.Libc) {
    this.#epoll = libc.epoll_create1(c.EPOLL_CLOEXEC)
  }

  async open(address: string, port: number, listener: DatagramListener): Promise<DatagramSocket> {
    const socket = new OwnSocket(this.#host, listener, address, port, (fd) => {
      this.#own[fd] = undefined
    })
    this.#own[socket.fd] = socket
    const event = pinned(c.EPOLL_EVENT)
    event.bytes.writeUInt32LE(c.EPOLLIN, 0)
    event.bytes.writeInt32LE(socket.fd, c.EPOLL_DATA)
    this.libc.epoll_ctl(this.#epoll, c.EPOLL_CTL_ADD, socket.fd, at(event.pointer))
    return socket
  }

  async openShared(address: string, port: number, listener: DatagramListener): Promise<DatagramSocket> {
    const socket = new SharedSocket(this.#host, listener, address, port, (closed) => {
      this.#shared.splice(this.#shared.indexOf(closed), 1)
    })
    this.#shared.push(socket)
    return socket
  }

  poll(): number {
    let count = 0
    for (const socket of this.#shared) count += this.#drain(socket, socket.incoming, SHARED_ROUNDS)
    const ready = this.libc.epoll_wait(this.#epoll, at(this.#events.pointer), MAX_READY, 0)
    for (let i = 0; i < ready; i++) {
      const socket = this.#own[this.#fds[i * c.EPOLL_EVENT_WORDS + c.EPOLL_DATA_WORD]!]
      if (socket === undefined) continue
      count += socket.settledOn === null ? this.#drain(socket, this.#vector, 1) : this.#read(socket, socket.settledOn)
    }
    this.flush()
    return count
  }

  flush(): void {
    for (const socket of this.#shared) socket.flush()
  }

  learnSource(): PeerKey {
    return this.#reader?.learn(this.#names, this.#offset) ?? UNKNOWN_PEER
  }

  close(): void {
    for (const socket of [...this.#own, ...this.#shared]) socket?.close()
    this.libc.close(this.#epoll)
  }

  get #host(): ConstructorParameters<typeof OwnSocket>[0] {
    return { libc: this.libc, peers: this.peers, counters: this.counters }
  }

  /** B3: of a settled socket one datagram a poll, three times the pace of 50 a second; nobody else can be in its queue. */
  #read(socket: OwnSocket, source: PeerKey): number {
    const packet = this.#vector.packets[0]!
    const length = this.libc.recv(socket.fd, at(packet.pointer), PACKET_OCTETS, c.MSG_DONTWAIT)
    if (length < 0) return 0
    socket.listener(packet, length, source)
    return 1
  }

  #drain(socket: OwnSocket | SharedSocket, vector: MessageVector, rounds: number): number {
    let count = 0
    for (let round = 0; round < rounds && socket.isOpen; round++) {
      const n = this.libc.recvmmsg(socket.fd, at(vector.pointer(0)), vector.size, c.MSG_DONTWAIT, null)
      if (n > 0) count += n
      this.#hand(socket, vector, n)
      if (n < vector.size) break
    }
    return count
  }

  #hand(socket: OwnSocket | SharedSocket, vector: MessageVector, n: number): void {
    this.#reader = socket.reader
    this.#names = vector.names
    for (let i = 0; i < n && socket.isOpen; i++) {
      this.#offset = i * c.SOCKADDR_OCTETS
      socket.listener(vector.packets[i]!, vector.received(i), socket.reader.read(vector.names, this.#offset))
    }
    this.#reader = null
  }
}
