// Test doubles of the far ends: a plain RTP telephone and a browser (werift's own RTCPeerConnection).
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  useOPUS,
  usePCMA,
  usePCMU,
} from 'werift'
import type { G711 } from '../codec/g711.ts'
import { A_TO_LINEAR, LINEAR_TO_A } from '../codec/g711.ts'
import { readU16, readU32 } from '../datagram/octets.ts'
import { openUdp, type TestSocket } from '../datagram/test-socket.ts'
import type { MediaFact, RtpRemote } from './media-engine.ts'

export const toneFrame = (hz: number, frame: number, peak = 8000): Uint8Array =>
  Uint8Array.from({ length: 160 }, (_, i) => {
    const t = frame * 160 + i
    return LINEAR_TO_A[Math.round(peak * Math.sin((2 * Math.PI * hz * t) / 8000)) & 0xffff]!
  })

/** Share of the energy of A-law sound that lies at `hz`, 0-1. */
export function shareAt(hz: number, aLaw: Uint8Array): number {
  let re = 0
  let im = 0
  let energy = 1
  for (let i = 0; i < aLaw.length; i++) {
    const x = A_TO_LINEAR[aLaw[i]!]!
    re += x * Math.cos((2 * Math.PI * hz * i) / 8000)
    im += x * Math.sin((2 * Math.PI * hz * i) / 8000)
    energy += x * x
  }
  return ((re * re + im * im) * 2) / (aLaw.length * energy)
}

export type Heard = {
  sequence: number
  timestamp: number
  ssrc: number
  marker: boolean
  type: number
  payload: Uint8Array
  at: number
}

/** Collects packets and wakes whoever waits for a condition on them. */
export function g711Only(codec: G711): Pick<RtpRemote, 'format' | 'accepts' | 'ptimeMs' | 'comfortNoise' | 'srtp'> {
  const format = { codec, payloadType: codec === 'PCMA' ? 8 : 0 }
  return { format, accepts: [format], ptimeMs: 20, comfortNoise: null, srtp: null }
}

export class Ear {
  packets: Heard[] = []
  #waiting: { ready: () => boolean; done: () => void }[] = []

  hear(packet: Heard): void {
    this.packets.push(packet)
    this.#waiting = this.#waiting.filter(({ ready, done }) => {
      if (!ready()) return true
      done()
      return false
    })
  }

  until(ready: () => boolean): Promise<void> {
    if (ready()) return Promise.resolve()
    return new Promise((done) => this.#waiting.push({ ready, done }))
  }

  /** The sound of the last `count` packets. */
  sound(count: number): Uint8Array {
    return Uint8Array.from(this.packets.slice(-count).flatMap((packet) => [...packet.payload]))
  }

  /** Waits for `count` packets in a row whose sound is at `hz`. */
  async untilTone(hz: number, count = 25): Promise<void> {
    const from = this.packets.length
    await this.until(() => this.packets.length - from >= count && shareAt(hz, this.sound(count)) > 0.9)
  }
}

export class RtpPeer {
  readonly ear = new Ear()
  readonly reports: Buffer[] = []
  #timer: ReturnType<typeof setInterval> | null = null
  #sequence = 1000
  #timestamp = 5000

  private constructor(
    readonly socket: TestSocket,
    readonly rtcp: TestSocket,
  ) {}

  static async open(address = '127.0.0.1'): Promise<RtpPeer> {
    let peer: RtpPeer | null = null
    const rtp = await openUdp(address, 0, (bytes) => peer?.ear.hear(heard(bytes)))
    const rtcp = await openUdp(address, 0, (bytes) => peer?.reports.push(Buffer.from(bytes)))
    peer = new RtpPeer(rtp, rtcp)
    return peer
  }

  /** What a trunk that takes nothing but G.711 negotiates. */
  remote(codec: G711 = 'PCMA'): Omit<RtpRemote, 'telephoneEvent' | 'send' | 'nat'> {
    return {
      address: this.socket.hostname,
      port: this.socket.port,
      rtcpPort: this.rtcp.port,
      ...g711Only(codec),
    }
  }

  sendPacket(
    to: { address: string; port: number },
    payload: Uint8Array,
    type = 8,
    options: { timestamp?: number; marker?: boolean; sequence?: number } = {},
  ): void {
    const packet = Buffer.alloc(12 + payload.length)
    packet[0] = 0x80
    packet[1] = type | (options.marker ? 0x80 : 0)
    packet.writeUInt16BE((options.sequence ?? this.#sequence++) & 0xffff, 2)
    packet.writeUInt32BE((options.timestamp ?? this.#timestamp) >>> 0, 4)
    packet.writeUInt32BE(0xabcdef01, 8)
    packet.set(payload, 12)
    if (options.timestamp === undefined) this.#timestamp += payload.length
    try {
      this.socket.send(packet, to.port, to.address)
    } catch {
      // A stranger is told by ICMP that there is nobody for him; Bun throws that at the next send.
    }
  }

  /** With `losing`, every so many-th packet is lost on the way. */
  speak(to: { address: string; port: number }, hz: number, losing = Number.POSITIVE_INFINITY): void {
    this.hush()
    let frame = 0
    this.#timer = setInterval(() => {
      const isLost = frame % losing === losing - 1
      if (isLost) this.#lose()
      else this.sendPacket(to, toneFrame(hz, frame))
      frame++
    }, 20)
  }

  #lose(): void {
    this.#sequence++
    this.#timestamp += 160
  }

  hush(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  close(): void {
    this.hush()
    this.socket.close()
    this.rtcp.close()
  }
}

function heard(bytes: Buffer): Heard {
  return {
    sequence: readU16(bytes, 2),
    timestamp: readU32(bytes, 4),
    ssrc: readU32(bytes, 8),
    marker: (bytes[1]! & 0x80) !== 0,
    type: bytes[1]! & 0x7f,
    payload: Uint8Array.from(bytes.subarray(12)),
    at: performance.now(),
  }
}

export class BrowserPeer {
  readonly ear = new Ear()
  readonly pc: RTCPeerConnection
  readonly #track = new MediaStreamTrack({ kind: 'audio' })
  #timer: ReturnType<typeof setInterval> | null = null
  #sequence = 60_000

  constructor() {
    const event = new RTCRtpCodecParameters({
      mimeType: 'audio/telephone-event',
      clockRate: 8000,
      channels: 1,
      payloadType: 126,
    })
    this.pc = new RTCPeerConnection({
      codecs: { audio: [usePCMA(), usePCMU(), useOPUS({ payloadType: 111 }), event], video: [] },
      iceServers: [],
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
    })
    this.pc.addTransceiver(this.#track, { direction: 'sendrecv' })
    this.pc.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => this.ear.hear(heard(packet.serialize())))
    })
  }

  async offer(): Promise<string> {
    await this.pc.setLocalDescription(await this.pc.createOffer())
    return this.pc.localDescription?.sdp ?? ''
  }

  async answer(sdp: string): Promise<void> {
    await this.pc.setRemoteDescription({ type: 'answer', sdp })
  }

  /** With `losing`, every so many-th packet is lost on the way. */
  speak(hz: number, losing = Number.POSITIVE_INFINITY): void {
    this.hush()
    let frame = 0
    this.#timer = setInterval(() => {
      if (frame % losing === losing - 1) {
        this.#sequence++
        frame++
        return
      }
      const header = new RtpHeader({
        payloadType: 8,
        sequenceNumber: this.#sequence++ & 0xffff,
        timestamp: frame * 160,
        ssrc: 77,
      })
      this.#track.writeRtp(new RtpPacket(header, Buffer.from(toneFrame(hz, frame++))))
    }, 20)
  }

  hush(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  async close(): Promise<void> {
    this.hush()
    await this.pc.close()
  }
}

export class Facts {
  readonly all: MediaFact[] = []
  #waiting: { matches: (fact: MediaFact) => boolean; done: (fact: MediaFact) => void }[] = []

  add = (fact: MediaFact): void => {
    this.all.push(fact)
    this.#waiting = this.#waiting.filter(({ matches, done }) => {
      if (!matches(fact)) return true
      done(fact)
      return false
    })
  }

  /** The first fact of that kind, past or to come. */
  first<T extends MediaFact['type']>(
    type: T,
    matches: (fact: Extract<MediaFact, { type: T }>) => boolean = () => true,
  ): Promise<Extract<MediaFact, { type: T }>> {
    const isIt = (fact: MediaFact): fact is Extract<MediaFact, { type: T }> =>
      fact.type === type && matches(fact as Extract<MediaFact, { type: T }>)
    const past = this.all.find(isIt)
    if (past !== undefined) return Promise.resolve(past)
    return new Promise((done) => this.#waiting.push({ matches: isIt, done: (fact) => isIt(fact) && done(fact) }))
  }
}
