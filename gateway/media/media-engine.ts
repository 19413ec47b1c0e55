// The control thread's view of the media worker: every call is a message to the worker; what happens there comes
// back as facts. Nothing here waits but openRtp.
import type { GatewayFact, RoomMember } from '#protocol/gateway-messages'
import type { LegId, PlayerId, RecordingId } from '#protocol/ids'
import type { G711 } from '../codec/g711.ts'
import type { RecordingOrder, RecordingSettings } from '../recording/recording-messages.ts'
import type { Keeping } from '../recording/recording-timeline.ts'
import type { SrtpMaster } from '../rtp/srtp-keys.ts'
import type { AnalysisOrder } from './leg-analyser.ts'
import type { SeatCodecMode } from './seat-codec.ts'

export type IpFamily = 4 | 6

export type AudioCodec = G711 | 'G722' | 'opus'

/** A codec under the payload type that was negotiated for it. */
export type RtpFormat = { codec: AudioCodec; payloadType: number }

export type RtpRemote = {
  address: string
  port: number
  rtcpPort: number
  /** What we send: the first format both sides take (RFC 3264 §7). */
  format: RtpFormat
  /** Every format that may come in, `format` among them. */
  accepts: RtpFormat[]
  /** Sound in each packet we send: 10, 20, 30 or 40. */
  ptimeMs: number
  /** Negotiated payload type of telephone-event/8000, or null: then digits go in-band. */
  telephoneEvent: number | null
  /** Negotiated payload type of comfort noise (RFC 3389), or null. */
  comfortNoise: number | null
  /** SDES (RFC 4568), AES_CM_128_HMAC_SHA1_80: our key and the far end's; null for plain RTP. */
  srtp: { local: SrtpMaster; remote: SrtpMaster } | null
  /** May we send (false while the far end has us on hold with sendonly or inactive)? */
  send: boolean
  /** Accept the first source seen even when it is not `address` (trunk behind NAT). */
  nat: boolean
}

export type PlaySource =
  /** A G.711 A-law or 16-bit mono 8 kHz WAV file already in the local prompt cache. */
  | { kind: 'file'; path: string }
  /** What the leg has said in a recording of its own (K13). */
  | { kind: 'recording'; recordingId: RecordingId }
  | { kind: 'silence'; ms: number }
  | { kind: 'tone'; hz: number[]; ms: number }

export type MediaFact =
  | Extract<
      GatewayFact,
      {
        type:
          | 'leg.digit'
          | 'leg.answered-by'
          | 'leg.fax-detected'
          | 'leg.quality'
          | 'player.finished'
          | 'recording.started'
          | 'recording.finished'
          | 'recording.failed'
          | 'seat.answered'
          | 'seat.connected'
          | 'seat.codec'
          | 'seat.lost'
          | 'phone.answered'
      }
    >
  /** No RTP for the time-out on an answered leg. */
  | { type: 'leg.silent'; legId: LegId }

export interface MediaEngine {
  /** Open the leg's RTP and RTCP sockets; sound starts with setRemote. Rejects without an address of the family. */
  openRtp(legId: LegId, family: IpFamily): Promise<{ address: string; port: number }>
  /** First or changed remote side (answer, re-INVITE). */
  setRemote(legId: LegId, remote: RtpRemote): void
  closeLeg(legId: LegId): void
  /** New or replacing WebRTC connection of a seat; answers with seat.answered, then seat.connected or seat.lost. */
  connectSeat(seatId: string, connectionId: string, sdp: string, codec: SeatCodecMode): void
  disconnectSeat(seatId: string): void
  /** Silence for a seat without a leg, for so long. */
  warmSeat(seatId: string, ms: number): void
  /** Make a leg of the seat's sound. False when the seat is not known. The leg outlives the seat's connection. */
  openSeatLeg(legId: LegId, seatId: string): boolean
  setRoom(roomId: string, members: RoomMember[]): void
  startPlayer(player: { playerId: PlayerId; legId: LegId; items: PlaySource[]; loop: boolean; bargeIn: boolean }): void
  stopPlayer(playerId: PlayerId): void
  startRecording(recording: RecordingOrder): void
  stopRecording(recordingId: RecordingId): void
  /** From now on: all of it, silence in its place, or nothing. */
  turnRecording(recordingId: RecordingId, keeping: Keeping): void
  /** Nothing is recorded before. */
  configureRecordings(settings: RecordingSettings): void
  /** RFC 4733 where negotiated, else in-band; 100 ms each, 100 ms apart. */
  sendDigits(legId: LegId, digits: string): void
  /** Listen from now on for who answered and for fax machines. */
  analyseLeg(legId: LegId, order: AnalysisOrder): void
  /** In-band digits also of a leg that negotiated events. */
  listenForTones(legId: LegId): void
  onFact(listener: (fact: MediaFact) => void): void
  close(): Promise<void>
}
