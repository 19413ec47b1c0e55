// The socket that werift believes it has. The real one is in the media worker; datagrams come and go by message.
import type { Address, UdpTransport } from 'werift'

type Transmit = (bytes: Uint8Array, address: string, port: number) => void

class VirtualUdp {
  readonly type = 'udp'
  readonly addressFamily = 4
  closed = false

  constructor(
    readonly host: string,
    readonly port: number,
    private readonly transmit: Transmit,
  ) {}

  get address(): { address: string; port: number; family: string } {
    return { address: this.host, port: this.port, family: 'IPv4' }
  }

  readonly send = async (bytes: Buffer, address?: Address): Promise<void> => {
    if (!this.closed && address !== undefined) this.transmit(new Uint8Array(bytes), address[0], address[1])
  }

  readonly close = async (): Promise<void> => {
    this.closed = true
  }
}

/** werift's class has private members, so only a cast can stand in for it; it uses no more than VirtualUdp has. */
export const virtualUdp = (address: string, port: number, transmit: Transmit): UdpTransport =>
  new VirtualUdp(address, port, transmit) as unknown as UdpTransport
