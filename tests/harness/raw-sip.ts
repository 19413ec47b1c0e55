// Packets by hand, from any loopback address: what a scanner or an attacker sends.
import { createSocket, type Socket } from 'node:dgram'
import { until } from './trunkline.ts'

export class RawUdp {
  readonly received: Buffer[] = []

  private constructor(
    private readonly socket: Socket,
    readonly address: string,
    readonly port: number,
  ) {
    socket.on('message', (packet) => this.received.push(packet))
  }

  static async open(address: string): Promise<RawUdp> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, address, resolve))
    return new RawUdp(socket, address, socket.address().port)
  }

  async send(packet: string | Uint8Array, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) =>
      this.socket.send(packet, port, '127.0.0.1', (fault) => (fault ? reject(fault) : resolve())),
    )
  }

  async hears(withinMs = 5000): Promise<string> {
    await until(
      () => this.received.length > 0,
      withinMs,
      () => `nothing came to ${this.address}`,
    )
    return this.received[0]?.toString() ?? ''
  }

  /** One packet like this among whatever came. */
  async hearsOne(like: RegExp, withinMs = 5000): Promise<void> {
    await until(
      () => this.received.some((packet) => like.test(packet.toString())),
      withinMs,
      () => `nothing like ${like} came to ${this.address}`,
    )
  }

  close(): void {
    this.socket.close()
  }
}

/** A whole SIP request from this address. */
export function sipRequest(method: string, to: string, from: { address: string; port: number }): string {
  const id = `${method}-${from.address}-${from.port}`
  const via = `${from.address}:${from.port}`
  const lines = [
    `${method} ${to} SIP/2.0`,
    `Via: SIP/2.0/UDP ${via};branch=z9hG4bK${id};rport`,
    `From: <sip:100@${via}>;tag=a${from.port}`,
    `To: <${to}>`,
    `Call-ID: ${id}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:100@${via}>`,
    'Max-Forwards: 70',
    'User-Agent: friendly-scanner',
    'Content-Length: 0',
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}
