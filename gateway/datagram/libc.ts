// The system calls that Bun has no function for, and the kernel's structures in memory (Linux, 64 bits, little-endian).
import { dlopen } from 'bun:ffi'
import { endianness } from 'node:os'

const CALLS = {
  socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
  bind: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
  connect: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
  getsockname: { args: ['i32', 'ptr', 'ptr'], returns: 'i32' },
  setsockopt: { args: ['i32', 'i32', 'i32', 'ptr', 'u32'], returns: 'i32' },
  close: { args: ['i32'], returns: 'i32' },
  recvmmsg: { args: ['i32', 'ptr', 'u32', 'i32', 'ptr'], returns: 'i32' },
  sendmmsg: { args: ['i32', 'ptr', 'u32', 'i32'], returns: 'i32' },
  recv: { args: ['i32', 'ptr', 'u32', 'i32'], returns: 'i32' },
  sendto: { args: ['i32', 'ptr', 'u32', 'i32', 'ptr', 'u32'], returns: 'i32' },
  epoll_create1: { args: ['i32'], returns: 'i32' },
  epoll_ctl: { args: ['i32', 'i32', 'i32', 'ptr'], returns: 'i32' },
  epoll_wait: { args: ['i32', 'ptr', 'i32', 'i32'], returns: 'i32' },
  memcpy: { args: ['ptr', 'ptr', 'u32'], returns: 'ptr' },
} as const

export type Libc = ReturnType<typeof dlopen<typeof CALLS>>['symbols']

/** Null where there is no such library or the structures are laid out otherwise. */
export function openLibc(): Libc | null {
  const isKnown = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch) && endianness() === 'LE'
  if (!isKnown) return null
  try {
    return dlopen('libc.so.6', CALLS).symbols
  } catch {
    return null
  }
}

export const AF_UNSPEC = 0
export const AF_INET = 2
export const AF_INET6 = 10
export const SOCK_DGRAM_NONBLOCK_CLOEXEC = 0x80802
export const SOL_SOCKET = 1
export const SO_RCVBUF = 8
export const SO_RCVBUFFORCE = 33
export const IPPROTO_IPV6 = 41
export const IPV6_V6ONLY = 26
export const MSG_DONTWAIT = 0x40
export const EPOLLIN = 1
export const EPOLL_CTL_ADD = 1
export const EPOLL_CLOEXEC = 0x80000

/** epoll(7): packed on x86-64 only. */
export const EPOLL_EVENT = process.arch === 'x64' ? 12 : 16
export const EPOLL_DATA = process.arch === 'x64' ? 4 : 8
export const EPOLL_EVENT_WORDS = EPOLL_EVENT / 4
export const EPOLL_DATA_WORD = EPOLL_DATA / 4

/** A sockaddr_in6; a sockaddr_in is shorter. */
export const SOCKADDR_OCTETS = 28
export const V4_OCTETS = 16
