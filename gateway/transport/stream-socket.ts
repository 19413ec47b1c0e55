// What the SIP endpoint needs of TCP and TLS, so that tests can give it a simulated network.
import type { Endpoint, TlsPeer } from '../sip/via.ts'

export type StreamFault = {
  /** `lost`: it was open, and is not any more. */
  reason: 'refused' | 'timeout' | 'certificate' | 'failed' | 'lost'
  detail: string
}

export type StreamEvents = {
  /** Connected, and for TLS the other end has proved who it is. */
  onOpen(): void
  onOctets(octets: Uint8Array): void
  /** Comes once and last, never before the call that made the stream has returned. */
  onClosed(fault: StreamFault | null): void
}

export interface StreamSocket {
  send(octets: Uint8Array): void
  /** Octets that the other end has not taken yet. */
  readonly waiting: number
  close(): void
}

export type ConnectStream = (to: Endpoint, events: StreamEvents) => StreamSocket

export type ListenAddress = { transport: 'udp' | 'tcp' | 'tls'; address: string; port: number }

export type StreamServer = {
  /** Asked before a single octet is read or sent. */
  admits(address: string): boolean
  /** As one of whom a TLS peer of that address must prove itself; of nobody: it is not asked. */
  asksFor(address: string): TlsPeer[]
  /** It did not, and is gone. */
  onUnproved(address: string, detail: string): void
  onStream(socket: StreamSocket, source: Endpoint): StreamEvents
}

export type ListenStream = (at: ListenAddress, server: StreamServer) => Promise<{ close(): void }>

/** The operating system's, or a simulated network's. */
export type Streams = { connect: ConnectStream; listen: ListenStream }
