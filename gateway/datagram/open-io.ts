// Chooses how datagrams are moved: in batches where the C library can be called, else by Bun's own sockets.
import { BatchedIo } from './batched-io.ts'
import type { DatagramIo } from './datagram-io.ts'
import { openLibc } from './libc.ts'
import { PlainIo } from './plain-io.ts'

export type DatagramKind = 'auto' | 'batched' | 'plain'

/** Throws only when 'batched' is asked for and cannot be had. */
export function openDatagramIo(kind: DatagramKind): DatagramIo {
  const libc = kind === 'plain' ? null : openLibc()
  if (libc !== null) return new BatchedIo(libc)
  if (kind === 'batched') throw new Error('datagrams in batches need Linux with glibc on x64 or arm64')
  return new PlainIo()
}
