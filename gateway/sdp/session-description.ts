// Session descriptions (RFC 8866): what an audio call needs is read, everything else is passed over.
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

export type RtpMap = { payloadType: number; encoding: string; clockRate: number }

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
}

export type SessionDescription = { originAddress: string; media: MediaDescription[] }

export const MAX_SDP_OCTETS = 32_768
export const MAX_MEDIA = 32

const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)$/
const MEDIA = /^m=(\S+) (\d{1,5})(?:\/\d+)? (\S+) (\S.*)$/
const CONNECTION = /^c=IN IP[46] ([0-9A-Za-z.:-]+)/
const RTPMAP = /^a=rtpmap:(\d{1,3}) ([^/\s]+)\/(\d{1,6})/
const RTCP = /^a=rtcp:(\d{1,5})/
const ORIGIN = /^o=\S+ \d+ \d+ IN IP[46] (\S+)$/

function parseMedia(lines: string[], sessionConnection: string | null, sessionDirection: Direction) {
  const match = MEDIA.exec(lines[0]!)
  if (!match || Number(match[2]) > 65_535) return null
  const media: MediaDescription = {
    kind: match[1]!,
    port: Number(match[2]),
    protocol: match[3]!,
    formats: match[4]!.trim().split(/\s+/),
    connection: sessionConnection,
    rtpMaps: [],
    direction: sessionDirection,
    rtcpPort: null,
  }
  for (const line of lines.slice(1)) {
    const map = RTPMAP.exec(line)
    if (map) media.rtpMaps.push({ payloadType: Number(map[1]), encoding: map[2]!, clockRate: Number(map[3]) })
    media.direction = (DIRECTION.exec(line)?.[1] as Direction | undefined) ?? media.direction
    media.connection = CONNECTION.exec(line)?.[1] ?? media.connection
    const rtcp = RTCP.exec(line)
    if (rtcp && Number(rtcp[1]) <= 65_535) media.rtcpPort = Number(rtcp[1])
  }
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
}

function printMedia(media: LocalMedia): string[] {
  const line = `m=${media.kind} ${media.port} ${media.protocol} ${media.formats.join(' ')}`
  if (media.port === 0) return [line]
  const maps = media.rtpMaps.map((map) => `a=rtpmap:${map.payloadType} ${map.encoding}/${map.clockRate}`)
  const events = media.rtpMaps.filter((map) => map.encoding === 'telephone-event')
  const fmtp = events.map((map) => `a=fmtp:${map.payloadType} 0-15`)
  return [line, ...maps, ...fmtp, `a=ptime:${media.ptimeMs}`, `a=${media.direction}`]
}

export function printSdp(session: LocalSession, media: LocalMedia[]): Uint8Array {
  const net = `IN ${session.address.includes(':') ? 'IP6' : 'IP4'} ${session.address}`
  const head = ['v=0', `o=- ${session.sessionId} ${session.version} ${net}`, 's=-', `c=${net}`, 't=0 0']
  return Buffer.from([...head, ...media.flatMap(printMedia), ''].join('\r\n'))
}
