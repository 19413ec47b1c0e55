// The two ends of a leg's sound. A port leads to the far end (RTP, a seat, a card channel); its leg is the sink of
// what comes from there. Bytes are valid only during the call: nobody keeps them.
import type { G711 } from './media-engine.ts'

/** Where a packet stands in its stream. One object per stream, filled anew for each packet. */
export type PacketHead = {
  codec: G711
  /** Unique to one stream of one sender; changes when the sender starts over. */
  source: number
  sequence: number
  timestamp: number
  marker: boolean
  jitterMs: number
}

export interface SoundSink {
  receive(bytes: Uint8Array, start: number, end: number, head: PacketHead): void
  digit(digit: string): void
}

export type LinkQuality = { received: number; lost: number; jitterMs: number; roundTripMs: number | null }

export interface SoundPort {
  readonly codec: G711
  /** False while nobody is at the far end (a seat whose page reloads); who hears the leg gets the comfort tone. */
  readonly isUp: boolean
  /** 'packet' takes relayed packets as they come; 'clock' is given exactly one 20 ms frame a tick. */
  readonly pace: 'packet' | 'clock'
  /** Look for in-band DTMF in what comes from here? */
  readonly detectsTones: boolean
  /** `head` is null for a 20 ms frame of our own clock. The bytes are in `codec`. */
  send(bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void
  /** RFC 4733, where negotiated. `step` counts the packets of one event from 0. */
  sendEvent?(event: { code: number; end: boolean; duration: number; step: number }): void
  readonly takesEvents: boolean
  /** What happened since the last call, or null when this port has no network to measure. */
  takeQuality(): LinkQuality | null
  close(): void
}

let sources = 0
/** A source key nobody else has. */
export const nextSource = (): number => ++sources
