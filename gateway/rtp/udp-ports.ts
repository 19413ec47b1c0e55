// UDP sockets on random ports of a configured range: a guess at a call's port is then one in thousands.
// RTP is on the even port, RTCP on the odd one above (RFC 3550 §11).
import { randomInt } from 'node:crypto'

export type DatagramListener = (bytes: Buffer, port: number, address: string) => void
export type UdpSocket = Bun.udp.Socket<'buffer'>
export type PortRange = { address: string; from: number; to: number }

const ATTEMPTS = 100

export async function openUdp(address: string, port: number, listener: DatagramListener): Promise<UdpSocket> {
  return Bun.udpSocket({
    hostname: address,
    port,
    socket: {
      data: (_socket, bytes, from, sender) => listener(bytes, from, sender),
      // ICMP port-unreachable of a peer that has gone; without a listener Bun prints it.
      error: () => {},
    },
  })
}

/** Bun throws what the kernel says (no route to a candidate, a firewall); a datagram that cannot go is a lost datagram. */
export function sendDatagram(socket: UdpSocket, bytes: Uint8Array, port: number, address: string): boolean {
  try {
    return socket.send(bytes, port, address)
  } catch {
    return false
  }
}

function* randomEvenPorts(range: PortRange): Generator<number> {
  const first = Math.ceil(range.from / 2)
  const last = Math.floor((range.to - 1) / 2)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) yield randomInt(first, last + 1) * 2
}

export async function openPort(range: PortRange, listener: DatagramListener): Promise<UdpSocket> {
  for (const port of randomEvenPorts(range)) {
    const socket = await openUdp(range.address, port, listener).catch(() => null)
    if (socket !== null) return socket
  }
  throw new Error(`no free UDP port between ${range.from} and ${range.to} on ${range.address}`)
}

export async function openPortPair(
  range: PortRange,
  onRtp: DatagramListener,
  onRtcp: DatagramListener,
): Promise<{ rtp: UdpSocket; rtcp: UdpSocket }> {
  for (const port of randomEvenPorts(range)) {
    const rtp = await openUdp(range.address, port, onRtp).catch(() => null)
    if (rtp === null) continue
    const rtcp = await openUdp(range.address, port + 1, onRtcp).catch(() => null)
    if (rtcp !== null) return { rtp, rtcp }
    rtp.close()
  }
  throw new Error(`no free pair of UDP ports between ${range.from} and ${range.to} on ${range.address}`)
}
