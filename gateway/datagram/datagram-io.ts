// UDP as the media worker wants it: no object for a datagram, no text for an address. SPEC.md.
import type { Packet } from './packet.ts'
import type { PeerKey, PeerKeys } from './peer-keys.ts'

/** The packet is the listener's only until it returns. */
export type DatagramListener = (packet: Packet, length: number, source: PeerKey) => void

export interface DatagramSocket {
  readonly address: string
  readonly port: number
  /** Takes a copy. What the kernel refuses is counted, not thrown: a datagram that cannot go is a lost datagram. */
  send(packet: Packet, length: number, to: PeerKey): void
  /**
   * From now on nobody but this peer is heard or sent to, by the kernel itself where it can be told; null: anybody again.
   * Until then what comes from strangers costs us, and each packet of ours a look-up of its route.
   */
  settle(peer: PeerKey | null): void
  close(): void
}

export type DatagramCounters = { sent: number; notSent: number }

export interface DatagramIo {
  readonly kind: 'batched' | 'plain'
  readonly peers: PeerKeys
  readonly counters: DatagramCounters
  /** A socket for one far end. Rejects when the port cannot be had. */
  open(address: string, port: number, listener: DatagramListener): Promise<DatagramSocket>
  /** A socket for many far ends: a wide receive buffer, and sends gathered until `flush`. */
  openShared(address: string, port: number, listener: DatagramListener): Promise<DatagramSocket>
  /** Gives every datagram that waits to its listener, then sends what was gathered; returns how many there were. */
  poll(): number
  flush(): void
  /** To be called in a listener: the key of its datagram's source, learnt if it was unknown. */
  learnSource(): PeerKey
  close(): void
}
