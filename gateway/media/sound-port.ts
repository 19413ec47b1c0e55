// The two ends of a leg's sound. A port leads to the far end (RTP, a seat, a card channel); its leg is the sink of
// what comes from there. Bytes are valid only during the call: nobody keeps them.
import type { AudioCodec } from './media-engine.ts'

/** What a packet holds: sound, or only the level of the noise that goes on while nobody speaks (RFC 3389). */
export type PacketCodec = AudioCodec | 'CN'

/** Where a packet stands in its stream. One object per stream, filled anew for each packet. */
export type PacketHead = {
  codec: PacketCodec
  /** Unique to one stream of one sender; changes when the sender starts over. */
  source: number
  sequence: number
  /** In the clock of the codec: 48 a millisecond for Opus, else 8 (also for G.722, RFC 3551 §4.5.2). */
  timestamp: number
  marker: boolean
  jitterMs: number
}

export interface SoundSink {
  receive(bytes: Uint8Array, start: number, end: number, head: PacketHead): void
  digit(digit: string): void
  /** A packet of a telephone-event came: as long as they do, the far end holds a key down. */
  keyHeld?(): void
}

export type LinkQuality = {
  /** Of what comes in. */
  codec: AudioCodec
  received: number
  lost: number
  jitterMs: number
  roundTripMs: number | null
  /** How the far end gets us, by its receiver reports since the last call; null without any. */
  there: { codec: AudioCodec; lostShare: number; jitterMs: number } | null
}

export interface SoundPort {
  /** What sound made here is sent in. */
  readonly codec: AudioCodec
  /** May packets of this codec be sent as they are? */
  takes(codec: PacketCodec): boolean
  /** Sound in each packet sent, where it is not relayed as it came: 10-40. */
  readonly ptimeMs: number
  /** False while nobody is at the far end (a seat whose page reloads); who hears the leg gets the comfort tone. */
  readonly isUp: boolean
  /** 'packet' takes relayed packets as they come; 'clock' is given exactly one 20 ms frame a tick. */
  readonly pace: 'packet' | 'clock'
  /** Look for in-band DTMF in what comes from here? */
  readonly detectsTones: boolean
  /** The bytes are in the head's codec; `head` is null for a 20 ms frame of our own clock, in `codec`. */
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
