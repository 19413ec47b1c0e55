// The two ends of a call under load: a browser (werift) and a trunk (plain RTP), each sending 50 packets a second.
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, usePCMA } from 'werift'

const PAYLOAD_TYPE = 8
const CONNECT_MS = 20_000

export class BrowserEnd {
  received = 0
  private readonly track = new MediaStreamTrack({ kind: 'audio' })
  private readonly peer = new RTCPeerConnection({
    codecs: { audio: [usePCMA()], video: [] },
    bundlePolicy: 'max-bundle',
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ['127.0.0.1'],
  })
  private sequence = 1

  async offer(): Promise<string> {
    this.peer.onTrack.subscribe((track) => track.onReceiveRtp.subscribe(() => this.count()))
    this.peer.addTransceiver(this.track, { direction: 'sendrecv' })
    await this.peer.setLocalDescription(await this.peer.createOffer())
    return this.peer.localDescription?.sdp ?? ''
  }

  private count(): void {
    this.received += 1
  }

  async connect(answer: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => reject(new Error('the browser end did not connect')), CONNECT_MS)
    this.peer.connectionStateChange.subscribe((state) => {
      if (state === 'connected') resolve()
    })
    await this.peer.setRemoteDescription({ type: 'answer', sdp: answer })
    if (this.peer.connectionState === 'connected') resolve()
    await promise
    clearTimeout(timer)
  }

  send(payload: Buffer): void {
    const header = new RtpHeader({
      payloadType: PAYLOAD_TYPE,
      sequenceNumber: this.sequence & 0xffff,
      timestamp: (this.sequence * 160) >>> 0,
      ssrc: 1,
      marker: this.sequence === 1,
    })
    this.sequence += 1
    this.track.writeRtp(new RtpPacket(header, payload))
  }

  async close(): Promise<void> {
    await this.peer.close()
  }
}

export class TrunkEnd {
  received = 0
  /** Milliseconds between packets, while measured. */
  intervals: number[] = []
  isMeasuring = false
  target = 0
  private lastAt = 0
  private sequence = 1
  private readonly packet = Buffer.alloc(172)

  private constructor(private readonly socket: Bun.udp.Socket<'buffer'>) {
    this.packet[0] = 0x80
    this.packet[1] = PAYLOAD_TYPE
  }

  static async open(ssrc: number): Promise<TrunkEnd> {
    const socket: Bun.udp.Socket<'buffer'> = await Bun.udpSocket({
      hostname: '127.0.0.1',
      port: 0,
      socket: { data: (_socket, bytes) => end.receive(bytes), error: () => {} },
    })
    const end: TrunkEnd = new TrunkEnd(socket)
    end.packet.writeUInt32BE(ssrc, 8)
    return end
  }

  get port(): number {
    return this.socket.port
  }

  send(payload: Buffer): void {
    this.packet.writeUInt16BE(this.sequence & 0xffff, 2)
    this.packet.writeUInt32BE((this.sequence * 160) >>> 0, 4)
    payload.copy(this.packet, 12)
    this.sequence += 1
    this.socket.send(this.packet, this.target, '127.0.0.1')
  }

  close(): void {
    this.socket.close()
  }

  private receive(bytes: Buffer): void {
    if (bytes.length < 12 || ((bytes[1] ?? 0) & 0x7f) !== PAYLOAD_TYPE) return
    this.received += 1
    const now = performance.now()
    if (this.isMeasuring && this.lastAt > 0) this.intervals.push(now - this.lastAt)
    this.lastAt = now
  }
}
