// Between the control thread and the media worker.
import type { RoomMember } from '#protocol/gateway-messages'
import type { LegId, PlayerId, RecordingId } from '#protocol/ids'
import type { DatagramKind } from '../datagram/open-io.ts'
import type { RecordingOrder, RecordingSettings } from '../recording/recording-messages.ts'
import type { Keeping } from '../recording/recording-timeline.ts'
import type { CrossOrder } from './crossings.ts'
import type { AnalysisOrder } from './leg-analyser.ts'
import type { MediaStats } from './media-counters.ts'
import type { IpFamily, MediaFact, PlaySource, RtpRemote } from './media-engine.ts'
import type { SeatCodecMode } from './seat-codec.ts'

export type MediaConfig = {
  /** Address the sockets are bound to, and the candidate browsers are given. */
  address: string
  /** Where RTP of trunks that speak IPv6 is bound; null: there is none. */
  address6: string | null
  /** Addresses told to browsers before the bound one: the public side of a 1:1 NAT. */
  announced: string[]
  /** RTP ports of trunk legs and of browser connections, each a wide range. */
  rtpPorts: { from: number; to: number }
  webrtcPorts: { from: number; to: number }
  /** How datagrams are moved: in batches where that can be had. */
  datagrams: DatagramKind
  recordingsDir: string
  /** Without RTP for this long a leg is told silent. */
  silentAfterMs: number
}

export const MEDIA_DEFAULTS = {
  address6: null,
  announced: [],
  datagrams: 'auto',
  rtpPorts: { from: 20_000, to: 39_999 },
  webrtcPorts: { from: 40_000, to: 59_999 },
  silentAfterMs: 30_000,
} satisfies Partial<MediaConfig>

export type PlayerOrder = { playerId: PlayerId; legId: LegId; items: PlaySource[]; loop: boolean; bargeIn: boolean }

export type ToMediaWorker =
  | { type: 'start'; config: MediaConfig }
  | { type: 'open-rtp'; request: number; legId: LegId; family: IpFamily }
  | { type: 'set-remote'; legId: LegId; remote: RtpRemote }
  | { type: 'close-leg'; legId: LegId }
  | { type: 'connect-seat'; seatId: string; connectionId: string; sdp: string; codec: SeatCodecMode }
  | { type: 'disconnect-seat'; seatId: string }
  | { type: 'warm-seat'; seatId: string; ms: number }
  | { type: 'open-seat-leg'; legId: LegId; seatId: string }
  | { type: 'connect-phone'; phoneId: string; connectionId: string; sdp: string }
  | { type: 'disconnect-phone'; phoneId: string }
  | { type: 'open-cross'; order: CrossOrder }
  | { type: 'close-cross'; legId: LegId }
  | { type: 'set-room'; roomId: string; members: RoomMember[] }
  | { type: 'start-player'; player: PlayerOrder }
  | { type: 'stop-player'; playerId: PlayerId }
  | { type: 'start-recording'; recording: RecordingOrder }
  | { type: 'stop-recording'; recordingId: RecordingId }
  | { type: 'analyse-leg'; legId: LegId; order: AnalysisOrder }
  | { type: 'listen-for-tones'; legId: LegId }
  | { type: 'turn-recording'; recordingId: RecordingId; keeping: Keeping }
  | { type: 'configure-recordings'; settings: RecordingSettings }
  | { type: 'send-digits'; legId: LegId; digits: string }
  | { type: 'module'; name: string; message: unknown }
  | { type: 'stats'; request: number }
  | { type: 'close'; request: number }

export type FromMediaWorker =
  | { type: 'fact'; fact: MediaFact }
  | { type: 'rtp-opened'; request: number; address: string; port: number }
  | { type: 'rtp-refused'; request: number; detail: string }
  | { type: 'stats'; request: number; stats: MediaStats }
  | { type: 'module'; name: string; message: unknown }
  | { type: 'closed'; request: number }
