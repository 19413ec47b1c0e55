// Opens UDP sockets of the kernel and sets their options.
import { ptr } from 'bun:ffi'
import * as c from './libc.ts'
import { at } from './packet.ts'
import type { PeerKeys } from './peer-keys.ts'
import { writeSocketAddress } from './socket-address.ts'

/** Memory whose address the kernel may be given. */
export const pinned = (octets: number): { bytes: Buffer; pointer: number } => {
  const memory = new ArrayBuffer(octets)
  return { bytes: Buffer.from(memory), pointer: ptr(memory) }
}

/** Throws when the port cannot be had. Port 0 takes any. */
export function openKernelSocket(
  libc: c.Libc,
  peers: PeerKeys,
  address: string,
  port: number,
): { fd: number; port: number } {
  const name = pinned(c.SOCKADDR_OCTETS)
  const length = writeSocketAddress(name.bytes, 0, peers.keyOf(address, port), peers)
  const isV6 = length === c.SOCKADDR_OCTETS
  const fd = libc.socket(isV6 ? c.AF_INET6 : c.AF_INET, c.SOCK_DGRAM_NONBLOCK_CLOEXEC, 0)
  if (fd < 0) throw new Error('no more sockets can be opened')
  if (isV6) setOption(libc, fd, c.IPPROTO_IPV6, c.IPV6_V6ONLY, 1)
  if (libc.bind(fd, at(name.pointer), length) < 0) {
    libc.close(fd)
    throw new Error(`UDP ${address}:${port} cannot be opened`)
  }
  return { fd, port: port === 0 ? boundPort(libc, fd) : port }
}

/** B5: past the system's limit (net.core.rmem_max) only a privileged process is granted what it asks for. */
export function widenReceiveBuffer(libc: c.Libc, fd: number, octets: number): void {
  if (setOption(libc, fd, c.SOL_SOCKET, c.SO_RCVBUFFORCE, octets) < 0)
    setOption(libc, fd, c.SOL_SOCKET, c.SO_RCVBUF, octets)
}

function setOption(libc: c.Libc, fd: number, level: number, option: number, value: number): number {
  const word = pinned(4)
  word.bytes.writeInt32LE(value)
  return libc.setsockopt(fd, level, option, at(word.pointer), 4)
}

function boundPort(libc: c.Libc, fd: number): number {
  const name = pinned(c.SOCKADDR_OCTETS)
  const length = pinned(4)
  length.bytes.writeUInt32LE(c.SOCKADDR_OCTETS)
  libc.getsockname(fd, at(name.pointer), at(length.pointer))
  return name.bytes.readUInt16BE(2)
}
