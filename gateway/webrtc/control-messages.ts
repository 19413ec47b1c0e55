// Between the media worker, which owns the sockets, and the control worker, which runs ICE and DTLS.
import type { Fingerprint, RemoteCandidate } from './sdp-offer.ts'

export type SrtpKeys = { key: Uint8Array; salt: Uint8Array }

export type ToControl =
  | {
      type: 'open'
      key: string
      address: string
      port: number
      ufrag: string
      password: string
      fingerprints: Fingerprint[]
      candidates: RemoteCandidate[]
      /** Our DTLS role. */
      setup: 'active' | 'passive'
    }
  | { type: 'datagram'; key: string; bytes: Uint8Array; address: string; port: number }
  | { type: 'close'; key: string }

export type FromControl =
  | { type: 'ready'; key: string; ufrag: string; password: string; fingerprint: string }
  | { type: 'send'; key: string; bytes: Uint8Array; address: string; port: number }
  | { type: 'up'; key: string; local: SrtpKeys; remote: SrtpKeys; address: string; port: number }
  | { type: 'gone'; key: string; reason: 'closed' | 'failed'; detail: string }
