// An array of struct mmsghdr with its buffers, for recvmmsg and sendmmsg (recvmmsg(2), 64 bits).
import { ptr } from 'bun:ffi'
import { SOCKADDR_OCTETS } from './libc.ts'
import { PACKET_OCTETS, Packet } from './packet.ts'

const HEADER = 64
const NAME_LENGTH_AT = 8
const IOVEC_AT = 16
const IOVEC_COUNT_AT = 24
const LENGTH_AT = 56
const IOVEC = 16
const IOVEC_LENGTH_AT = 8

const fixed = (octets: number): { bytes: Buffer; view: DataView; pointer: number } => {
  const memory = new ArrayBuffer(octets)
  return { bytes: Buffer.from(memory), view: new DataView(memory), pointer: ptr(memory) }
}

export class MessageVector {
  readonly packets: Packet[]
  /** One sockaddr for each message, SOCKADDR_OCTETS apart. */
  readonly names: Buffer
  readonly #headers: ReturnType<typeof fixed>
  readonly #iovecs: ReturnType<typeof fixed>

  constructor(readonly size: number) {
    this.packets = Packet.allocateMany(size)
    this.#headers = fixed(size * HEADER)
    this.#iovecs = fixed(size * IOVEC)
    const names = fixed(size * SOCKADDR_OCTETS)
    this.names = names.bytes
    for (let i = 0; i < size; i++) {
      const header = i * HEADER
      this.#headers.view.setBigUint64(header, BigInt(names.pointer + i * SOCKADDR_OCTETS), true)
      this.#headers.view.setUint32(header + NAME_LENGTH_AT, SOCKADDR_OCTETS, true)
      this.#headers.view.setBigUint64(header + IOVEC_AT, BigInt(this.#iovecs.pointer + i * IOVEC), true)
      this.#headers.view.setBigUint64(header + IOVEC_COUNT_AT, 1n, true)
      this.#iovecs.view.setBigUint64(i * IOVEC, BigInt(this.packets[i]!.pointer), true)
      this.#iovecs.view.setBigUint64(i * IOVEC + IOVEC_LENGTH_AT, BigInt(PACKET_OCTETS), true)
    }
  }

  /** Address of the header of message `i`. */
  pointer(i: number): number {
    return this.#headers.pointer + i * HEADER
  }

  /** Octets received in message `i`. */
  received(i: number): number {
    return this.#headers.view.getUint32(i * HEADER + LENGTH_AT, true)
  }

  /** Message `i` is to be sent: its length and that of its sockaddr. */
  prepare(i: number, length: number, nameLength: number): void {
    this.#iovecs.view.setUint32(i * IOVEC + IOVEC_LENGTH_AT, length, true)
    this.#headers.view.setUint32(i * HEADER + NAME_LENGTH_AT, nameLength, true)
  }
}
