// Offer and answer (RFC 3264) of one audio stream: PCMA or PCMU, and telephone-event/8000 (RFC 4733).
import { isIP } from 'node:net'
import type { RtpFormat } from '../media/media-engine.ts'
import {
  type Direction,
  type LocalMedia,
  type LocalSession,
  type MediaDescription,
  parseSdp,
  printSdp,
  type RtpMap,
  type SessionDescription,
} from './session-description.ts'

/** What the other side takes and gives. */
export type RemoteAudio = {
  address: string
  port: number
  rtcpPort: number
  format: RtpFormat
  telephoneEvent: number | null
  /** As the other side wrote it, with c=0.0.0.0 read as hold (RFC 3264 §8.4). */
  direction: Direction
}

export type LocalAudio = { address: string; port: number }

const PTIME_MS = 20
const TELEPHONE_EVENT_PAYLOAD_TYPE = 101
const STATIC_MAPS: RtpMap[] = [
  { payloadType: 8, encoding: 'PCMA', clockRate: 8000 },
  { payloadType: 0, encoding: 'PCMU', clockRate: 8000 },
]
const EVENT_MAP: RtpMap = {
  payloadType: TELEPHONE_EVENT_PAYLOAD_TYPE,
  encoding: 'telephone-event',
  clockRate: 8000,
}

const MIRROR: Record<Direction, Direction> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
}

/** The maps of a stream's formats in their order; an explicit rtpmap wins over the static table (RFC 3551). */
function mapsOf(media: MediaDescription): RtpMap[] {
  return media.formats.flatMap((format) => {
    const explicit = media.rtpMaps.find((map) => String(map.payloadType) === format)
    const found = explicit ?? STATIC_MAPS.find((map) => String(map.payloadType) === format)
    return found ? [found] : []
  })
}

const isG711 = (map: RtpMap): boolean =>
  /^PCM[AU]$/i.test(map.encoding) && map.clockRate === 8000 && map.payloadType <= 8
const isEvent = (map: RtpMap): boolean => /^telephone-event$/i.test(map.encoding) && map.clockRate === 8000

function readAudio(media: MediaDescription): RemoteAudio | null {
  const isRtp = media.kind === 'audio' && media.protocol === 'RTP/AVP' && media.port > 0
  if (!isRtp || media.connection === null || isIP(media.connection) === 0) return null
  const maps = mapsOf(media)
  const codec = maps.find(isG711)
  if (!codec) return null
  const isOldHold = media.connection === '0.0.0.0'
  return {
    address: isOldHold ? '0.0.0.0' : media.connection,
    port: media.port,
    rtcpPort: media.rtcpPort ?? Math.min(media.port + 1, 65_535),
    format: { codec: codec.encoding.toUpperCase() === 'PCMA' ? 'PCMA' : 'PCMU', payloadType: codec.payloadType },
    telephoneEvent: maps.find(isEvent)?.payloadType ?? null,
    direction: isOldHold && media.direction === 'sendrecv' ? 'sendonly' : media.direction,
  }
}

const audioMedia = (port: number, maps: RtpMap[], direction: Direction): LocalMedia => ({
  kind: 'audio',
  protocol: 'RTP/AVP',
  port,
  formats: maps.map((map) => String(map.payloadType)),
  rtpMaps: maps,
  direction,
  ptimeMs: PTIME_MS,
})

/** §6: a stream that is not wanted keeps its place, with port 0. */
const refusedMedia = (media: MediaDescription): LocalMedia => ({
  kind: media.kind,
  protocol: media.protocol,
  port: 0,
  formats: media.formats,
  rtpMaps: [],
  direction: 'inactive',
  ptimeMs: PTIME_MS,
})

export const makeOffer = (session: LocalSession, local: LocalAudio): Uint8Array =>
  printSdp(session, [audioMedia(local.port, [...STATIC_MAPS, EVENT_MAP], 'sendrecv')])

/** The one stream of an offer that we can take; null when there is none. */
export function readOffer(body: Uint8Array): { description: SessionDescription; remote: RemoteAudio } | null {
  const description = parseSdp(body)
  const remote = description?.media.map(readAudio).find((audio) => audio !== null)
  return description && remote ? { description, remote } : null
}

export function makeAnswer(
  session: LocalSession,
  local: LocalAudio,
  offer: { description: SessionDescription; remote: RemoteAudio },
): Uint8Array {
  const { media } = offer.description
  const taken = media.findIndex((entry) => readAudio(entry) !== null)
  const lines = media.map((entry, index) => {
    if (index !== taken) return refusedMedia(entry)
    const maps = mapsOf(entry)
    const chosen = [maps.find(isG711), maps.find(isEvent)].filter((map) => map !== undefined)
    return audioMedia(local.port, chosen, MIRROR[offer.remote.direction])
  })
  return printSdp(session, lines)
}

/** The answer to our one-stream offer; null when it takes nothing of it. */
export function readAnswer(body: Uint8Array): RemoteAudio | null {
  const first = parseSdp(body)?.media[0]
  return first ? readAudio(first) : null
}

/** May we send, and is the other side holding us? */
export const maySend = (remote: RemoteAudio): boolean =>
  remote.direction === 'sendrecv' || remote.direction === 'recvonly'
export const isHolding = (remote: RemoteAudio): boolean =>
  remote.direction === 'sendonly' || remote.direction === 'inactive'
