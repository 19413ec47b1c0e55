// What we can send and take on an audio stream, and the payload types that stand for it (RFC 3551, RFC 7587, RFC 4733).
import type { AudioCodec } from '../media/media-engine.ts'
import type { MediaDescription, RtpMap } from './session-description.ts'

/** In order of preference: what needs no transcoding to a seat comes first. */
export const DEFAULT_CODECS: AudioCodec[] = ['PCMA', 'PCMU', 'G722', 'opus']

/** G722 runs at 16 kHz and says 8000 (RFC 3551 §4.5.2); opus says 48000/2 whatever it carries (RFC 7587 §7). */
const CODEC_MAPS: Record<AudioCodec, RtpMap> = {
  PCMA: { payloadType: 8, encoding: 'PCMA', clockRate: 8000, channels: 1 },
  PCMU: { payloadType: 0, encoding: 'PCMU', clockRate: 8000, channels: 1 },
  G722: { payloadType: 9, encoding: 'G722', clockRate: 8000, channels: 1 },
  opus: { payloadType: 111, encoding: 'opus', clockRate: 48_000, channels: 2 },
}
const EVENT_MAP: RtpMap = { payloadType: 101, encoding: 'telephone-event', clockRate: 8000, channels: 1 }
const COMFORT_NOISE_MAP: RtpMap = { payloadType: 13, encoding: 'CN', clockRate: 8000, channels: 1 }
const STATIC_MAPS = [CODEC_MAPS.PCMA, CODEC_MAPS.PCMU, CODEC_MAPS.G722, COMFORT_NOISE_MAP]

const FIRST_DYNAMIC = 96
const LAST_DYNAMIC = 127

/** The maps of a stream's formats in their order; an explicit rtpmap wins over the static table (RFC 3551). */
export function mapsOf(media: MediaDescription): RtpMap[] {
  return media.formats.flatMap((format) => {
    const isNamed = (map: RtpMap) => String(map.payloadType) === format
    const found = media.rtpMaps.find(isNamed) ?? STATIC_MAPS.find(isNamed)
    return found ? [found] : []
  })
}

const isLike = (map: RtpMap, wanted: RtpMap): boolean =>
  map.encoding.toLowerCase() === wanted.encoding.toLowerCase() &&
  map.clockRate === wanted.clockRate &&
  map.channels === wanted.channels

export const mapOfCodec = (maps: RtpMap[], codec: AudioCodec): RtpMap | undefined =>
  maps.find((map) => isLike(map, CODEC_MAPS[codec]))

export const codecOf = (map: RtpMap): AudioCodec | null =>
  DEFAULT_CODECS.find((codec) => isLike(map, CODEC_MAPS[codec])) ?? null

export const eventMap = (maps: RtpMap[]): RtpMap | undefined => maps.find((map) => isLike(map, EVENT_MAP))

export const comfortNoiseMap = (maps: RtpMap[]): RtpMap | undefined =>
  maps.find((map) => isLike(map, COMFORT_NOISE_MAP))

/** RFC 3264 §8.3.2: a payload type keeps its meaning for the whole session, so what is agreed keeps its number. */
export function offeredMaps(codecs: AudioCodec[], agreed: RtpMap[]): RtpMap[] {
  const taken = new Set(agreed.map((map) => map.payloadType))
  return [...codecs.map((codec) => CODEC_MAPS[codec]), EVENT_MAP, COMFORT_NOISE_MAP].map((wanted) => {
    const known = agreed.find((map) => isLike(map, wanted))
    if (known) return known
    let { payloadType } = wanted
    for (let next = FIRST_DYNAMIC; taken.has(payloadType) && next <= LAST_DYNAMIC; next++) payloadType = next
    taken.add(payloadType)
    return { ...wanted, payloadType }
  })
}
