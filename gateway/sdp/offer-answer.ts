// Offer and answer (RFC 3264) of one audio stream among whatever else the other side offers. SPEC.md has the rules.
import { isIP } from 'node:net'
import type { AudioCodec, IpFamily, RtpFormat } from '../media/media-engine.ts'
import type { SrtpMaster } from '../rtp/srtp-keys.ts'
import { type CryptoLine, parseCrypto, printCrypto } from './crypto-attribute.ts'
import { codecOf, comfortNoiseMap, eventMap, mapOfCodec, mapsOf, offeredMaps } from './formats.ts'
import {
  type Direction,
  type LocalMedia,
  MAX_PTIME_MS,
  type MediaDescription,
  parseSdp,
  printSdp,
  type RtpMap,
  type SessionDescription,
} from './session-description.ts'

/**
 * What the line wants of every call: its codecs in order, and whether the sound is to be encrypted; and of which families
 * we have an address, the preferred one first.
 */
export type MediaPolicy = { codecs: AudioCodec[]; srtp: 'off' | 'optional' | 'required'; families: IpFamily[] }

/** Our end of the stream; the key is this leg's own. */
export type LocalAudio = { address: string; port: number; sessionId: number; policy: MediaPolicy; master: SrtpMaster }

/** What the other side takes and gives. */
export type RemoteAudio = {
  address: string
  port: number
  rtcpPort: number
  format: RtpFormat
  accepts: RtpFormat[]
  ptimeMs: number
  telephoneEvent: number | null
  comfortNoise: number | null
  /** Their key, when the stream is encrypted. */
  master: SrtpMaster | null
  /** As the other side wrote it, with c=0.0.0.0 read as hold (RFC 3264 §8.4). */
  direction: Direction
}

/** The next description of ours: its version, and whether we have the other side on hold. */
export type LocalTurn = { version: number; isHolding: boolean }

export type ReadOffer = {
  description: SessionDescription
  index: number
  remote: RemoteAudio
  crypto: CryptoLine | null
}

const PTIME_MS = 20
const PTIMES_MS = [40, 30, 20, 10]
const SECURE = 'RTP/SAVP'
const OUR_TAG = '1'

const MIRROR: Record<Direction, Direction> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
}
const HOLDING: Record<Direction, Direction> = {
  sendrecv: 'sendonly',
  sendonly: 'sendonly',
  recvonly: 'inactive',
  inactive: 'inactive',
}

const directed = (direction: Direction, isHolding: boolean): Direction => (isHolding ? HOLDING[direction] : direction)

/** SD4: the longest packet of ours that is no longer than they want; opus has no frame of 30 ms (RFC 6716 §2.1.4). */
function sentPtime(media: MediaDescription, codec: AudioCodec): number {
  const most = Math.min(media.ptimeMs ?? PTIME_MS, media.maxPtimeMs ?? MAX_PTIME_MS)
  const usable = PTIMES_MS.filter((ptime) => codec !== 'opus' || ptime !== 30)
  return usable.find((ptime) => ptime <= most) ?? usable.at(-1)!
}

const formatOf = (map: RtpMap): RtpFormat[] => {
  const codec = codecOf(map)
  return codec === null ? [] : [{ codec, payloadType: map.payloadType }]
}

const isOldHold = (media: MediaDescription): boolean => media.connection === '0.0.0.0'

/** SD11: the old hold names no place, so it is of any family. */
const isReached = (media: MediaDescription, families: IpFamily[]): boolean =>
  isOldHold(media) || families.some((family) => family === isIP(media.connection ?? ''))

const isUsable = (media: MediaDescription, families: IpFamily[]): boolean =>
  media.kind === 'audio' && media.port > 0 && isReached(media, families)

type Chosen = { format: RtpFormat; accepts: RtpFormat[]; isMuxed: boolean; crypto: CryptoLine | null }

function remoteOf(media: MediaDescription, { format, accepts, isMuxed, crypto }: Chosen): RemoteAudio {
  const maps = mapsOf(media)
  const { port } = media
  return {
    address: media.connection!,
    port,
    rtcpPort: isMuxed ? port : (media.rtcpPort ?? Math.min(port + 1, 65_535)),
    format,
    accepts,
    ptimeMs: sentPtime(media, format.codec),
    telephoneEvent: eventMap(maps)?.payloadType ?? null,
    comfortNoise: comfortNoiseMap(maps)?.payloadType ?? null,
    master: crypto?.master ?? null,
    direction: isOldHold(media) && media.direction === 'sendrecv' ? 'sendonly' : media.direction,
  }
}

/** SD6: SAVP must bring a key that we can use; AVP may (RFC 8643), and must where the line requires it. */
function offeredCrypto(media: MediaDescription, policy: MediaPolicy): { ok: boolean; crypto: CryptoLine | null } {
  const crypto = media.crypto.map(parseCrypto).find((line) => line !== null) ?? null
  if (media.protocol === SECURE) return { ok: crypto !== null, crypto }
  if (media.protocol !== 'RTP/AVP') return { ok: false, crypto: null }
  return { ok: crypto !== null || policy.srtp !== 'required', crypto }
}

function readOffered(media: MediaDescription, policy: MediaPolicy): Omit<ReadOffer, 'description' | 'index'> | null {
  const { ok, crypto } = offeredCrypto(media, policy)
  if (!ok || !isUsable(media, policy.families)) return null
  const maps = mapsOf(media)
  const map = policy.codecs.map((codec) => mapOfCodec(maps, codec)).find((found) => found !== undefined)
  const [format] = map ? formatOf(map) : []
  if (!format) return null
  return { remote: remoteOf(media, { format, accepts: [format], isMuxed: media.isMuxed, crypto }), crypto }
}

/** The first stream of an offer that we can take; null when there is none. */
export function readOffer(body: Uint8Array, policy: MediaPolicy): ReadOffer | null {
  const description = parseSdp(body)
  for (const [index, media] of (description?.media ?? []).entries()) {
    const read = readOffered(media, policy)
    if (read) return { description: description!, index, ...read }
  }
  return null
}

/** RFC 3264 §6: a stream that is not wanted keeps its place, with port 0. */
const refusedMedia = ({ kind, protocol, formats }: Pick<LocalMedia, 'kind' | 'protocol' | 'formats'>): LocalMedia => ({
  ...{ kind, protocol, formats, port: 0, rtpMaps: [] },
  ...{ direction: 'inactive', ptimeMs: PTIME_MS, isMuxed: false, crypto: null },
})

const audioOf = (
  local: LocalAudio,
  maps: RtpMap[],
  rest: Omit<LocalMedia, 'kind' | 'port' | 'formats' | 'rtpMaps'>,
) => ({
  ...{ kind: 'audio', port: local.port, rtpMaps: maps, formats: maps.map((map) => String(map.payloadType)) },
  ...rest,
})

const sessionOf = ({ address, sessionId }: LocalAudio, { version }: LocalTurn) => ({ address, sessionId, version })

export function makeAnswer(local: LocalAudio, turn: LocalTurn, offer: ReadOffer): Uint8Array {
  const { index, remote, crypto } = offer
  const lines = offer.description.media.map((media, at) => {
    if (at !== index) return refusedMedia(media)
    const maps = mapsOf(media)
    const chosen = [mapOfCodec(maps, remote.format.codec), eventMap(maps), comfortNoiseMap(maps)]
    return audioOf(
      local,
      chosen.filter((map) => map !== undefined),
      {
        protocol: media.protocol,
        direction: directed(MIRROR[remote.direction], turn.isHolding),
        ptimeMs: remote.ptimeMs,
        isMuxed: media.isMuxed,
        crypto: crypto ? printCrypto({ tag: crypto.tag, master: local.master }) : null,
      },
    )
  })
  return printSdp(sessionOf(local, turn), lines)
}

/** SD8: `previous` is our last description in this session: its streams keep their places and its payload types their meaning. */
export function makeOffer(local: LocalAudio, turn: LocalTurn, previous: Uint8Array | null): Uint8Array {
  const { srtp, codecs } = local.policy
  const before = (previous && parseSdp(previous)?.media) ?? []
  const crypto = printCrypto({ tag: OUR_TAG, master: local.master })
  const offered = (protocol: string, agreed: RtpMap[], isSecure: boolean) =>
    audioOf(local, offeredMaps(codecs, agreed), {
      protocol,
      direction: directed('sendrecv', turn.isHolding),
      ptimeMs: PTIME_MS,
      isMuxed: false,
      crypto: isSecure ? crypto : null,
    })
  const lines = before.map((media) =>
    media.port === 0 ? refusedMedia(media) : offered(media.protocol, mapsOf(media), media.crypto.length > 0),
  )
  const initial = () => [offered(srtp === 'required' ? SECURE : 'RTP/AVP', [], srtp !== 'off')]
  return printSdp(sessionOf(local, turn), lines.length > 0 ? lines : initial())
}

/** SD7: the key that an answer brings, when we offered one; `ok` is false when it had to and did not. */
function answeredCrypto(media: MediaDescription, ours: MediaDescription): { ok: boolean; crypto: CryptoLine | null } {
  const lines = ours.crypto.length > 0 ? media.crypto.map(parseCrypto) : []
  const crypto = lines.find((line) => line?.tag === OUR_TAG) ?? null
  return { ok: media.protocol === ours.protocol && (crypto !== null || ours.protocol !== SECURE), crypto }
}

/** The answer to `offer`, which was ours; null when it takes nothing of it. */
export function readAnswer(body: Uint8Array, offer: Uint8Array, { families }: MediaPolicy): RemoteAudio | null {
  const ours = parseSdp(offer)?.media ?? []
  const index = ours.findIndex((media) => media.port > 0)
  const [media, mine] = [parseSdp(body)?.media[index], ours[index]]
  if (!media || !mine || !isUsable(media, families)) return null
  const { ok, crypto } = answeredCrypto(media, mine)
  if (!ok) return null
  const offered = mapsOf(mine)
  const taken = mapsOf(media).flatMap(formatOf)
  // What comes in bears the numbers of our offer, what goes out those of the answer (RFC 3264 §5.1).
  const accepts = taken.flatMap(({ codec }) => {
    const map = mapOfCodec(offered, codec)
    return map ? formatOf(map) : []
  })
  const format = taken.find(({ codec }) => mapOfCodec(offered, codec))
  return format ? remoteOf(media, { format, accepts, isMuxed: false, crypto }) : null
}

/** May we send, and is the other side holding us? */
export const maySend = (remote: RemoteAudio): boolean =>
  remote.direction === 'sendrecv' || remote.direction === 'recvonly'
export const isHolding = (remote: RemoteAudio): boolean =>
  remote.direction === 'sendonly' || remote.direction === 'inactive'
