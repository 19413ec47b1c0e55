// Writes our full (non-trickle) answer to a browser: PCMA first, then PCMU, G.722, Opus and telephone-event/8000.
// SPEC.md W2-W4.
import type { AudioCodec } from '../media/media-engine.ts'
import type { BrowserOffer } from './sdp-offer.ts'

export type LocalIce = { ufrag: string; password: string; fingerprint: string; setup: 'active' | 'passive' }
export type LocalMedia = { addresses: string[]; port: number; ssrc: number }

/** RFC 8445 §5.1.2.1: host preference 126, local preference downwards from the first address. */
export const hostPriority = (index: number): number => 2 ** 24 * 126 + 2 ** 8 * (65_535 - index) + 255

export function writeAnswer(offer: BrowserOffer, ice: LocalIce, media: LocalMedia): string {
  const chosen = offer.sections.find((section) => section.isChosen)
  const lines = ['v=0', `o=- ${media.ssrc} 1 IN IP4 ${media.addresses[0]}`, 's=-', 't=0 0']
  if (chosen?.mid != null) lines.push(`a=group:BUNDLE ${chosen.mid}`)
  for (const section of offer.sections) {
    if (section.isChosen) lines.push(...audioSection(offer, section.mid, ice, media))
    else lines.push(`m=${section.kind} 0 ${section.protocol} 0`, 'c=IN IP4 0.0.0.0', ...mid(section.mid), 'a=inactive')
  }
  return `${lines.join('\r\n')}\r\n`
}

const ENCODINGS: Record<AudioCodec, string> = {
  PCMA: 'PCMA/8000',
  PCMU: 'PCMU/8000',
  G722: 'G722/8000',
  opus: 'opus/48000/2',
}

const mid = (value: string | null): string[] => (value === null ? [] : [`a=mid:${value}`])

function audioSection(offer: BrowserOffer, section: string | null, ice: LocalIce, media: LocalMedia): string[] {
  const { formats, telephoneEvent } = offer
  const types = [...formats.map(({ payloadType }) => payloadType), telephoneEvent].filter((type) => type !== null)
  const codecs = formats.flatMap(({ codec, payloadType }) => [
    `a=rtpmap:${payloadType} ${ENCODINGS[codec]}`,
    // Chromium's own line to the letter: with another its page could not choose Opus later (setParameters).
    ...(codec === 'opus' ? [`a=fmtp:${payloadType} minptime=10;useinbandfec=1`] : []),
  ])
  if (telephoneEvent !== null) {
    codecs.push(`a=rtpmap:${telephoneEvent} telephone-event/8000`, `a=fmtp:${telephoneEvent} 0-15`)
  }
  return [
    `m=audio ${media.port} UDP/TLS/RTP/SAVPF ${types.join(' ')}`,
    `c=IN IP4 ${media.addresses[0]}`,
    ...mid(section),
    directionOf(offer),
    'a=rtcp-mux',
    `a=ice-ufrag:${ice.ufrag}`,
    `a=ice-pwd:${ice.password}`,
    `a=fingerprint:sha-256 ${ice.fingerprint}`,
    `a=setup:${ice.setup}`,
    ...codecs,
    'a=msid:trunkline sound',
    `a=ssrc:${media.ssrc} cname:trunkline`,
    `a=ssrc:${media.ssrc} msid:trunkline sound`,
    ...media.addresses.map(
      (address, i) => `a=candidate:${i + 1} 1 udp ${hostPriority(i)} ${address} ${media.port} typ host`,
    ),
    'a=end-of-candidates',
  ]
}

function directionOf(offer: BrowserOffer): string {
  if (offer.sends && offer.receives) return 'a=sendrecv'
  return offer.sends ? 'a=recvonly' : offer.receives ? 'a=sendonly' : 'a=inactive'
}
