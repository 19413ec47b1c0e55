// Session descriptions (RFC 8866): what an audio call needs is read, everything else is passed over.
import { isIPv6 } from 'node:net'
import type { IpFamily } from '../media/media-engine.ts'

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

export type RtpMap = { payloadType: number; encoding: string; clockRate: number; channels: number }

export type MediaDescription = {
  kind: string
  port: number
  protocol: string
  formats: string[]
  /** The address of this stream's c=, or of the session's; null when neither is there. */
  connection: string | null
  rtpMaps: RtpMap[]
  direction: Direction
  rtcpPort: number | null
  /** RTP and RTCP on one port (RFC 5761). */
  isMuxed: boolean
  ptimeMs: number | null
  maxPtimeMs: number | null
  /** The values of a=crypto (RFC 4568), in order of preference. */
  crypto: string[]
}

export type SessionDescription = { originAddress: string; media: MediaDescription[] }

export const MAX_SDP_OCTETS = 32_768
export const MAX_MEDIA = 32

const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)$/
const MEDIA = /^m=(\S+) (\d{1,5})(?:\/\d+)? (\S+) (\S.*)$/
const CONNECTION = /^c=IN IP[46] ([0-9A-Za-z.:-]+)/
const RTPMAP = /^a=rtpmap:(\d{1,3}) ([^/\s]+)\/(\d{1,6})(?:\/(\d))?/
const RTCP = /^a=rtcp:(\d{1,5})/
const PTIME = /^a=ptime:(\d{1,4})(?:\.\d+)?\s*$/
const MAX_PTIME = /^a=maxptime:(\d{1,4})(?:\.\d+)?\s*$/
const CRYPTO = /^a=crypto:(.+)$/
const ORIGIN = /^o=\S+ \d+ \d+ IN IP[46] (\S+)$/

function readAttribute(media: MediaDescription, line: string): void {
  const map = RTPMAP.exec(line)
  if (map) {
    const [payloadType, clockRate, channels] = [Number(map[1]), Number(map[3]), Number(map[4] ?? 1)]
    media.rtpMaps.push({ payloadType, encoding: map[2]!, clockRate, channels })
  }
  media.direction = (DIRECTION.exec(line)?.[1] as Direction | undefined) ?? media.direction
  media.connection = CONNECTION.exec(line)?.[1] ?? media.connection
  const rtcp = RTCP.exec(line)
  if (rtcp && Number(rtcp[1]) <= 65_535) media.rtcpPort = Number(rtcp[1])
  const ptime = PTIME.exec(line)
  if (ptime) media.ptimeMs = Number(ptime[1])
  const maxPtime = MAX_PTIME.exec(line)
  if (maxPtime) media.maxPtimeMs = Number(maxPtime[1])
  if (line === 'a=rtcp-mux') media.isMuxed = true
  const crypto = CRYPTO.exec(line)
  if (crypto) media.crypto.push(crypto[1]!)
}

function parseMedia(lines: string[], connection: string | null, direction: Direction): MediaDescription | null {
  const match = MEDIA.exec(lines[0]!)
  if (!match || Number(match[2]) > 65_535) return null
  const media: MediaDescription = {
    kind: match[1]!,
    port: Number(match[2]),
    protocol: match[3]!,
    formats: match[4]!.trim().split(/\s+/),
    connection,
    rtpMaps: [],
    direction,
    rtcpPort: null,
    isMuxed: false,
    ptimeMs: null,
    maxPtimeMs: null,
    crypto: [],
  }
  for (const line of lines.slice(1)) readAttribute(media, line)
  return media
}

const first = (lines: string[], pattern: RegExp): string | null => {
  for (const line of lines) {
    const match = pattern.exec(line)
    if (match) return match[1]!
  }
  return null
}

export function parseSdp(body: Uint8Array): SessionDescription | null {
  if (body.length > MAX_SDP_OCTETS) return null
  const lines = Buffer.from(body).toString('latin1').split(/\r?\n/)
  if (lines[0] !== 'v=0') return null
  const starts = lines.flatMap((line, index) => (line.startsWith('m=') ? [index] : []))
  if (starts.length > MAX_MEDIA) return null
  const sessionLines = lines.slice(0, starts[0] ?? lines.length)
  const originAddress = first(sessionLines, ORIGIN)
  if (originAddress === null) return null
  const connection = first(sessionLines, CONNECTION)
  const direction = (first(sessionLines, DIRECTION) as Direction | null) ?? 'sendrecv'
  const media: MediaDescription[] = []
  for (const [index, start] of starts.entries()) {
    const parsed = parseMedia(lines.slice(start, starts[index + 1] ?? lines.length), connection, direction)
    if (!parsed) return null
    media.push(parsed)
  }
  return { originAddress, media }
}

export type LocalSession = { address: string; sessionId: number; version: number }
export type LocalMedia = {
  kind: string
  protocol: string
  port: number
  formats: string[]
  rtpMaps: RtpMap[]
  direction: Direction
  ptimeMs: number
  isMuxed: boolean
  crypto: string | null
}

/** The longest packet that we take. */
export const MAX_PTIME_MS = 40

const FMTP: Record<string, string> = { 'telephone-event': '0-15', opus: 'useinbandfec=1' }

const printMap = ({ payloadType, encoding, clockRate, channels }: RtpMap): string =>
  `a=rtpmap:${payloadType} ${encoding}/${clockRate}${channels > 1 ? `/${channels}` : ''}`

function printMedia(media: LocalMedia): string[] {
  const line = `m=${media.kind} ${media.port} ${media.protocol} ${media.formats.join(' ')}`
  if (media.port === 0) return [line]
  const fmtp = media.rtpMaps.flatMap(({ payloadType, encoding }) => {
    const value = FMTP[encoding]
    return value === undefined ? [] : [`a=fmtp:${payloadType} ${value}`]
  })
  const attributes = [`a=ptime:${media.ptimeMs}`, `a=maxptime:${MAX_PTIME_MS}`]
  if (media.isMuxed) attributes.push('a=rtcp-mux')
  if (media.crypto !== null) attributes.push(`a=crypto:${media.crypto}`)
  return [line, ...media.rtpMaps.map(printMap), ...fmtp, ...attributes, `a=${media.direction}`]
}

export const familyOf = (address: string): IpFamily => (isIPv6(address) ? 6 : 4)

export function printSdp(session: LocalSession, media: LocalMedia[]): Uint8Array {
  const net = `IN IP${familyOf(session.address)} ${session.address}`
  const head = ['v=0', `o=- ${session.sessionId} ${session.version} ${net}`, 's=-', `c=${net}`, 't=0 0']
  return Buffer.from([...head, ...media.flatMap(printMedia), ''].join('\r\n'))
}
