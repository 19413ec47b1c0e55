// Reads what we need of a browser's offer (RFC 8866, 8829, 8839): one audio section with G.711, its codecs, ICE and DTLS
// parameters. Everything else (video, telephone-event/48000, comfort noise, extensions) is not seen. SPEC.md W1-W3.
import { isIPv4 } from 'node:net'
import type { AudioCodec, RtpFormat } from '../media/media-engine.ts'

export type RemoteCandidate = { foundation: string; priority: number; address: string; port: number; type: string }
export type Fingerprint = { algorithm: string; value: string }
export type BrowserOffer = {
  /** Kind and mid of every section, in order: the answer must have the same (RFC 3264 §6). */
  sections: { kind: string; protocol: string; mid: string | null; isChosen: boolean }[]
  /** What both sides can, in our order: the first is what is sent as long as the link is good. */
  formats: RtpFormat[]
  telephoneEvent: number | null
  /** Never taken: a browser with comfort noise stops sending between words, and silence says that its page is gone. */
  comfortNoise: null
  ufrag: string
  password: string
  fingerprints: Fingerprint[]
  setup: 'active' | 'passive' | 'actpass'
  candidates: RemoteCandidate[]
  sends: boolean
  receives: boolean
}

/** The text says what the offer lacks. */
export class OfferRefused extends Error {}

type Section = { kind: string; protocol: string; formats: string[]; lines: string[] }

export function readOffer(sdp: string): BrowserOffer {
  const { session, sections } = split(sdp)
  const audio = sections.find((section) => section.kind === 'audio' && hasG711(section))
  if (audio === undefined) throw new OfferRefused('the offer has no audio with PCMA or PCMU')
  const lookUp = (name: string): string | null => attribute(audio.lines, name) ?? attribute(session, name)
  const ufrag = lookUp('ice-ufrag')
  const password = lookUp('ice-pwd')
  if (ufrag === null || password === null) throw new OfferRefused('the offer has no ICE user name or password')
  const fingerprints = attributes([...audio.lines, ...session], 'fingerprint').flatMap(readFingerprint)
  if (fingerprints.length === 0) throw new OfferRefused('the offer has no DTLS fingerprint')
  const setup = lookUp('setup')
  return {
    sections: sections.map((section) => ({
      kind: section.kind,
      protocol: section.protocol,
      mid: attribute(section.lines, 'mid'),
      isChosen: section === audio,
    })),
    ...readPayloadTypes(audio),
    ufrag,
    password,
    fingerprints,
    setup: setup === 'active' || setup === 'passive' ? setup : 'actpass',
    candidates: attributes(audio.lines, 'candidate').flatMap(readCandidate),
    sends: !audio.lines.some((line) => line === 'a=recvonly' || line === 'a=inactive'),
    receives: !audio.lines.some((line) => line === 'a=sendonly' || line === 'a=inactive'),
  }
}

function split(sdp: string): { session: string[]; sections: Section[] } {
  const session: string[] = []
  const sections: Section[] = []
  for (const line of sdp.split(/\r?\n/)) {
    if (line.startsWith('m=')) {
      const [kind = '', , protocol = '', ...formats] = line.slice(2).split(' ')
      sections.push({ kind, protocol, formats, lines: [] })
    } else (sections.at(-1)?.lines ?? session).push(line)
  }
  return { session, sections }
}

function attributes(lines: string[], name: string): string[] {
  const head = `a=${name}:`
  return lines.filter((line) => line.startsWith(head)).map((line) => line.slice(head.length).trim())
}

const attribute = (lines: string[], name: string): string | null => attributes(lines, name)[0] ?? null

/** Encoding names as in `rtpmap`, upper case, and the static payload types of RFC 3551 §6. */
const CODECS: readonly { codec: AudioCodec; name: string; fixed: number | null }[] = [
  { codec: 'PCMA', name: 'PCMA/8000', fixed: 8 },
  { codec: 'PCMU', name: 'PCMU/8000', fixed: 0 },
  { codec: 'G722', name: 'G722/8000', fixed: 9 },
  { codec: 'opus', name: 'OPUS/48000/2', fixed: null },
]

function readPayloadTypes(section: Section): Pick<BrowserOffer, 'formats' | 'telephoneEvent' | 'comfortNoise'> {
  const named = new Map<string, number>()
  for (const value of attributes(section.lines, 'rtpmap')) {
    const [type, encoding] = value.split(' ')
    const name = encoding?.toUpperCase().replace(/\/1$/, '')
    if (name !== undefined && type !== undefined && section.formats.includes(type)) named.set(name, Number(type))
  }
  const formats = CODECS.flatMap(({ codec, name, fixed }) => {
    const payloadType = named.get(name) ?? (fixed !== null && section.formats.includes(String(fixed)) ? fixed : null)
    return payloadType === null ? [] : [{ codec, payloadType }]
  })
  return { formats, telephoneEvent: named.get('TELEPHONE-EVENT/8000') ?? null, comfortNoise: null }
}

const hasG711 = (section: Section): boolean =>
  readPayloadTypes(section).formats.some(({ codec }) => codec === 'PCMA' || codec === 'PCMU')

function readFingerprint(value: string): Fingerprint[] {
  const [algorithm, hash] = value.split(/\s+/)
  return algorithm !== undefined && hash !== undefined ? [{ algorithm, value: hash }] : []
}

/** mDNS names, TCP and IPv6 are left out: the browser's own checks then show its address (peer-reflexive). */
function readCandidate(value: string): RemoteCandidate[] {
  const [foundation, component, transport, priority, address, port, , type] = value.split(' ')
  if (foundation === undefined || address === undefined || type === undefined) return []
  if (component !== '1' || transport?.toLowerCase() !== 'udp' || !isIPv4(address)) return []
  const portNumber = Number(port)
  if (!(portNumber > 0 && portNumber < 65_536)) return []
  return [{ foundation, priority: Number(priority), address, port: portNumber, type }]
}
