// What the SIP endpoint needs of UDP, so that tests can give it a simulated network.
import { type Endpoint, transportOf } from '../sip/via.ts'

export type DatagramEvents = {
  onDatagram(octets: Uint8Array, source: Endpoint): void
  onSendFailed(to: Endpoint, error: Error): void
}

export interface DatagramSocket {
  send(octets: Uint8Array, to: Endpoint): void
  close(): void
}

export type OpenDatagramSocket = (at: Endpoint, events: DatagramEvents) => Promise<DatagramSocket>

/** The address and port cannot be bound; `reason` is the line fault to show. */
export class BindError extends Error {
  readonly reason: 'port-taken' | 'configuration'

  constructor(reason: 'port-taken' | 'configuration', at: Endpoint, cause: Error) {
    const where = at.address.includes(':') ? `[${at.address}]` : at.address
    const why = reason === 'port-taken' ? 'is already in use by another program' : `cannot be opened: ${cause.message}`
    super(`SIP: ${transportOf(at).toUpperCase()} ${where}:${at.port} ${why}`, { cause })
    this.name = 'BindError'
    this.reason = reason
  }
}
