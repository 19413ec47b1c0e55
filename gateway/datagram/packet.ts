// Memory of a datagram that never moves, so that the kernel and libcrypto can be given its address. Small buffers
// of the JavaScript heap do move; memory of an ArrayBuffer of its own does not.
import { type Pointer, ptr } from 'bun:ffi'

/** An Ethernet frame's worth, with room for an SRTP tag behind it. */
export const PACKET_OCTETS = 2048

export class Packet {
  private constructor(
    readonly bytes: Buffer,
    readonly pointer: number,
  ) {}

  static allocate(octets = PACKET_OCTETS): Packet {
    const memory = new ArrayBuffer(octets)
    return new Packet(Buffer.from(memory), ptr(memory))
  }

  /** Neighbours in one piece of memory, `octets` apart. */
  static allocateMany(count: number, octets = PACKET_OCTETS): Packet[] {
    const memory = new ArrayBuffer(count * octets)
    const pointer = ptr(memory)
    return Array.from(
      { length: count },
      (_, i) => new Packet(Buffer.from(memory, i * octets, octets), pointer + i * octets),
    )
  }
}

/** Addresses are plain numbers with us: arithmetic on them is the point. */
export const at = (pointer: number): Pointer => pointer as Pointer

const copy = Buffer.prototype.copy

/** The fastest way to move a payload: neither an object for a view nor a loop over octets. */
export function copyOctets(from: Uint8Array, start: number, end: number, to: Uint8Array, toStart: number): void {
  copy.call(from as Buffer, to, toStart, start, end)
}
