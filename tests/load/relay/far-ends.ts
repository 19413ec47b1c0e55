// The far ends of a relayed call under load, on the gateway's own datagram layer, or the generator would eat the machine:
// browsers that werift connects (SDP, ICE, DTLS) and whose media are ours, and plain RTP trunks.
import { MediaStreamTrack, RTCPeerConnection, UdpTransport, useOPUS, usePCMA } from 'werift'
import type { DatagramIo, DatagramSocket } from '../../../gateway/datagram/datagram-io.ts'
import { Packet } from '../../../gateway/datagram/packet.ts'
import type { PeerKey } from '../../../gateway/datagram/peer-keys.ts'
import { RTP_HEADER, writeRtpHeader } from '../../../gateway/rtp/rtp-packet.ts'
import { SrtpContext } from '../../../gateway/rtp/srtp.ts'
import { type Flow, PAYLOAD } from './flow.ts'
import { FRAMES, OPUS_TICKS, opusFrames } from './opus-frames.ts'

const ADDRESS = '127.0.0.1'
const PAYLOAD_TYPE = 8
const CONNECT_MS = 30_000
const AES_CM_128_HMAC_SHA1_80 = 1

type Numbers = { sequence: number; timestamp: number; ssrc: number }

/** Half of the calls wrap their sequence numbers a few seconds into the run. */
const firstNumbers = (call: number, ssrc: number): Numbers => ({
  sequence: call % 2 === 0 ? 65_535 - 350 : (call * 977) % 30_000,
  timestamp: call * 1000,
  ssrc,
})

function advance(numbers: Numbers, ticks: number): void {
  numbers.sequence = (numbers.sequence + 1) & 0xffff
  numbers.timestamp = (numbers.timestamp + ticks) >>> 0
}

function writePacket(packet: Packet, numbers: Numbers, flow: Pick<Flow, 'write'>): void {
  advance(numbers, PAYLOAD)
  writeRtpHeader(packet.bytes, PAYLOAD_TYPE, numbers)
  flow.write(packet.bytes, RTP_HEADER)
}

/** werift's socket, as far as it uses one. What is media goes to the browser end, the rest to werift. */
class BrowserTransport {
  readonly type = 'udp'
  readonly addressFamily = 4
  readonly host = ADDRESS
  onData: (bytes: Buffer, from: [string, number]) => void = () => {}
  onMedia: (packet: Packet, length: number) => void = () => {}
  socket: DatagramSocket | null = null

  static async open(io: DatagramIo): Promise<BrowserTransport> {
    const transport = new BrowserTransport(io)
    transport.socket = await io.open(ADDRESS, 0, (packet, length, source) => transport.#receive(packet, length, source))
    return transport
  }

  private constructor(private readonly io: DatagramIo) {}

  get port(): number {
    return this.socket?.port ?? 0
  }

  get address(): { address: string; port: number; family: string } {
    return { address: ADDRESS, port: this.port, family: 'IPv4' }
  }

  readonly send = async (bytes: Uint8Array, to?: [string, number]): Promise<void> => {
    if (to === undefined) return
    const packet = Packet.allocate(bytes.length)
    packet.bytes.set(bytes)
    this.socket?.send(packet, bytes.length, this.io.peers.keyOf(to[0], to[1]))
  }

  readonly close = async (): Promise<void> => this.socket?.close()

  #receive(packet: Packet, length: number, source: PeerKey): void {
    const first = packet.bytes[0]!
    if (first >= 128 && first <= 191) this.onMedia(packet, length)
    else this.onData(Buffer.from(packet.bytes.subarray(0, length)), [ADDRESS, source % 65_536])
  }
}

/** Every RTCPeerConnection made from now on has its socket on `io`. */
export function useTransports(io: DatagramIo): void {
  const factory = UdpTransport as unknown as { init(): Promise<BrowserTransport> }
  factory.init = () => BrowserTransport.open(io)
}

export class BrowserEnd {
  readonly #peer: RTCPeerConnection
  readonly #opus: Uint8Array[] | null
  #payloadType = PAYLOAD_TYPE
  #turn = 0
  readonly #packet = Packet.allocate()
  #numbers: Numbers = { sequence: 0, timestamp: 0, ssrc: 0 }
  #transport: BrowserTransport | null = null
  #out: SrtpContext | null = null
  #in: SrtpContext | null = null
  #to: PeerKey = 0

  constructor(
    private readonly call: number,
    private readonly io: DatagramIo,
    private readonly up: Pick<Flow, 'write'> & Partial<Pick<Flow, 'sent'>>,
    private readonly down: Pick<Flow, 'read'>,
    codec: 'PCMA' | 'opus' = 'PCMA',
  ) {
    this.#opus = codec === 'opus' ? opusFrames() : null
    this.#peer = new RTCPeerConnection({
      codecs: { audio: codec === 'opus' ? [useOPUS(), usePCMA()] : [usePCMA()], video: [] },
      headerExtensions: { audio: [], video: [] },
      bundlePolicy: 'max-bundle',
      iceServers: [],
      iceUseIpv6: false,
      iceAdditionalHostAddresses: [ADDRESS],
      iceInterfaceAddresses: { udp4: ADDRESS },
    })
  }

  async offer(): Promise<string> {
    const transceiver = this.#peer.addTransceiver(new MediaStreamTrack({ kind: 'audio' }), { direction: 'sendrecv' })
    this.#numbers = firstNumbers(this.call, transceiver.sender.ssrc)
    await this.#peer.setLocalDescription(await this.#peer.createOffer())
    for (const dtls of this.#peer.dtlsTransports) Object.assign(dtls, { srtpProfiles: [AES_CM_128_HMAC_SHA1_80] })
    const lines = (this.#peer.localDescription?.sdp ?? '').split('\r\n')
    const opus = /^a=rtpmap:(\d+) opus/i.exec(lines.find((line) => /^a=rtpmap:\d+ opus/i.test(line)) ?? '')
    if (opus !== null) this.#payloadType = Number(opus[1])
    return lines.filter((line) => !line.startsWith('a=candidate:') || line.split(' ')[4] === ADDRESS).join('\r\n')
  }

  async connect(answer: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => reject(new Error('the browser end did not connect')), CONNECT_MS)
    this.#peer.connectionStateChange.subscribe((state) => {
      if (state === 'connected') resolve()
    })
    await this.#peer.setRemoteDescription({ type: 'answer', sdp: answer })
    if (this.#peer.connectionState === 'connected') resolve()
    await promise
    clearTimeout(timer)
    this.#takeOver()
  }

  send(): void {
    if (this.#out === null) return
    const length = this.#out.protect(this.#packet, RTP_HEADER + this.#write())
    if (length > 0) this.#transport?.socket?.send(this.#packet, length, this.#to)
  }

  async close(): Promise<void> {
    await this.#peer.close()
  }

  /** Returns the payload's length. */
  #write(): number {
    const frame = this.#opus?.[this.#turn++ % FRAMES]
    if (frame === undefined) {
      writePacket(this.#packet, this.#numbers, this.up)
      return PAYLOAD
    }
    advance(this.#numbers, OPUS_TICKS)
    writeRtpHeader(this.#packet.bytes, this.#payloadType, this.#numbers)
    this.#packet.bytes.set(frame, RTP_HEADER)
    this.up.sent?.()
    return frame.length
  }

  #takeOver(): void {
    const transport = this.#peer.dtlsTransports[0]
    const pair = transport?.iceTransport.connection.nominated
    const keys = transport?.dtls?.extractSessionKeys(16, 14)
    if (pair === undefined || keys === undefined) throw new Error('the browser end has no keys')
    this.#transport = (pair.protocol as unknown as { transport: BrowserTransport }).transport
    this.#to = this.io.peers.keyOf(pair.remoteAddr[0], pair.remoteAddr[1])
    this.#out = new SrtpContext({ key: keys.localKey, salt: keys.localSalt })
    this.#in = new SrtpContext({ key: keys.remoteKey, salt: keys.remoteSalt })
    this.#transport.onMedia = (packet, length) => this.#receive(packet, length)
  }

  #receive(packet: Packet, length: number): void {
    if ((packet.bytes[1]! & 0x7f) !== this.#payloadType || this.#in === null) return
    const plain = this.#in.unprotect(packet, length)
    if (plain > 0) this.down.read(packet.bytes, RTP_HEADER, plain - RTP_HEADER)
  }
}

export class TrunkEnd {
  readonly #packet = Packet.allocate()
  readonly #numbers: Numbers
  #socket: DatagramSocket | null = null
  #to: PeerKey = 0

  constructor(
    call: number,
    private readonly io: DatagramIo,
    private readonly up: Flow,
    private readonly down: Flow,
  ) {
    this.#numbers = firstNumbers(call, 0x10000000 + call)
  }

  async open(): Promise<number> {
    this.#socket = await this.io.open(ADDRESS, 0, (packet, length, source) => {
      if (source === this.#to && (packet.bytes[1]! & 0x7f) === PAYLOAD_TYPE)
        this.up.read(packet.bytes, RTP_HEADER, length - RTP_HEADER)
    })
    return this.#socket.port
  }

  connect(port: number): void {
    this.#to = this.io.peers.keyOf(ADDRESS, port)
  }

  send(): void {
    writePacket(this.#packet, this.#numbers, this.down)
    this.#socket?.send(this.#packet, RTP_HEADER + PAYLOAD, this.#to)
  }
}
