// Random ports of a configured range: a guess at a call's port is then one in thousands.
// RTP is on the even port, RTCP on the odd one above (RFC 3550 §11).
import { randomInt } from 'node:crypto'
import type { DatagramIo, DatagramListener, DatagramSocket } from '../datagram/datagram-io.ts'

export type PortRange = { address: string; from: number; to: number }

const ATTEMPTS = 100

function* randomEvenPorts(range: PortRange): Generator<number> {
  const first = Math.ceil(range.from / 2)
  const last = Math.floor((range.to - 1) / 2)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) yield randomInt(first, last + 1) * 2
}

/** Rejects when no port of the range can be had. */
export async function openSharedPort(
  io: DatagramIo,
  range: PortRange,
  listener: DatagramListener,
): Promise<DatagramSocket> {
  for (const port of randomEvenPorts(range)) {
    const socket = await io.openShared(range.address, port, listener).catch(() => null)
    if (socket !== null) return socket
  }
  throw new Error(`no free UDP port between ${range.from} and ${range.to} on ${range.address}`)
}

/** Rejects when no pair of the range can be had. */
export async function openPortPair(
  io: DatagramIo,
  range: PortRange,
  onRtp: DatagramListener,
  onRtcp: DatagramListener,
): Promise<{ rtp: DatagramSocket; rtcp: DatagramSocket }> {
  for (const port of randomEvenPorts(range)) {
    const rtp = await io.open(range.address, port, onRtp).catch(() => null)
    if (rtp === null) continue
    const rtcp = await io.open(range.address, port + 1, onRtcp).catch(() => null)
    if (rtcp !== null) return { rtp, rtcp }
    rtp.close()
  }
  throw new Error(`no free pair of UDP ports between ${range.from} and ${range.to} on ${range.address}`)
}
